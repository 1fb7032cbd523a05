import type { ReactNode } from 'react';

import { asDuration, asInstant } from '../parts/format.js';
import { Text } from '../parts/text.js';
import { markOf, outcomeWords, type PlacedSpan, spanName } from './spans.js';

const SIGNS = { good: '✓ ', again: '↩ ', bad: '✕ ', none: '' } as const;

/** A span in one sentence, for those who do not see it. */
export function spanWords(span: PlacedSpan, name: string): string {
  const lasts = span.to === null ? 'lasts' : asDuration((span.to - span.from) / 1_000);
  return [spanName(span), name, `from ${asInstant(new Date(span.from).toISOString())}`, lasts, outcomeWords(span)]
    .filter((part) => part !== null && part !== '')
    .join(', ');
}

interface DetailsParts {
  readonly span: PlacedSpan;
  readonly now: number;
  readonly name: ReactNode;
  /** Its address on this page. */
  readonly href: string;
}

/** The span that is looked at. */
export function SpanDetails({ span, now, name, href }: DetailsParts) {
  const outcome = outcomeWords(span);
  const from = new Date(span.from).toISOString();
  return (
    <>
      <p>
        <strong>{spanName(span)}</strong> · {name}
        {outcome === null ? null : (
          <>
            {' '}
            · {SIGNS[markOf(span)]}
            <Text>{outcome}</Text>
          </>
        )}
      </p>
      <p className="soft small">
        {asDuration(((span.to ?? now) - span.from) / 1_000)}
        {span.to === null ? ' so far' : ''} · from <time dateTime={from}>{asInstant(from)}</time>
        {span.workerId === null ? null : (
          <>
            {' '}
            · by <Text>{span.workerId}</Text>
          </>
        )}{' '}
        · <a href={href}>Link to this</a>
      </p>
    </>
  );
}
