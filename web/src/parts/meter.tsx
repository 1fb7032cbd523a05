import styles from './meter.module.css';

/** The share from which a budget is near its end. */
export const NEAR = 0.8;

/** How much of a limit is used; a limit of nothing is used up by anything. */
export const shareOf = (used: number, limit: number): number => (limit > 0 ? used / limit : used > 0 ? 1 : 0);

interface MeterParts {
  readonly used: number;
  readonly limit: number;
  /** Whose measure it is, for those who do not see it; the numbers stand beside it. */
  readonly label: string;
}

/** How much of a limit is used, as a bar. */
export function Meter({ used, limit, label }: MeterParts) {
  const share = shareOf(used, limit);
  return (
    <span
      className={styles.meter}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={limit}
      aria-valuenow={Math.min(used, limit)}
      aria-valuetext={`${used} of ${limit}`}
      data-tone={share > 1 ? 'bad' : share >= NEAR ? 'warn' : 'busy'}
    >
      <span style={{ width: `${Math.min(1, share) * 100}%` }} />
    </span>
  );
}
