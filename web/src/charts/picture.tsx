import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';

import { useServerNow } from '../live/clock.js';
import { FrameRows } from '../parts/rows.js';
import { useHash } from '../parts/use-hash.js';
import { timeAxis } from './axis.js';
import { AxisView } from './axis-view.js';
import { BurnDownView, BurnLegend } from './burn-down.js';
import { burnPlaces } from './burn-lines.js';
import styles from './charts.module.css';
import { LANE_PX, LaneView } from './lane-view.js';
import { Legend } from './legend.js';
import { SpanDetails, spanWords } from './span-details.js';
import { SpanTable } from './span-table.js';
import {
  type BurnPoint,
  idleStretches,
  lanesOf,
  type PlacedSpan,
  placedSpans,
  spanAt,
  type SpanFacts,
  spanHash,
} from './spans.js';
import { useWidth } from './use-width.js';

export interface PictureParts {
  readonly timeline: readonly SpanFacts[];
  readonly burnDown: {
    readonly tokenCap: number;
    readonly minuteCap: number;
    readonly deadlineAt: string | null;
    readonly points: readonly BurnPoint[];
  };
  /** It goes on: what lasts grows to the present. */
  readonly isLive: boolean;
  /** A phase in words, for names that are read aloud. */
  readonly nameOf: (phaseId: string | null) => string;
  /** A phase as it is displayed beside its lane. */
  readonly laneName: (phaseId: string | null) => ReactNode;
  /** Goes to where a span is displayed in full. */
  readonly onOpen: (span: PlacedSpan) => void;
}

/** Lanes that are in the page at once; more are in a list that scrolls. */
const MOST_LANES = 24;
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** The story of a run on one axis of time: what was done, phase by phase, and what is left of its budgets. */
export default function Picture({ timeline, burnDown, isLive, nameOf, laneName, onOpen }: PictureParts) {
  const [around, width] = useWidth();
  const [isFolding, setIsFolding] = useState(true);
  const [chosen, setChosen] = useState<{ readonly index: number; readonly isFocus: boolean } | null>(null);
  const spans = useMemo(() => placedSpans(timeline), [timeline]);
  const lanes = useMemo(() => lanesOf(spans), [spans]);
  const places = useMemo(() => burnPlaces(burnDown), [burnDown]);
  const tick = useServerNow(isLive ? 1_000 : 3_600_000);
  const newest = spans.reduce((latest, { from, to }) => Math.max(latest, to ?? from), 0);
  const now = isLive ? Math.max(tick, newest) : newest;
  const axis = useMemo(
    () =>
      timeAxis({
        from: spans[0]?.from ?? now,
        to: now,
        width: Math.max(80, width),
        idle: idleStretches(spans, now),
        isFolding,
      }),
    [spans, now, width, isFolding],
  );
  const active = chosen === null || chosen.index >= spans.length ? firstLook(spans, isLive) : chosen.index;
  const hash = useHash();
  const addressed = useMemo(() => spanAt(spans, hash)?.index, [spans, hash]);
  useEffect(() => {
    if (addressed !== undefined) setChosen({ index: addressed, isFocus: true });
  }, [addressed]);
  const look = useCallback(
    (index: number, isFocus: boolean) => {
      setChosen({ index, isFocus });
      // What has the focus is in the address. A way back leads to it, and not through all that was passed.
      if (isFocus) location.replace(spanHash(spans, spans[index]!));
    },
    [spans],
  );
  const words = useCallback((span: PlacedSpan) => spanWords(span, nameOf(span.phaseId)), [nameOf]);
  if (spans.length === 0) return <p className="soft">Nothing has happened yet.</p>;
  const span = spans[active]!;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const next =
      event.key === 'Home' ? 0 : event.key === 'End' ? spans.length - 1 : step === undefined ? null : active + step;
    if (next === null) return;
    event.preventDefault();
    setChosen({ index: Math.min(spans.length - 1, Math.max(0, next)), isFocus: true });
  };
  const lane = (index: number) => {
    const each = lanes[index]!;
    return (
      <div className={styles.row}>
        <div className={styles.name}>{laneName(each.phaseId)}</div>
        <LaneView
          lane={each}
          axis={axis}
          now={now}
          active={active}
          isFocused={chosen?.isFocus ?? false}
          nameOf={words}
          onLook={look}
          onOpen={onOpen}
        />
      </div>
    );
  };
  const folds = axis.segments.filter((segment) => segment.isFolded).length;
  const hasFolds = folds > 0 || !isFolding;
  const looked = span.to ?? now;
  return (
    <div className={styles.picture}>
      <div className={styles.bar}>
        <Legend />
        {hasFolds ? (
          <label>
            <input type="checkbox" checked={isFolding} onChange={({ target }) => setIsFolding(target.checked)} /> Leave
            out idle stretches{folds > 0 ? ` (${folds})` : ''}
          </label>
        ) : null}
      </div>
      <div className={styles.around} data-picture="" onKeyDown={onKeyDown}>
        <div className={styles.row}>
          <span className={styles.name} />
          <div ref={around}>
            <AxisView axis={axis} isLive={isLive} />
          </div>
        </div>
        {lanes.length <= MOST_LANES ? (
          <div role="list" aria-label="Timeline">
            {lanes.map(({ key }, index) => (
              <div key={key} role="listitem">
                {lane(index)}
              </div>
            ))}
          </div>
        ) : (
          <FrameRows
            label="Timeline"
            count={lanes.length}
            estimate={LANE_PX + 1}
            keyOf={(index) => lanes[index]!.key}
            row={lane}
            index={
              chosen !== null && !chosen.isFocus
                ? undefined
                : lanes.findIndex(({ phaseId }) => phaseId === span.phaseId)
            }
          />
        )}
        <div className={styles.details}>
          <SpanDetails span={span} now={now} name={laneName(span.phaseId)} href={spanHash(spans, span)} />
        </div>
        <div className={styles.row}>
          <span className={styles.name}>What is left</span>
          <BurnDownView axis={axis} places={places} until={now} looked={looked} />
        </div>
      </div>
      <BurnLegend places={places} looked={looked} />
      <SpanTable spans={spans} places={places} now={now} nameOf={nameOf} />
    </div>
  );
}

/** What is displayed before one looks at anything: what goes on, or the last that was done. */
function firstLook(spans: readonly PlacedSpan[], isLive: boolean): number {
  const worked = isLive ? -1 : spans.findLastIndex(({ kind }) => kind !== 'waiting' && kind !== 'pause');
  return worked >= 0 ? worked : spans.length - 1;
}
