/** The figures of many plays: shares with their intervals, and distributions. */

/** The 97.5 % point of the standard normal distribution: intervals of 95 %. */
const Z95 = 1.959963984540054;

export interface Share {
  readonly probability: number;
  readonly low: number;
  readonly high: number;
}

/** A share with its interval after Wilson (1927): it holds near 0 and 1, and for few plays, too. */
export function wilson(count: number, of: number, z = Z95): Share {
  if (of === 0) return { probability: 0, low: 0, high: 1 };
  const p = count / of;
  const z2 = (z * z) / of;
  const middle = (p + z2 / 2) / (1 + z2);
  const half = (z * Math.sqrt((p * (1 - p)) / of + z2 / (4 * of))) / (1 + z2);
  return {
    probability: p,
    low: count === 0 ? 0 : Math.max(0, middle - half),
    high: count === of ? 1 : Math.min(1, middle + half),
  };
}

export interface Spread {
  readonly count: number;
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** The nearest value at or above each share of them; null without values. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number | null => quantile(sorted, share);
  return { count: sorted.length, p10: at(0.1), p50: at(0.5), p90: at(0.9), p99: at(0.99), max: sorted.at(-1) ?? null };
}

/** The least value of a sorted list that this share of them does not exceed. */
export const quantile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)] ?? null;

export const shareOf = <Value>(values: readonly Value[], holds: (value: Value) => boolean): number =>
  values.length === 0 ? 0 : values.filter(holds).length / values.length;
