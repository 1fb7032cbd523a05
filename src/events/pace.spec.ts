/** The pace of `runChanged` (E2): at most so many a second, at once after a pause, and many listeners in step. */
import fc from 'fast-check';

import { MOST_PER_SECOND, Pace } from './pace.js';

/** When a subscriber with constant changes is notified, from an instant on. */
function reportedAt(perSecond: number, from: number, count: number, lateBy: () => number = () => 0): number[] {
  const pace = new Pace(perSecond);
  const instants: number[] = [];
  for (let now = from; instants.length < count; now += lateBy()) {
    now += pace.wait(now);
    instants.push(now);
  }
  return instants;
}

test('E2: the first change is reported at once, and so is a change after a pause', () => {
  const pace = new Pace(2);
  expect([pace.wait(1_234), pace.wait(1_734), pace.wait(9_999)]).toEqual([0, 0, 0]);
});

test('E2: never more than so many in any second, whenever it begins and however late each is', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: MOST_PER_SECOND }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 20 }),
      (perSecond, from, delays) => {
        let i = 0;
        const instants = reportedAt(perSecond, from, 40, () => delays[i++ % delays.length]! / perSecond);
        for (let k = perSecond; k < instants.length; k += 1)
          expect(instants[k]! - instants[k - perSecond]!).toBeGreaterThan(999.9);
      },
    ),
  );
});

test.each([1, 2, 3, 7, 10])(
  'E2: at %i a second it keeps that pace, and the first wait is at most one and a half gaps',
  (perSecond) => {
    const gap = 1_000 / perSecond;
    const instants = reportedAt(perSecond, 77_777, 50);
    expect(instants[1]! - instants[0]!).toBeLessThanOrEqual(1.5 * gap + 1e-6);
    expect((instants[49]! - instants[1]!) / 48).toBeCloseTo(gap);
  },
);

test('E2: subscribers that start at any time are notified at two steps of each gap', () => {
  const instants = Array.from({ length: 50 }, (_, i) => reportedAt(2, 10_000 + i * 13.7, 20).slice(1)).flat();
  const phases = new Set(instants.map((at) => Math.round(at % 500)));
  expect([...phases].sort((a, b) => a - b)).toEqual([0, 250]);
});
