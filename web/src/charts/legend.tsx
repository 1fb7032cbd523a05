import styles from './charts.module.css';
import { kindWord, type SpanKind } from './spans.js';

const KINDS: readonly SpanKind[] = ['attempt', 'gate', 'ci', 'audit', 'waiting', 'pause'];
const HEIGHTS: Readonly<Record<SpanKind, number>> = { attempt: 12, ci: 12, audit: 12, gate: 6, waiting: 2, pause: 5 };

/** What forms and colours mean. */
export const Legend = () => (
  <p className={styles.legend}>
    {KINDS.map((kind) => (
      <span key={kind} className={styles.sample}>
        <svg width={18} height={16} aria-hidden="true" className={styles.span} data-kind={kind}>
          <rect className={styles.body} x={1} width={16} y={8 - HEIGHTS[kind] / 2} height={HEIGHTS[kind]} rx={1} />
        </svg>
        {kindWord(kind)}
      </span>
    ))}
    <span>✕ failed</span>
    <span>↩ sent back</span>
  </p>
);
