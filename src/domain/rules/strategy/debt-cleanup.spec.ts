import { aPlannedPhase, aPlannedTier } from '../../../../test/support/domain/builders.js';
import { anAgedBacklog, aPlan, compiled, reasonOf, v3 } from '../../../../test/support/domain/strategies.js';
import type { DebtCleanupRules } from '../ruleset/ruleset.js';

const planned = (phases: number, maxPhases: number | null = null) =>
  aPlan(
    [
      aPlannedTier(
        't0',
        Array.from({ length: phases }, (_, i) => `p${i}`),
      ),
    ],
    { maxPhases },
  );
const withRules = (debtCleanup: DebtCleanupRules) => v3({ debtCleanup });
const why = (result: ReturnType<typeof compiled>) => reasonOf(result.strategy.debtCleanup, 'debt_cleanup_phases');
const phaseIds = (result: ReturnType<typeof compiled>) =>
  result.strategy.debtCleanup.phases.map((phase) => phase.phaseId);

describe('P7: when cleanup is due', () => {
  test.each([
    [0, 0],
    [2, 0],
    [3, 1],
    [5, 1],
    [6, 2],
    [8, 2],
    [9, 2],
    [300, 2],
  ])('P7: %s aged minor issues add %s phases', (issues, phases) => {
    expect(compiled({ agedIssues: anAgedBacklog(issues) }).strategy.debtCleanup.phases).toHaveLength(phases);
  });

  test.each([
    [{ agedIssues: 1 }, 1, 1],
    [{ agedIssues: 4 }, 3, 0],
    [{ agedIssues: 4 }, 4, 1],
    [{ maxPhases: 1 }, 9, 1],
    [{ maxPhases: 0 }, 9, 0],
  ])('P7: with %j, %s aged minor issues add %s phases', (rules, issues, phases) => {
    const result = compiled({ ruleset: withRules(rules), agedIssues: anAgedBacklog(issues) });
    expect(result.strategy.debtCleanup.phases).toHaveLength(phases);
  });

  test('P7: issues that are major by themselves are no debt', () => {
    const agedIssues = [...anAgedBacklog(2), ...anAgedBacklog(9, { baseSeverity: 'MAJOR' }).slice(2)];
    expect(compiled({ agedIssues }).strategy.debtCleanup.phases).toEqual([]);
  });

  test('P7: a key counts once', () => {
    expect(compiled({ agedIssues: [...anAgedBacklog(2), ...anAgedBacklog(2)] }).strategy.debtCleanup.phases).toEqual(
      [],
    );
  });

  test('P7: the reason says why, from the backlog', () => {
    expect(why(compiled({ agedIssues: anAgedBacklog(6) }))).toEqual({
      code: 'debt_cleanup_phases',
      message: '2, because 6 aged minor issues reach the limit of 3',
      source: 'backlog',
    });
    expect(why(compiled({ agedIssues: anAgedBacklog(2) }))?.message).toBe(
      'none: 2 aged minor issues, and cleanup is due at 3',
    );
    const result = compiled({ agedIssues: anAgedBacklog(9), ruleset: withRules({ maxPhases: 0 }) });
    expect(why(result)?.message).toBe('none: no phase may be added, as ruleset v3 says');
  });
});

describe('P7: within max_phases', () => {
  test.each([
    [23, 2],
    [24, 1],
    [25, 0],
  ])('P7: a plan of %s phases has room for %s within the server’s 25', (phases, added) => {
    expect(compiled({ plan: planned(phases), agedIssues: anAgedBacklog(9) }).strategy.phases).toHaveLength(
      phases + added,
    );
  });

  test('P7: what the caller asks for is the room', () => {
    expect(phaseIds(compiled({ plan: planned(1, 2), agedIssues: anAgedBacklog(9) }))).toEqual(['debt-1']);
  });

  test('P7: the reason says that there was no room, or not enough', () => {
    expect(why(compiled({ plan: planned(25), agedIssues: anAgedBacklog(9) }))?.message).toBe(
      'none: 9 aged minor issues make it due, but the plan leaves no room within 25 phases',
    );
    expect(why(compiled({ plan: planned(24), agedIssues: anAgedBacklog(9) }))?.message).toBe(
      '1, because 9 aged minor issues reach the limit of 3; 2 are due, but there is no more room within 25 phases',
    );
  });

  test('P7: a plan that is too long already adds none', () => {
    expect(compiled({ plan: planned(30), agedIssues: anAgedBacklog(9) }).strategy.phases).toHaveLength(30);
  });
});

describe('P10: cleanup belongs to the last linked run', () => {
  test('P10: another one gets none and says why', () => {
    const result = compiled({ agedIssues: anAgedBacklog(9), debtCleanup: false });
    expect(result.strategy.debtCleanup.phases).toEqual([]);
    expect(why(result)?.message).toBe('none: 9 aged minor issues make it due, and it belongs to the last linked run');
  });

  test('P10: where it is not due, that is the reason', () => {
    expect(why(compiled({ debtCleanup: false }))?.message).toBe('none: 0 aged minor issues, and cleanup is due at 3');
  });
});

describe('P7: the phases', () => {
  test('P7: they are in a tier of their own at the end', () => {
    const plan = aPlan([aPlannedTier('a', ['p0']), aPlannedTier('b', ['p1'])]);
    const { strategy, tiers } = compiled({ plan, agedIssues: anAgedBacklog(6) });
    expect(tiers.slice(0, 2)).toEqual(plan.tiers);
    expect(tiers[2]).toMatchObject({ tierId: 'debt-cleanup', name: 'Debt cleanup' });
    expect(tiers[2]!.phases.map((phase) => [phase.phaseId, phase.name, phase.taskCategory])).toEqual([
      ['debt-1', 'Debt cleanup 1', 'debt_cleanup'],
      ['debt-2', 'Debt cleanup 2', 'debt_cleanup'],
    ]);
    expect(strategy.tiers.map((tier) => tier.tierId)).toEqual(['a', 'b', 'debt-cleanup']);
    expect(strategy.phases.map((phase) => [phase.tierId, phase.phaseId])).toEqual([
      ['a', 'p0'],
      ['b', 'p1'],
      ['debt-cleanup', 'debt-1'],
      ['debt-cleanup', 'debt-2'],
    ]);
    expect(strategy.phases[2]).toMatchObject({
      maxBuilderAttempts: 2,
      maxAuditorAttempts: 3,
      incidentTokenCap: 400_000,
      autoApply: false,
    });
  });

  test.each(['plan', 'ruleset'])('P7, P8: in a single_tier run by the %s they are at the end of its tier', (by) => {
    const ruleset = by === 'ruleset' ? v3({ runScope: 'SINGLE_TIER' }) : null;
    const plan = aPlan([aPlannedTier('a', ['p0'])], { runScope: by === 'plan' ? 'SINGLE_TIER' : null });
    const { strategy, tiers } = compiled({ plan, ruleset, agedIssues: anAgedBacklog(3) });
    expect(tiers).toHaveLength(1);
    expect(tiers[0]!.phases.map((phase) => phase.phaseId)).toEqual(['p0', 'debt-1']);
    expect(strategy.tiers).toHaveLength(1);
    expect(strategy.debtCleanup.phases.map((phase) => phase.tierId)).toEqual(['a']);
  });

  test('P7: they count for the budgets of tier and run', () => {
    const { strategy } = compiled({ agedIssues: anAgedBacklog(6) });
    expect(strategy.run.maxMinorIssuesTotal).toBe(9);
    expect(strategy.tiers[1]).toMatchObject({ tokenCap: 2_400_000, ciRunCap: 4, maxMinorIssuesTolerated: 4 });
  });

  test('P7: an id that the plan uses is suffixed', () => {
    const plan = aPlan([
      aPlannedTier('debt-cleanup', ['debt-1', 'debt-1-2']),
      aPlannedTier('debt-cleanup-2', ['debt-2-2']),
    ]);
    const { strategy } = compiled({ plan, agedIssues: anAgedBacklog(6) });
    expect(strategy.debtCleanup.phases.map((phase) => [phase.tierId, phase.phaseId])).toEqual([
      ['debt-cleanup-3', 'debt-1-3'],
      ['debt-cleanup-3', 'debt-2'],
    ]);
  });

  test('P7: ids are compared as the plan’s are: case counts', () => {
    const { strategy } = compiled({
      plan: aPlan([aPlannedTier('Debt-Cleanup', ['DEBT-1'])]),
      agedIssues: anAgedBacklog(3),
    });
    expect(strategy.debtCleanup.phases).toMatchObject([{ tierId: 'debt-cleanup', phaseId: 'debt-1' }]);
  });

  test('P7: the oldest issues come first, whatever the order of the backlog', () => {
    const { phases } = compiled({ agedIssues: anAgedBacklog(7).reverse() }).strategy.debtCleanup;
    expect(phases.map((phase) => phase.issueKeys)).toEqual([
      ['k00', 'k01', 'k02', 'k03'],
      ['k04', 'k05', 'k06'],
    ]);
  });

  test('P7: of equally old ones those of more tiers, then by key', () => {
    const issue = (issueKey: string, ageInTiers: number) => ({ ...anAgedBacklog(1)[0]!, issueKey, ageInTiers });
    const { phases } = compiled({ agedIssues: [issue('b', 2), issue('a', 2), issue('c', 3)] }).strategy.debtCleanup;
    expect(phases[0]!.issueKeys).toEqual(['c', 'a', 'b']);
  });

  test('P7: each names its issues as what it is accepted by', () => {
    const { tiers } = compiled({ agedIssues: anAgedBacklog(3) });
    const [phase] = tiers[1]!.phases;
    expect(phase).toMatchObject({
      ...aPlannedPhase('debt-1', { name: 'Debt cleanup 1', taskCategory: 'debt_cleanup', allowNoop: true }),
      description: expect.stringContaining('Clean up 3 minor issues of the backlog'),
      acceptanceCriteria: ['k00', 'k01', 'k02'].map((key) => `The issue ${key} is not found again.`),
    });
  });

  test('P7, I4: a phase answers for no more issues than it can list, and says how many are left', () => {
    const { strategy, tiers } = compiled({ agedIssues: anAgedBacklog(250) });
    for (const phase of tiers[1]!.phases) {
      expect(phase.acceptanceCriteria).toHaveLength(100);
      expect(phase.description).toContain('50 more aged issues are left for a later run.');
    }
    expect(strategy.debtCleanup.phases.flatMap((phase) => phase.issueKeys)).toEqual(
      anAgedBacklog(200).map((issue) => issue.issueKey),
    );
  });
});
