/** Where the marks of a distribution are on its line. */
export interface Distribution {
  readonly count: number;
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

export interface SpreadPlaces {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
  /** Null: there is no cap. */
  readonly cap: number | null;
}

/** Shares of the line, from 0 to 1, in the order of the values; the largest value is at 1. Null: nothing was measured. */
export function placesOf({ count, p10, p50, p90, p99, max }: Distribution, cap?: number): SpreadPlaces | null {
  if (count === 0 || p10 === null || p50 === null || p90 === null || p99 === null || max === null) return null;
  const whole = Math.max(max, cap ?? 0);
  const place = (value: number): number => (whole > 0 ? Math.min(1, Math.max(0, value / whole)) : 0);
  return {
    p10: place(p10),
    p50: place(p50),
    p90: place(p90),
    p99: place(p99),
    max: place(max),
    cap: cap === undefined ? null : place(cap),
  };
}
