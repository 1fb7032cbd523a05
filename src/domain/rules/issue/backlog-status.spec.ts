import { backlogAging, backlogStatus } from './backlog-status.js';

describe('the status of a backlog entry', () => {
  it.each([
    [2, 1, false, 'OPEN'],
    [3, 1, false, 'NEEDS_CLEANUP'],
    [1, 2, false, 'NEEDS_CLEANUP'],
    [9, 9, true, 'RESOLVED'],
  ])('Q4: seen in %d runs and %d tiers, resolved %s: %s', (ageInRuns, ageInTiers, resolved, status) => {
    expect(backlogStatus({ ageInRuns, ageInTiers, resolved }, backlogAging(null))).toBe(status);
  });

  it('Q4: goes by the profile and the thresholds of the newest ruleset', () => {
    expect(backlogAging({ safetyProfile: 'SAFETY_CRITICAL' })).toMatchObject({ runs: 2, tiers: 1 });
    expect(backlogAging({ aging: { normal: { runs: 7, tiers: 8 }, resolvedAfterRuns: 9 } })).toEqual({
      runs: 7,
      tiers: 8,
      resolvedAfterRuns: 9,
    });
  });
});
