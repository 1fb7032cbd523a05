/** Measuring: medians of rounds, and two things in turn so that a drift of the machine hits both. */

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** The value below which such a share of the values lies: 0.95 for p95. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
};

/** Milliseconds of one call. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** The two in turn, round by round; answers the median of each. */
export async function inTurn(
  rounds: number,
  a: (round: number) => Promise<unknown>,
  b: (round: number) => Promise<unknown>,
) {
  const left: number[] = [];
  const right: number[] = [];
  for (let round = 0; round < rounds; round++) {
    left.push(await timed(() => a(round)));
    right.push(await timed(() => b(round)));
  }
  return { a: median(left), b: median(right) };
}

/** Two figures and their ratio. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly ratio: number;
}

/** Rates as the milliseconds of one operation at that rate. */
export const inverse = ({ a, b, ratio }: Pair): Pair => ({ a: 1_000 / a, b: 1_000 / b, ratio: 1 / ratio });
