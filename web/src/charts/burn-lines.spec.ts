import fc from 'fast-check';

import { timeAxis } from './axis.js';
import { burnLines, burnPlaces } from './burn-lines.js';

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 0, 1);
const at = (minutes: number): string => new Date(BEGIN + minutes * MINUTE).toISOString();
const places = burnPlaces({
  tokenCap: 1_000,
  minuteCap: 100,
  deadlineAt: at(110),
  points: [
    { at: at(0), tokens: 0, minutes: 0 },
    { at: at(20), tokens: 100, minutes: 10 },
    { at: at(60), tokens: 1_500, minutes: 50 },
  ],
});

describe('The burn-down', () => {
  it('O7: says what was left at any instant: tokens in steps, minutes by the clock', () => {
    const left = [0, 15, 20, 59, 60, 200].map((minutes) => places.at(BEGIN + minutes * MINUTE));
    expect(left.map(({ tokensLeft }) => tokensLeft)).toEqual([1, 1, 0.9, 0.9, 0, 0]);
    expect(left.map(({ minutesLeft }) => Math.round(minutesLeft * 100))).toEqual([100, 95, 90, 51, 50, 0]);
  });

  it('O7: a clock that has not begun uses no minutes', () => {
    const draft = burnPlaces({ tokenCap: 0, minuteCap: 10, deadlineAt: null, points: [] });
    expect(draft.at(BEGIN)).toEqual({ tokens: 0, minutes: 0, tokensLeft: 0, minutesLeft: 1 });
  });

  it('O7: its lines never rise', () => {
    const points = fc.array(fc.record({ minutes: fc.nat({ max: 500 }), tokens: fc.nat({ max: 500 }) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(points, (steps) => {
        let [minutes, tokens] = [0, 0];
        const run = burnPlaces({
          ...{ tokenCap: 1_000, minuteCap: 100, deadlineAt: at(100) },
          points: steps.map((step) => ({
            at: at((minutes += step.minutes)),
            tokens: (tokens += step.tokens),
            minutes,
          })),
        });
        const until = BEGIN + (minutes + 1) * MINUTE;
        const axis = timeAxis({ from: BEGIN, to: until, width: 500, idle: [], isFolding: true });
        const lines = burnLines(run, axis, until, (share) => 100 - share * 100);
        const heights = [...lines.tokens.matchAll(/(?:M\S+ |V)([\d.]+)/g)].map(([, y]) => Number(y));
        expect(heights).toEqual(heights.toSorted((a, b) => a - b));
        const clock = [...lines.minutes.matchAll(/[ML]\S+ ([\d.]+)/g)].map(([, y]) => Number(y));
        expect(clock).toEqual(clock.toSorted((a, b) => a - b));
        expect(`${lines.tokens}${lines.minutes}`).not.toContain('NaN');
      }),
    );
  });
});
