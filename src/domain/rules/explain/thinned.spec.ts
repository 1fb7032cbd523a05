import fc from 'fast-check';

import { MOST_POINTS, Thinned } from './thinned.js';

const numbers = (count: number) => Array.from({ length: count }, (_, i) => ({ i }));
function thinned(count: number, most?: number): number[] {
  const series = new Thinned<{ readonly i: number }>(most);
  for (const each of numbers(count)) series.push(each);
  return series.items().map(({ i }) => i);
}

describe('O7: a series that is thinned', () => {
  test('O7: up to its bound a series is kept whole', () => {
    expect(thinned(0)).toEqual([]);
    for (const count of [1, 2, 999, MOST_POINTS]) expect(thinned(count)).toEqual(numbers(count).map(({ i }) => i));
  });

  test('O7: beyond it so many are kept as the bound says, in order, with both ends, and with even steps', () => {
    const bound = fc.integer({ min: 2, max: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), bound, (count, most) => {
        const kept = thinned(count, most);
        expect(kept).toHaveLength(Math.min(count, most));
        expect([kept[0], kept.at(-1)]).toEqual([0, count - 1]);
        const steps = kept.slice(1).map((value, i) => value - kept[i]!);
        expect(steps.every((step) => step > 0)).toBe(true);
        const even = (count - 1) / (most - 1);
        // The last one is kept wherever it falls.
        for (const [i, step] of steps.entries()) {
          expect(step).toBeLessThanOrEqual(2 * Math.max(1, even));
          if (i < steps.length - 1) expect(step).toBeGreaterThanOrEqual(Math.floor(even / 2));
        }
      }),
    );
  });

  test('O7: 100,000 items are held as few, and are read as often as one likes', () => {
    const series = new Thinned<{ readonly i: number }>();
    let most = 0;
    for (const each of numbers(100_000)) {
      series.push(each);
      most = Math.max(most, (series as unknown as { readonly held: readonly unknown[] }).held.length);
    }
    expect(most).toBeLessThan(2 * MOST_POINTS);
    expect(series.items()).toHaveLength(MOST_POINTS);
    expect(series.items().at(-1)).toEqual({ i: 99_999 });
    series.items().pop();
    expect(series.items()).toHaveLength(MOST_POINTS);
  });
});
