import { afterFailure, afterLife, noRestarts, pauseBefore, type Restarts, shortLifeMs } from './restart-limit.js';

/** The pauses of one restart whose tries all fail. */
function failing(restarts: Restarts): number[] {
  const pauses: number[] = [];
  for (let pause = pauseBefore(restarts); pause !== null; pause = pauseBefore((restarts = afterFailure(restarts))))
    pauses.push(pause);
  return pauses;
}

describe('B6: how often a database that died is started again', () => {
  it('at once, then with growing pauses, and not for ever', () => {
    const pauses = failing(afterLife(noRestarts, 60_000));
    expect(pauses[0]).toBe(0);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses.length).toBeGreaterThanOrEqual(5);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(30_000);
  });

  it('as often as it dies, while each life holds', () => {
    let restarts = noRestarts;
    for (let death = 0; death < 1_000; death++) {
      restarts = afterLife(restarts, shortLifeMs);
      expect(pauseBefore(restarts)).toBe(0);
      restarts = afterFailure(restarts);
    }
  });

  it('a few short lives in a row cost pauses, many of them the database', () => {
    let restarts = noRestarts;
    const pauses: (number | null)[] = [];
    while (pauses.at(-1) !== null && pauses.length < 1_000)
      pauses.push(pauseBefore((restarts = afterLife(restarts, shortLifeMs - 1))));
    expect(pauses.length).toBeGreaterThan(20);
    expect(pauses.length).toBeLessThan(100);
    expect(pauseBefore(afterLife(restarts, 10 * shortLifeMs))).toBe(0);
  });
});
