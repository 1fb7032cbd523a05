import { useState } from 'react';

import { asDuration, asInstant, inFull } from '../parts/format.js';
import { FrameRows } from '../parts/rows.js';
import { Text } from '../parts/text.js';
import type { BurnPlaces } from './burn-lines.js';
import styles from './charts.module.css';
import { outcomeWords, type PlacedSpan, spanName } from './spans.js';

const ROW_PX = 30;

interface TableParts {
  readonly spans: readonly PlacedSpan[];
  readonly places: BurnPlaces;
  readonly now: number;
  readonly nameOf: (phaseId: string | null) => string;
}

/** The same in words and figures. */
export function SpanTable({ spans, places, now, nameOf }: TableParts) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>The same as a table</summary>
      {isOpen ? (
        <FrameRows
          label="Spans of the run: number, what, of what, beginning, length, end, tokens used by then"
          count={spans.length}
          estimate={ROW_PX}
          keyOf={(index) => index}
          row={(index) => {
            const span = spans[index]!;
            const from = new Date(span.from).toISOString();
            const end = span.to ?? now;
            return (
              <div className={styles.table}>
                <span className="soft">{index + 1}</span>
                <span>{spanName(span)}</span>
                <Text>{nameOf(span.phaseId)}</Text>
                <time dateTime={from}>{asInstant(from)}</time>
                <span>
                  {asDuration((end - span.from) / 1_000)}
                  {span.to === null ? ' so far' : ''}
                </span>
                <Text>{outcomeWords(span) ?? ''}</Text>
                <span>{inFull(places.at(end).tokens)} tokens</span>
              </div>
            );
          }}
        />
      ) : null}
    </details>
  );
}
