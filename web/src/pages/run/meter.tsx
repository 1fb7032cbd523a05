import { asPercent } from '../../parts/format.js';
import styles from './head.module.css';

interface MeterParts {
  readonly label: string;
  readonly used: number;
  readonly cap: number;
  /** “12.3K of 5M tokens”. */
  readonly words: string;
}

/** Shares from which a budget is near its end, and at it. */
const NEAR = 0.8;

/** A budget: how much of it is used, in words and as a bar. */
export function Meter({ label, used, cap, words }: MeterParts) {
  const share = cap > 0 ? used / cap : 1;
  const tone = share >= 1 ? 'bad' : share >= NEAR ? 'warn' : 'busy';
  const sign = share >= 1 ? '✕ all used · ' : share >= NEAR ? '! near its end · ' : '';
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd>
        <span>{words}</span>{' '}
        <span className="soft small">
          {sign}
          {asPercent(share)}
        </span>
        <svg className={styles.bar} data-tone={tone} viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
          <rect className={styles.track} width="100" height="4" />
          <rect className={styles.used} width={Math.min(100, share * 100)} height="4" />
        </svg>
      </dd>
    </div>
  );
}
