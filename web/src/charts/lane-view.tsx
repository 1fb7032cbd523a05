import { memo, useEffect, useRef } from 'react';

import { visibleText } from '../parts/visible-text.js';
import type { TimeAxis } from './axis.js';
import { Grid } from './axis-view.js';
import styles from './charts.module.css';
import { type Lane, markOf, type PlacedSpan, type SpanKind } from './spans.js';

export const LANE_PX = 28;
const LEAST_PX = 2;
/** Top and height of each kind: its form says it, too. */
const FORMS: Readonly<Record<SpanKind, readonly [number, number]>> = {
  attempt: [4, 20],
  audit: [4, 20],
  ci: [4, 20],
  gate: [9, 10],
  waiting: [13, 2],
  pause: [11, 6],
};
/** Letters inside a span that has room for them. */
const LETTERS: Readonly<Partial<Record<SpanKind, string>>> = { ci: 'CI', audit: 'Audit' };
const LETTER_PX = 8;
const MARK_PX = 14;

interface LaneParts {
  readonly lane: Lane;
  readonly axis: TimeAxis;
  /** Where spans that last end. */
  readonly now: number;
  /** The span that is looked at, and whether it has the focus. */
  readonly active: number;
  readonly isFocused: boolean;
  readonly nameOf: (span: PlacedSpan) => string;
  readonly onLook: (index: number, isFocus: boolean) => void;
  readonly onOpen: (span: PlacedSpan) => void;
}

/** The spans of a lane. Each is a button: looked at by pointer, focus or arrow keys. */
export const LaneView = memo(function LaneView({ lane, axis, now, active, isFocused, ...parts }: LaneParts) {
  return (
    <svg className={styles.lane} width={axis.width} height={LANE_PX} role="group" aria-label="Spans">
      <Grid axis={axis} height={LANE_PX} />
      {lane.spans.map((span) => (
        <SpanView
          key={span.index}
          {...parts}
          span={span}
          x0={axis.x(span.from)}
          x1={axis.x(span.to ?? now)}
          isActive={span.index === active}
          isFocused={isFocused && span.index === active}
        />
      ))}
    </svg>
  );
});

interface SpanParts extends Pick<LaneParts, 'nameOf' | 'onLook' | 'onOpen' | 'isFocused'> {
  readonly span: PlacedSpan;
  readonly x0: number;
  readonly x1: number;
  readonly isActive: boolean;
}

function SpanView({ span, x0, x1, isActive, isFocused, nameOf, onLook, onOpen }: SpanParts) {
  const group = useRef<SVGGElement>(null);
  useEffect(() => {
    if (isFocused && document.activeElement !== group.current) group.current?.focus();
  }, [isFocused]);
  const [y, height] = FORMS[span.kind];
  const width = Math.max(LEAST_PX, x1 - x0);
  const letters = span.kind === 'attempt' ? String(span.attempt ?? '') : (LETTERS[span.kind] ?? '');
  const mark = markOf(span);
  const hasMark = (mark === 'bad' || mark === 'again') && width >= MARK_PX;
  const room = width - (hasMark ? MARK_PX : 0);
  return (
    <g
      ref={group}
      role="button"
      tabIndex={isActive ? 0 : -1}
      aria-label={visibleText(nameOf(span))}
      data-span={span.index}
      data-kind={span.kind}
      data-mark={mark}
      data-active={isActive || undefined}
      data-lasts={span.to === null || undefined}
      className={styles.span}
      onPointerEnter={() => onLook(span.index, false)}
      onFocus={() => onLook(span.index, true)}
      onClick={() => onOpen(span)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') onOpen(span);
      }}
    >
      {/* Thin ones are met by the pointer, too. */}
      <rect className={styles.target} x={x0} y={0} width={width} height={LANE_PX} />
      <rect className={styles.body} x={x0} y={y} width={width} height={height} rx={span.kind === 'waiting' ? 0 : 2} />
      {letters !== '' && room >= letters.length * LETTER_PX + 4 ? (
        <text className={styles.letters} x={x0 + 4} y={18}>
          {letters}
        </text>
      ) : null}
      {hasMark ? (
        <text className={styles.letters} x={x1 - MARK_PX + 3} y={18}>
          {mark === 'bad' ? '✕' : '↩'}
        </text>
      ) : null}
    </g>
  );
}
