import fc from 'fast-check';

import { FOLD_PX, type Stretch, timeAxis } from './axis.js';

const HOUR = 3_600_000;

/** A run with idle stretches in order, some of them at its edges. */
const aRun = fc
  .record({
    from: fc.integer({ min: 0, max: 2e12 }),
    steps: fc.array(
      fc.record({ busy: fc.integer({ min: 0, max: HOUR }), idle: fc.integer({ min: 0, max: 50 * HOUR }) }),
      {
        maxLength: 60,
      },
    ),
    width: fc.integer({ min: 40, max: 4_000 }),
    isFolding: fc.boolean(),
  })
  .map(({ from, steps, ...rest }) => {
    const idle: Stretch[] = [];
    let at = from;
    for (const step of steps) {
      at += step.busy;
      idle.push({ from: at, to: at + step.idle });
      at += step.idle;
    }
    return { from, to: at, idle, ...rest };
  });

describe('The axis of time', () => {
  it('O7: leads from 0 to the width, in segments without gaps', () => {
    fc.assert(
      fc.property(aRun, (run) => {
        const { segments } = timeAxis(run);
        expect(segments[0]!.x0).toBe(0);
        expect(segments[0]!.from).toBe(run.from);
        expect(segments.at(-1)!.x1).toBe(run.width);
        for (const [i, segment] of segments.entries()) {
          expect(segment.to).toBeGreaterThan(segment.from);
          expect(segment.x1).toBeGreaterThanOrEqual(segment.x0 - 1e-6);
          if (i > 0) expect([segment.from, segment.x0]).toEqual([segments[i - 1]!.to, segments[i - 1]!.x1]);
        }
      }),
    );
  });

  it('O7: never goes back, and a place leads to its instant again', () => {
    fc.assert(
      fc.property(
        aRun,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 20 }),
        (run, shares) => {
          const axis = timeAxis(run);
          const instants = shares.map((share) => run.from + share * (run.to - run.from)).sort((a, b) => a - b);
          const places = instants.map(axis.x);
          for (const [i, x] of places.entries()) {
            expect(x).toBeGreaterThanOrEqual(i === 0 ? 0 : places[i - 1]! - 1e-6);
            expect(x).toBeLessThanOrEqual(run.width + 1e-6);
            expect(axis.x(axis.at(x))).toBeCloseTo(x, 1);
          }
          expect([axis.x(run.from - HOUR), axis.x(run.to + 1e12)]).toEqual([0, run.width]);
        },
      ),
    );
  });

  it('O7: folds only what is idle, to a fixed width; without folding nothing is folded', () => {
    fc.assert(
      fc.property(aRun, (run) => {
        const { segments } = timeAxis(run);
        const folded = segments.filter(({ isFolded }) => isFolded);
        if (!run.isFolding) expect(folded).toEqual([]);
        for (const { from, to, x0, x1 } of folded) {
          expect(run.idle.some((each) => each.from <= from && each.to >= to)).toBe(true);
          if (folded.length < segments.length) expect(Math.abs(x1 - x0 - FOLD_PX)).toBeLessThan(1);
        }
      }),
    );
  });

  it('O7: ticks are in order, in stretches that are not folded, and do not touch each other', () => {
    fc.assert(
      fc.property(aRun, (run) => {
        const { ticks, segments, x } = timeAxis(run);
        expect(ticks.filter(({ at }) => at % 1_000 !== 0)).toEqual([]);
        expect(ticks.length).toBeLessThanOrEqual(run.width / 40 + 1);
        for (const [i, tick] of ticks.entries()) {
          expect(x(tick.at)).toBeCloseTo(tick.x, 0);
          expect(segments.some(({ isFolded, x0, x1 }) => !isFolded && x0 <= tick.x && x1 >= tick.x)).toBe(true);
          // 08:15:30 is 52 pixels wide, 3 behind its line.
          expect(run.width - tick.x).toBeGreaterThan(55);
          if (i > 0) expect(tick.x - ticks[i - 1]!.x).toBeGreaterThan(40);
        }
      }),
    );
  });

  it('O7: a burst after three idle days keeps nearly all of the width', () => {
    const DAYS = 72 * HOUR;
    const run = { from: 0, to: DAYS + 2 * 60_000, width: 1_000, idle: [{ from: 60_000, to: 60_000 + DAYS }] };
    const folded = timeAxis({ ...run, isFolding: true });
    expect(folded.x(60_000)).toBeCloseTo((1_000 - FOLD_PX) / 2, 0);
    expect(timeAxis({ ...run, isFolding: false }).x(60_000)).toBeLessThan(1);
  });
});
