import type { ForgeCheckState } from '../../model/forge.js';
import { checksVerdict } from './checks-verdict.js';
import { failedPauseMs, lookPauseMs } from './look-pauses.js';

const NOW = new Date('2030-01-31T12:00:00Z');
const before = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

describe('M3: what checks amount to', () => {
  test.each<[ForgeCheckState[], number, string]>([
    [[], 29, 'PENDING'],
    [[], 30, 'MISSING'],
    [['NEUTRAL'], 30, 'MISSING'],
    [['NEUTRAL', 'SUCCESS'], 0, 'GREEN'],
    [['SUCCESS', 'PENDING'], 600, 'PENDING'],
    [['SUCCESS', 'PENDING', 'FAILURE'], 0, 'RED'],
  ])('M3: %j after %d minutes is %s', (states, minutes, verdict) => {
    const checks = states.map((state) => ({ state }));
    expect(checksVerdict(checks, before(minutes), NOW)).toBe(verdict);
  });
});

test('M3: a forge is asked ever less often while nothing happens, and a failure never hastens it', () => {
  const pauses = [0, 9, 10, 59, 60, 1_439, 1_440, 100_000].map((minutes) => lookPauseMs(before(minutes), NOW) / 1_000);
  expect(pauses).toEqual([30, 30, 60, 60, 300, 300, 900, 900]);
  const failed = [1, 2, 3, 4, 5, 50].map((failures) => failedPauseMs(failures, null) / 1_000);
  expect(failed).toEqual([5, 15, 60, 300, 900, 900]);
  expect(failedPauseMs(1, 3_600_000)).toBe(3_600_000);
  expect(failedPauseMs(5, 1_000)).toBe(900_000);
});
