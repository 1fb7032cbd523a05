import { afterFailedTry, GIVE_UP_AFTER_MS } from './retries.js';

const triedSince = new Date('2030-01-01T00:00:00.000Z');

/** The instants of all tries, in milliseconds from the first, if every one fails at once. */
function tries(chance: number): number[] {
  const at = [0];
  for (let attempts = 1; ; attempts += 1) {
    const now = new Date(triedSince.getTime() + at.at(-1)!);
    const { state, pauseMs } = afterFailedTry({ attempts, triedSince, now, chance, retryAfterMs: null });
    if (state === 'GIVEN_UP') return at;
    at.push(at.at(-1)! + pauseMs);
  }
}

describe('A7: messages that do not arrive', () => {
  it.each([0, 0.5, 1])(
    'A7: pauses grow from seconds to hours; the last try is a day after the first (chance %d)',
    (chance) => {
      const at = tries(chance);
      const pauses = at.slice(1).map((ms, i) => ms - at[i]!);
      expect(pauses[0]).toBeLessThanOrEqual(6_000);
      expect(pauses.slice(0, -1)).toEqual([...pauses.slice(0, -1)].sort((a, b) => a - b));
      expect(at.at(-1)).toBe(GIVE_UP_AFTER_MS);
      expect(at.length).toBeGreaterThan(10);
      expect(at.length).toBeLessThan(20);
    },
  );

  it('A7: chance spreads messages that failed together', () => {
    const [early, late] = [0, 1].map((chance) =>
      afterFailedTry({ attempts: 3, triedSince, now: triedSince, chance, retryAfterMs: null }),
    );
    expect(late!.pauseMs / early!.pauseMs).toBeCloseTo(1.5);
  });

  it('A7: a message that waited for a day because no server ran is tried once, and given up then', () => {
    const now = new Date(triedSince.getTime() + 2 * GIVE_UP_AFTER_MS);
    expect(afterFailedTry({ attempts: 1, triedSince, now, chance: 0, retryAfterMs: null }).state).toBe('GIVEN_UP');
  });

  it.each([
    [60_000, 60_000],
    [1_000, 5_000],
    [7 * 24 * 3_600_000, 4 * 3_600_000],
  ])(
    'A7: a receiver that asks for %d ms waits %d: no less than the pause, no more than the longest one',
    (asked, ms) => {
      const failed = { attempts: 1, triedSince, now: triedSince, chance: 0.5, retryAfterMs: asked };
      expect(afterFailedTry(failed)).toEqual({ state: 'PENDING', pauseMs: ms });
    },
  );

  it('A7: a receiver that asks for more than is left of the day gets the last try at its end', () => {
    const now = new Date(triedSince.getTime() + GIVE_UP_AFTER_MS - 10_000);
    const failed = { attempts: 9, triedSince, now, chance: 0.5, retryAfterMs: 3_600_000 };
    expect(afterFailedTry(failed)).toEqual({ state: 'PENDING', pauseMs: 10_000 });
  });
});
