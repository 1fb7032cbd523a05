/** A distribution in a few figures, by nearest rank: every figure is a value that occurred (O5). */

export interface Distribution {
  /** How many values there are; with none, every other figure is null. */
  readonly count: number;
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** The nearest rank: the smallest value that at least `percent` of 100 values do not exceed. `sorted` rises. */
export function nearestRank(sorted: readonly number[], percent: number): number | null {
  return sorted[Math.max(0, Math.ceil((percent * sorted.length) / 100) - 1)] ?? null;
}

/** The figures of these values, in any order. */
export function distributionOf(values: readonly number[]): Distribution {
  const sorted = values.toSorted((a, b) => a - b);
  const [p10, p50, p90, p99] = [10, 50, 90, 99].map((percent) => nearestRank(sorted, percent)) as (number | null)[];
  return { count: sorted.length, p10: p10!, p50: p50!, p90: p90!, p99: p99!, max: sorted.at(-1) ?? null };
}
