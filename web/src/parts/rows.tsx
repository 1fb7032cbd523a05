import { useVirtualizer, useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';

import styles from './rows.module.css';

interface RowsParts {
  readonly count: number;
  /** The row of an index; only those on the screen, and some around, are asked for. */
  readonly row: (index: number) => ReactNode;
  /** A name for each row that stays when rows are added before it. */
  readonly keyOf: (index: number) => string | number;
  /** Pixels of a usual row; real heights are measured. */
  readonly estimate: number;
  /** What the list holds, for those who do not see it. */
  readonly label: string;
}

const OVERSCAN = 8;

/** A list of any length in the page itself: the window scrolls it. */
export function PageRows({ count, keyOf, estimate, ...parts }: RowsParts & { readonly onNearEnd?: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    // What is above it may have grown.
    const top = place.current ? place.current.getBoundingClientRect().top + window.scrollY : 0;
    if (Math.abs(top - margin) > 1) setMargin(top);
  });
  const rows = useWindowVirtualizer({
    count,
    estimateSize: () => estimate,
    getItemKey: keyOf,
    overscan: OVERSCAN,
    scrollMargin: margin,
  });
  const last = rows.getVirtualItems().at(-1)?.index ?? 0;
  const { onNearEnd } = parts;
  useEffect(() => {
    if (count > 0 && last >= count - 1 - OVERSCAN) onNearEnd?.();
  }, [last, count, onNearEnd]);
  return <List {...parts} rows={rows} count={count} margin={margin} place={place} />;
}

/** Pixels from the end within which a reader is at the end. */
const AT_END = 24;
const BORDERS_PX = 2;

interface LogParts extends RowsParts {
  /** Stay at the end as rows are added, while the reader is there. */
  readonly follow?: boolean;
  /** Bring this row into view, as an address wants it. */
  readonly index?: number | undefined;
  /** Called with the first row that is in view, as one scrolls. */
  readonly onTop?: (index: number) => void;
  /** As high as most of the window. */
  readonly isTall?: boolean;
  /** No higher than its rows. */
  readonly isFit?: boolean;
}

/** A list of any length in a frame of its own that scrolls: logs, events, diffs. */
export function FrameRows(parts: LogParts) {
  const { count, keyOf, estimate, follow = false, index, label, row, onTop, isTall = false, isFit = false } = parts;
  const frame = useRef<HTMLDivElement>(null);
  const [isAtEnd, setIsAtEnd] = useState(follow);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => estimate,
    getItemKey: keyOf,
    overscan: OVERSCAN,
  });
  useEffect(() => {
    if (follow && isAtEnd && count > 0) rows.scrollToIndex(count - 1, { align: 'end' });
  }, [count, follow, isAtEnd, rows]);
  useEffect(() => {
    if (index !== undefined) rows.scrollToIndex(index, { align: 'center' });
  }, [index, rows]);
  const onScroll = () => {
    const { scrollTop, clientHeight, scrollHeight } = frame.current!;
    setIsAtEnd(scrollHeight - scrollTop - clientHeight <= AT_END);
    onTop?.(rows.getVirtualItemForOffset(scrollTop)?.index ?? 0);
  };
  return (
    <div className={styles.around}>
      <div
        className={styles.frame}
        data-tall={isTall}
        style={isFit ? { height: rows.getTotalSize() + BORDERS_PX } : undefined}
        ref={frame}
        onScroll={onScroll}
        tabIndex={0}
        role="group"
        aria-label={label}
      >
        <List row={row} rows={rows} count={count} margin={0} label={label} />
      </div>
      {follow && !isAtEnd ? (
        <button type="button" className={styles.jump} onClick={() => setIsAtEnd(true)}>
          <span aria-hidden="true">↓</span> To the end
        </button>
      ) : null}
    </div>
  );
}

interface ListParts<Scroller extends Element | Window> {
  readonly rows: Virtualizer<Scroller, Element>;
  readonly count: number;
  readonly margin: number;
  readonly label: string;
  readonly row: (index: number) => ReactNode;
  readonly place?: React.RefObject<HTMLDivElement | null>;
}

function List<Scroller extends Element | Window>({ rows, count, margin, label, row, place }: ListParts<Scroller>) {
  return (
    <div className={styles.list} role="list" aria-label={label} ref={place} style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ index, key, start }) => (
        <div
          key={key}
          ref={rows.measureElement}
          data-index={index}
          role="listitem"
          aria-posinset={index + 1}
          aria-setsize={count}
          className={styles.row}
          style={{ transform: `translateY(${start - margin}px)` }}
        >
          {row(index)}
        </div>
      ))}
    </div>
  );
}
