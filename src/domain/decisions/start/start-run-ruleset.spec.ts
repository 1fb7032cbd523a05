import { after } from '../../../../test/support/domain/builders.js';
import { refusalsOf, started } from '../../../../test/support/domain/starts.js';
import type { Ruleset } from '../../rules/ruleset/ruleset.js';

describe('P2, P4, P9: a start is compiled with the project’s ruleset', () => {
  const rules: Ruleset = {
    safetyProfile: 'SAFETY_CRITICAL',
    runScope: 'SINGLE_TIER',
    defaults: { run: { tokenCap: 1_000, maxPhases: 2, maxDurationMinutes: 30 } },
  };
  const ruleset = { version: 3, rules };

  test('P9: profile and scope that the caller leaves out are the ruleset’s, those that it names are its own', () => {
    expect(started({}, { ruleset }).run).toMatchObject({ safetyProfile: 'SAFETY_CRITICAL', runScope: 'SINGLE_TIER' });
    expect(started({ safetyProfile: 'NORMAL', runScope: 'MULTI_TIER' }, { ruleset }).run).toMatchObject({
      safetyProfile: 'NORMAL',
      runScope: 'MULTI_TIER',
    });
  });

  test('P4: budgets that the caller leaves out are the ruleset’s; lower ones are taken', () => {
    expect(started({}, { ruleset }).run).toMatchObject({ tokenCap: 1_000, maxPhases: 2, deadlineAt: after(30) });
    expect(started({ tokenCap: 999, maxDurationMinutes: 29 }, { ruleset }).run).toMatchObject({
      tokenCap: 999,
      deadlineAt: after(29),
    });
  });

  test.each([
    ['tokenCap', 1_000],
    ['maxPhases', 2],
    ['maxDurationMinutes', 30],
  ] as const)('P4: %s of the caller may be the ruleset’s %d and not one more, draft or not', (budget, most) => {
    expect(started({ [budget]: most }, { ruleset }).run[budget]).toBe(most);
    for (const draft of [false, true]) {
      expect(refusalsOf({ draft, [budget]: most + 1 }, { ruleset })).toEqual([
        {
          kind: 'input',
          code: 'INVALID_INPUT',
          message: `${budget} is ${most + 1}; ruleset v3 allows at most ${most}.`,
          retryable: false,
          path: ['input', budget],
        },
      ]);
    }
  });

  test('P2: the strategy is frozen with the run; a draft has none yet', () => {
    expect(started({}, { ruleset }).strategy).toMatchObject({
      rulesetVersion: 3,
      run: { tokenCap: 1_000 },
      phases: [{ phaseId: 'p0' }],
    });
    expect(started({ draft: true }, { ruleset }).strategy).toBeNull();
  });

  test('S9: what was asked is kept with the rows, for the compilation at the seal', () => {
    const requested = {
      safetyProfile: 'NORMAL',
      runScope: null,
      tokenCap: 7,
      maxPhases: null,
      maxDurationMinutes: null,
    } as const;
    expect(started({ draft: true, ...requested }, { ruleset }).run.asked).toEqual(requested);
  });
});
