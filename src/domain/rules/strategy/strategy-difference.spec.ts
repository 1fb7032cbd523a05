import { aPlannedTier } from '../../../../test/support/domain/builders.js';
import { anAgedBacklog, aPlan, byCategory, compiled, v3 } from '../../../../test/support/domain/strategies.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import { budgetTotals } from './budget-totals.js';
import { differences } from './strategy-difference.js';

const plan = aPlan([aPlannedTier('T1', ['F1.1', 'F1.2'])]);
const strategy = (rules: Ruleset | null, agedIssues = anAgedBacklog(0)) =>
  compiled({ plan, ruleset: rules && v3(rules), agedIssues }).strategy;

describe('P6: the difference between two strategies', () => {
  test('P6: none between equal ones, reasons and version numbers aside', () => {
    expect(differences(strategy(null), strategy({}))).toEqual([]);
    expect(differences(strategy(null), strategy({ runScope: 'MULTI_TIER' }))).toEqual([]);
  });

  test('P6: every value that differs, by its path, in the order of the strategy', () => {
    const rules: Ruleset = {
      safetyProfile: 'SAFETY_CRITICAL',
      defaults: { run: { tokenCap: 9 }, phase: { autoApply: false } },
      ci: { tries: { normal: 2 }, pausesSeconds: [1] },
    };
    expect(differences(strategy(null), strategy(rules))).toEqual([
      { path: 'safetyProfile', before: 'NORMAL', after: 'SAFETY_CRITICAL' },
      { path: 'run.tokenCap', before: '5000000', after: '9' },
      { path: 'tiers.T1.maxMinorIssuesTolerated', before: '4', after: '2' },
      { path: 'phases.F1.1.ciProfile', before: 'NORMAL', after: 'STRICT' },
      { path: 'phases.F1.1.autoApply', before: 'true', after: 'false' },
      { path: 'phases.F1.2.ciProfile', before: 'NORMAL', after: 'STRICT' },
      { path: 'phases.F1.2.autoApply', before: 'true', after: 'false' },
      { path: 'issues.aging.runs', before: '3', after: '2' },
      { path: 'issues.aging.tiers', before: '2', after: '1' },
      { path: 'policies.ci.tries.normal', before: '3', after: '2' },
      { path: 'policies.ci.pausesSeconds', before: '[5,20]', after: '[1]' },
    ]);
  });

  test('P6: phases that only one of them has', () => {
    const [without, within] = [
      strategy({ debtCleanup: { maxPhases: 0 } }, anAgedBacklog(3)),
      strategy(null, anAgedBacklog(3)),
    ];
    const added = differences(without, within);
    expect(added).toContainEqual({ path: 'phases.debt-1.maxBuilderAttempts', before: null, after: '2' });
    expect(added).toContainEqual({ path: 'tiers.debt-cleanup.ciRunCap', before: null, after: '2' });
    expect(added).toContainEqual({ path: 'debtCleanup.debt-1.issueKeys', before: null, after: '["k00","k01","k02"]' });
    expect(differences(within, without)).toEqual(
      added.map(({ path, before, after }) => ({ path, before: after, after: before })),
    );
  });

  test('P6: severities', () => {
    const after = strategy(byCategory({ style: { severity: 'MAJOR' }, schema_change: { severity: 'MINOR' } }));
    expect(differences(strategy(null), after)).toEqual([
      { path: 'issues.severityByCategory.schema_contract_change', before: 'MAJOR', after: 'MINOR' },
      { path: 'issues.severityByCategory.style', before: null, after: 'MAJOR' },
    ]);
  });
});

describe('P6: budget totals', () => {
  test('P6: what the runs of a plan may use up at most', () => {
    const one = { incidentTokens: 1_000_000, builderAttempts: 6, auditorAttempts: 4, ciRuns: 4, tokenCap: 5_000_000 };
    expect(budgetTotals([strategy(null)])).toEqual(one);
    expect(budgetTotals([strategy(null), strategy(null)])).toEqual(
      Object.fromEntries(Object.entries(one).map(([key, value]) => [key, 2 * value])),
    );
    expect(budgetTotals([])).toEqual({
      incidentTokens: 0,
      builderAttempts: 0,
      auditorAttempts: 0,
      ciRuns: 0,
      tokenCap: 0,
    });
  });
});
