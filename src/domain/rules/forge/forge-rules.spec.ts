import type { ForgeCheckState } from '../../model/forge.js';
import { checksVerdict } from './checks-verdict.js';
import { leftRemote } from './left-remote.js';
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
    expect(checksVerdict({ checks, checksCut: false }, before(minutes), NOW)).toBe(verdict);
  });

  test.each<[ForgeCheckState[], string]>([
    [['SUCCESS'], 'MISSING'],
    [[], 'MISSING'],
    [['SUCCESS', 'PENDING'], 'PENDING'],
    [['SUCCESS', 'FAILURE'], 'RED'],
  ])('V8: %j of a list that is cut is %s: what was not read is not a pass', (states, verdict) => {
    const checks = states.map((state) => ({ state }));
    expect(checksVerdict({ checks, checksCut: true }, before(0), NOW)).toBe(verdict);
  });
});

test('M3: a change was requested for the remote and forge of then', () => {
  const change = { projectId: 'p', remote: 'https://h/a/b', forge: 'GITHUB' } as const;
  expect(leftRemote(change, { url: 'https://h/a/b', forge: 'GITHUB' })).toBeNull();
  expect(leftRemote(change, null)).toMatch(/"p" was removed.*setProjectRemote/);
  expect(leftRemote(change, { url: 'https://h/a/c', forge: 'GITHUB' })).toMatch(/another one, https:\/\/h\/a\/c,/);
  expect(leftRemote(change, { url: 'https://h/a/b', forge: null })).toMatch(/has become none \(it was GITHUB\)/);
});

test('M3: a forge is asked ever less often while nothing happens, and a failure never hastens it', () => {
  const pauses = [0, 9, 10, 59, 60, 1_439, 1_440, 100_000].map((minutes) => lookPauseMs(before(minutes), NOW) / 1_000);
  expect(pauses).toEqual([30, 30, 60, 60, 300, 300, 900, 900]);
  const failed = [1, 2, 3, 4, 5, 50].map((failures) => failedPauseMs(failures, null) / 1_000);
  expect(failed).toEqual([5, 15, 60, 300, 900, 900]);
  expect(failedPauseMs(1, 3_600_000)).toBe(3_600_000);
  expect(failedPauseMs(5, 1_000)).toBe(900_000);
});
