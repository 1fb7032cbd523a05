import { aPlannedPhase } from '../../../test/support/builders.js';
import { BUDGET_DEFAULTS } from '../budget/limits.js';
import { BUILDER_MODES, type Complexity } from '../shared/vocabulary.js';
import { compilePhase, compileTier, maxMinorIssuesTotal } from './compile.js';

describe('P4: a plan may only tighten', () => {
  test.each([
    ['docs', 'LOW', null, 'LOW'],
    ['docs', 'LOW', 'LOW', 'LOW'],
    ['docs', 'LOW', 'MEDIUM', 'MEDIUM'],
    ['docs', 'LOW', 'HIGH', 'HIGH'],
    [null, 'MEDIUM', null, 'MEDIUM'],
    [null, 'MEDIUM', 'LOW', 'MEDIUM'],
    [null, 'MEDIUM', 'MEDIUM', 'MEDIUM'],
    [null, 'MEDIUM', 'HIGH', 'HIGH'],
    ['schema_change', 'HIGH', null, 'HIGH'],
    ['schema_change', 'HIGH', 'LOW', 'HIGH'],
    ['schema_change', 'HIGH', 'MEDIUM', 'HIGH'],
    ['schema_change', 'HIGH', 'HIGH', 'HIGH'],
  ] as [string | null, Complexity, Complexity | null, Complexity][])(
    'P4: category %j, whose default is %s, with %s asked for is compiled to %s',
    (taskCategory, _, complexity, compiled) => {
      expect(compilePhase(aPlannedPhase('p', { taskCategory, complexity })).complexity).toBe(compiled);
    },
  );

  test('P4: the complexity that is asked for changes none of the category budgets', () => {
    const { complexity: _, ...budgets } = compilePhase(aPlannedPhase('p', { taskCategory: 'docs', complexity: 'HIGH' }));
    expect(budgets).toEqual({ builderMode: 'TWEAK_LIGHT', maxBuilderAttempts: 2, maxAuditorAttempts: 1, incidentTokenCap: 200_000 });
  });

  test.each(BUILDER_MODES)('P4: the builder mode %s is taken as given, whatever the category', (builderMode) => {
    for (const taskCategory of [null, 'schema_change', 'docs']) {
      expect(compilePhase(aPlannedPhase('p', { taskCategory, builderMode })).builderMode).toBe(builderMode);
    }
  });

  test('P4: a builder mode that is left out comes from the category', () => {
    expect(compilePhase(aPlannedPhase('p', { taskCategory: 'schema_change' })).builderMode).toBe('SCHEMA_HEAVY');
    expect(compilePhase(aPlannedPhase('p')).builderMode).toBe('TWEAK_LIGHT');
  });
});

describe('Section 4: budgets that follow from the plan', () => {
  const phases = { count: 3, incidentTokens: 1_700_000 };

  test('S9: a tier gets 3 × its incident tokens, 2 CI runs and 2 minor issues for each phase, and no major issue', () => {
    expect(compileTier(phases, 'NORMAL', BUDGET_DEFAULTS)).toEqual({
      tokenCap: 5_100_000,
      ciRunCap: 6,
      maxMinorIssuesTolerated: 6,
      maxMajorIssuesTolerated: 0,
    });
  });

  test('P4: a safety critical tier tolerates 1 minor issue for each phase, the rest is the same', () => {
    expect(compileTier(phases, 'SAFETY_CRITICAL', BUDGET_DEFAULTS)).toEqual({
      ...compileTier(phases, 'NORMAL', BUDGET_DEFAULTS),
      maxMinorIssuesTolerated: 3,
    });
  });

  test('S9: a tier without phases has 0 of everything', () => {
    for (const profile of ['NORMAL', 'SAFETY_CRITICAL'] as const) {
      expect(compileTier({ count: 0, incidentTokens: 0 }, profile, BUDGET_DEFAULTS)).toEqual({
        tokenCap: 0,
        ciRunCap: 0,
        maxMinorIssuesTolerated: 0,
        maxMajorIssuesTolerated: 0,
      });
    }
  });

  test('S9: a run gets 3 minor issues for each phase', () => {
    expect([0, 1, 25].map((count) => maxMinorIssuesTotal(count, BUDGET_DEFAULTS))).toEqual([0, 3, 75]);
  });

  test('P4: every factor is configuration, not a literal in a rule', () => {
    const own = {
      ...BUDGET_DEFAULTS,
      tierTokenMultiplier: 1,
      ciRunsPerPhase: 5,
      minorIssuesPerPhaseOfTier: { NORMAL: 7, SAFETY_CRITICAL: 4 },
      majorIssuesPerTier: 2,
      minorIssuesPerPhaseOfRun: 9,
    };
    expect(compileTier(phases, 'NORMAL', own)).toEqual({
      tokenCap: 1_700_000,
      ciRunCap: 15,
      maxMinorIssuesTolerated: 21,
      maxMajorIssuesTolerated: 2,
    });
    expect(compileTier(phases, 'SAFETY_CRITICAL', own).maxMinorIssuesTolerated).toBe(12);
    expect(maxMinorIssuesTotal(2, own)).toBe(18);
  });

  test('B3: the defaults of section 4 are the defaults', () => {
    expect(BUDGET_DEFAULTS).toEqual({
      runTokenCap: 5_000_000,
      runMaxPhases: 25,
      runMaxDurationMinutes: 120,
      minorIssuesPerPhaseOfRun: 3,
      tierTokenMultiplier: 3,
      ciRunsPerPhase: 2,
      minorIssuesPerPhaseOfTier: { NORMAL: 2, SAFETY_CRITICAL: 1 },
      majorIssuesPerTier: 0,
      draftHours: 24,
    });
  });
});
