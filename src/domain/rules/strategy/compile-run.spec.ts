import { inForce, NOTHING_REQUESTED, reasonOf } from '../../../../test/support/domain/strategies.js';
import { BUDGET_DEFAULTS } from '../../model/limits.js';
import { budgetFaults, compileRun } from './compile-run.js';
import { rulesInForce } from './rules-in-force.js';

const OWN = { tokenCap: 1_000, maxPhases: 10, maxDurationMinutes: 60 };
const BUDGETS = ['tokenCap', 'maxPhases', 'maxDurationMinutes'] as const;
const CODES = { tokenCap: 'token_cap', maxPhases: 'max_phases', maxDurationMinutes: 'max_duration_minutes' };
const SERVER = { tokenCap: 5_000_000, maxPhases: 25, maxDurationMinutes: 120 };
const MOST = { tokenCap: 1_000_000_000_000, maxPhases: 1_000, maxDurationMinutes: 10_080 };

describe('P4: budgets of a run', () => {
  test.each(BUDGETS)('P4: %s comes from the server if neither ruleset nor caller says otherwise', (budget) => {
    const { run } = compileRun(NOTHING_REQUESTED, 1, inForce());
    expect([run[budget], reasonOf(run, CODES[budget])?.source]).toEqual([SERVER[budget], 'default']);
  });

  test.each(BUDGETS)('P4: %s comes from the ruleset, be it below or above the server’s', (budget) => {
    for (const value of [OWN[budget], MOST[budget]]) {
      const { run } = compileRun(NOTHING_REQUESTED, 1, inForce({ defaults: { run: { [budget]: value } } }));
      expect([run[budget], reasonOf(run, CODES[budget])?.source]).toEqual([value, 'ruleset v3']);
    }
  });

  test.each(BUDGETS)('P4: the caller’s %s is taken up to the ruleset’s, and refused above it', (budget) => {
    const rules = inForce({ defaults: { run: OWN } });
    for (const [wanted, value] of [
      [OWN[budget] - 1, OWN[budget] - 1],
      [OWN[budget], OWN[budget]],
      [OWN[budget] + 1, OWN[budget]],
    ] as const) {
      const requested = { ...NOTHING_REQUESTED, [budget]: wanted };
      const { run } = compileRun(requested, 1, rules);
      expect([run[budget], reasonOf(run, CODES[budget])?.source]).toEqual([
        value,
        wanted === value ? 'plan' : 'ruleset v3',
      ]);
      expect(budgetFaults(requested, rules)).toEqual(
        wanted === value
          ? []
          : [
              {
                kind: 'input',
                code: 'INVALID_INPUT',
                message: `${budget} is ${wanted}; ruleset v3 allows at most ${OWN[budget]}.`,
                retryable: false,
                path: ['input', budget],
              },
            ],
      );
    }
  });

  test('P4: every budget above the ruleset’s is refused at once', () => {
    const requested = { ...NOTHING_REQUESTED, tokenCap: 1_001, maxPhases: 11, maxDurationMinutes: 61 };
    expect(budgetFaults(requested, inForce({ defaults: { run: OWN } })).map((fault) => fault.path?.[1])).toEqual(
      BUDGETS,
    );
  });

  test.each(BUDGETS)('P4: without a ruleset value the server’s %s may be raised to the maximum', (budget) => {
    const requested = { ...NOTHING_REQUESTED, [budget]: MOST[budget] };
    for (const rules of [inForce(), inForce({ defaults: { run: {} } })]) {
      expect(budgetFaults(requested, rules)).toEqual([]);
      expect(compileRun(requested, 1, rules).run[budget]).toBe(MOST[budget]);
    }
  });

  test('P4: a ruleset without a number is named without one', () => {
    const rules = rulesInForce(
      { version: null, rules: { defaults: { run: OWN } } },
      NOTHING_REQUESTED,
      BUDGET_DEFAULTS,
    );
    expect(budgetFaults({ ...NOTHING_REQUESTED, maxPhases: 11 }, rules)[0]?.message).toBe(
      'maxPhases is 11; ruleset allows at most 10.',
    );
  });
});

describe('S9: minor issues of a run', () => {
  test('S9: 3 for each phase', () => {
    expect([0, 1, 25].map((count) => compileRun(NOTHING_REQUESTED, count, inForce()).run.maxMinorIssuesTotal)).toEqual([
      0, 3, 75,
    ]);
  });

  test.each([
    [{ minorIssuesPerPhase: 1 }, 5, '1 × 5 phases, as ruleset v3 says'],
    [{ minorIssuesPerPhase: 0 }, 0, '0 × 5 phases, as ruleset v3 says'],
    [{ maxMinorIssuesTotal: 14 }, 14, '14, as ruleset v3 says'],
    [{ maxMinorIssuesTotal: 15 }, 15, '3 × 5 phases, the default'],
    [{ maxMinorIssuesTotal: 16 }, 15, '3 × 5 phases, the default'],
    [{ minorIssuesPerPhase: 1_000_000 }, 1_000_000, '1000000, the highest there is'],
  ])('S9: with %j five phases give %s', (run, value, message) => {
    const strategy = compileRun(NOTHING_REQUESTED, 5, inForce({ defaults: { run } })).run;
    expect([strategy.maxMinorIssuesTotal, reasonOf(strategy, 'max_minor_issues_total')?.message]).toEqual([
      value,
      message,
    ]);
  });
});

describe('P9: profile and scope that the caller leaves out', () => {
  test.each([
    [null, null, 'NORMAL', 'default'],
    [null, 'SAFETY_CRITICAL', 'SAFETY_CRITICAL', 'ruleset v3'],
    ['SAFETY_CRITICAL', null, 'SAFETY_CRITICAL', 'plan'],
    ['SAFETY_CRITICAL', 'NORMAL', 'SAFETY_CRITICAL', 'plan'],
    ['NORMAL', 'SAFETY_CRITICAL', 'NORMAL', 'plan'],
  ] as const)('P9: asked for %s, ruleset %s: the profile is %s, from the %s', (requested, ruled, profile, source) => {
    const rules = inForce(ruled === null ? null : { safetyProfile: ruled }, { safetyProfile: requested });
    expect([rules.safetyProfile, reasonOf(rules, 'safety_profile')?.source]).toEqual([profile, source]);
  });

  test.each([
    [null, null, 'MULTI_TIER', 'default'],
    [null, 'SINGLE_TIER', 'SINGLE_TIER', 'ruleset v3'],
    ['SINGLE_TIER', null, 'SINGLE_TIER', 'plan'],
    ['MULTI_TIER', 'SINGLE_TIER', 'MULTI_TIER', 'plan'],
  ] as const)('P9: asked for %s, ruleset %s: the scope is %s, from the %s', (requested, ruled, scope, source) => {
    const rules = inForce(ruled === null ? null : { runScope: ruled }, { runScope: requested });
    expect([rules.runScope, reasonOf(rules, 'run_scope')?.source]).toEqual([scope, source]);
  });
});
