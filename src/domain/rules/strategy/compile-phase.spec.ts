import { aPlannedPhase } from '../../../../test/support/domain/builders.js';
import { byCategory, inForce, reasonOf } from '../../../../test/support/domain/strategies.js';
import { BUILDER_MODES, type Complexity } from '../../model/vocabulary.js';
import type { PhaseRules, Ruleset } from '../ruleset/ruleset.js';
import { categoryDefaults, KNOWN_TASK_CATEGORIES } from './category-defaults.js';
import { compilePhase } from './compile-phase.js';

const EVERY_VALUE: Required<Omit<PhaseRules, 'mayRemoveTests'>> = {
  complexity: 'LOW',
  ciProfile: 'NORMAL',
  maxBuilderAttempts: 7,
  maxAuditorAttempts: 8,
  incidentTokenCap: 9,
  autoApply: false,
  auditorProfile: 'own_review',
  builderMode: 'SCHEMA_HEAVY',
};
const compile = (
  taskCategory: string | null,
  rules: Ruleset | null = null,
  values: Partial<Parameters<typeof aPlannedPhase>[1]> = {},
) => compilePhase(aPlannedPhase('p', { taskCategory, ...values }), 't', inForce(rules));

describe('P4: the defaults of a task category apply where nothing overrides them', () => {
  test.each([...KNOWN_TASK_CATEGORIES, 'game_design', null])('P4: category %j', (taskCategory) => {
    const phase = compile(taskCategory);
    expect(phase).toMatchObject({ phaseId: 'p', tierId: 't', taskCategory, ...categoryDefaults(taskCategory) });
    expect(new Set(phase.reasons.map((reason) => reason.source))).toEqual(new Set(['default']));
  });

  test.each(['schema_change', 'security_auth'])(
    'P4: the task category %s gets strict CI, few tries and no auto-apply',
    (taskCategory) => {
      expect(compile(taskCategory)).toMatchObject({ ciProfile: 'STRICT', maxBuilderAttempts: 2, autoApply: false });
      expect(reasonOf(compile(taskCategory), 'ci_profile')).toEqual({
        code: 'ci_profile',
        message: `strict, the default of ${taskCategory}`,
        source: 'default',
      });
    },
  );

  test.each(['schema_contract_change', 'security_auth_change'])(
    'P4: the issue category %s is no task category',
    (word) => {
      expect(compile(word)).toMatchObject(categoryDefaults(null));
    },
  );
});

describe('P4: the first that names a value gives it', () => {
  const general: Ruleset = { defaults: { phase: EVERY_VALUE } };

  test('P4: the ruleset has an entry for the category', () => {
    const phase = compile('schema_change', byCategory({ schema_change: EVERY_VALUE }));
    expect(phase).toMatchObject(EVERY_VALUE);
    expect(reasonOf(phase, 'max_builder_attempts')).toEqual({
      code: 'max_builder_attempts',
      message: '7, as ruleset v3 says of schema_change',
      source: 'ruleset v3',
    });
  });

  test('P4: what its entry leaves out comes from the row of the category, not from the ruleset’s defaults', () => {
    const rules: Ruleset = { ...general, ...byCategory({ schema_change: { maxBuilderAttempts: 5 } }) };
    expect(compile('schema_change', rules)).toMatchObject({
      ...categoryDefaults('schema_change'),
      maxBuilderAttempts: 5,
    });
  });

  test.each(KNOWN_TASK_CATEGORIES)('P4: the ruleset’s defaults for phases change nothing about %s', (taskCategory) => {
    expect(compile(taskCategory, general)).toEqual(compile(taskCategory));
  });

  test.each([null, 'game_design'])('P4: they hold for category %j, which has no row', (taskCategory) => {
    const phase = compile(taskCategory, general);
    expect(phase).toMatchObject(EVERY_VALUE);
    expect(reasonOf(phase, 'incident_token_cap')).toEqual({
      code: 'incident_token_cap',
      message: '9, the default of ruleset v3',
      source: 'ruleset v3',
    });
  });

  test('P4: an entry for a category without a row begins with them', () => {
    const rules: Ruleset = { ...general, ...byCategory({ game_design: { maxBuilderAttempts: 5 } }) };
    expect(compile('game_design', rules)).toMatchObject({ ...EVERY_VALUE, maxBuilderAttempts: 5 });
  });

  test('P4: what they leave out comes from the last row of the table', () => {
    expect(compile(null, { defaults: { phase: { autoApply: false } } })).toMatchObject({
      ...categoryDefaults(null),
      autoApply: false,
    });
  });

  test.each(['__proto__', 'constructor', 'toString'])('P4: %s is a category like any other', (taskCategory) => {
    expect(compile(taskCategory)).toMatchObject(categoryDefaults(null));
    expect(compile(taskCategory, { categories: new Map([[taskCategory, EVERY_VALUE]]) })).toMatchObject(EVERY_VALUE);
  });
});

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
    (taskCategory, _, complexity, expected) => {
      expect(compile(taskCategory, null, { complexity }).complexity).toBe(expected);
    },
  );

  test('P4: the reason says that less was asked for', () => {
    expect(reasonOf(compile('schema_change', null, { complexity: 'LOW' }), 'complexity')).toEqual({
      code: 'complexity',
      message: 'HIGH, the default of schema_change; the plan asks for LOW, and a plan may only tighten',
      source: 'default',
    });
  });

  test('P3: the reason says that more was asked for', () => {
    expect(reasonOf(compile('docs', null, { complexity: 'MEDIUM' }), 'complexity')).toEqual({
      code: 'complexity',
      message: 'MEDIUM, as the plan asks; otherwise LOW, the default of docs',
      source: 'plan',
    });
  });

  test('P4: a plan may only tighten what the ruleset says', () => {
    const rules = byCategory({ docs: { complexity: 'HIGH' } });
    const phase = compile('docs', rules, { complexity: 'MEDIUM' });
    expect([phase.complexity, reasonOf(phase, 'complexity')?.source]).toEqual(['HIGH', 'ruleset v3']);
  });

  test('P4: the complexity that is asked for changes none of the category’s budgets', () => {
    expect(compile('docs', null, { complexity: 'MEDIUM' })).toMatchObject({
      ...categoryDefaults('docs'),
      complexity: 'MEDIUM',
    });
  });

  test.each(BUILDER_MODES)('P4: the builder mode %s is taken as given, whatever the category', (builderMode) => {
    for (const taskCategory of [null, 'schema_change', 'docs']) {
      const phase = compile(taskCategory, null, { builderMode });
      expect([phase.builderMode, reasonOf(phase, 'builder_mode')?.source]).toEqual([builderMode, 'plan']);
    }
  });
});

describe('P4: strict CI and auto-apply', () => {
  test.each([
    ['LOW', 'NORMAL', 'NORMAL'],
    ['MEDIUM', 'NORMAL', 'NORMAL'],
    ['HIGH', 'NORMAL', 'STRICT'],
    ['LOW', 'SAFETY_CRITICAL', 'STRICT'],
    ['MEDIUM', 'SAFETY_CRITICAL', 'STRICT'],
    ['HIGH', 'SAFETY_CRITICAL', 'STRICT'],
  ] as const)('P4: complexity %s in a %s run means %s CI', (complexity, safetyProfile, ciProfile) => {
    const phase = compilePhase(
      aPlannedPhase('p', { taskCategory: 'docs', complexity }),
      't',
      inForce(null, { safetyProfile }),
    );
    expect(phase.ciProfile).toBe(ciProfile);
  });

  test('P4: high complexity makes CI strict even where the ruleset says normal', () => {
    const phase = compile('schema_change', byCategory({ schema_change: { ciProfile: 'NORMAL' } }));
    expect(phase.ciProfile).toBe('STRICT');
    expect(reasonOf(phase, 'ci_profile')).toEqual({
      code: 'ci_profile',
      message: 'strict, because the complexity is HIGH',
      source: 'default',
    });
  });

  test('P3: strict CI because of what the plan asks comes from the plan', () => {
    expect(reasonOf(compile('docs', null, { complexity: 'HIGH' }), 'ci_profile')?.source).toBe('plan');
  });

  test('P3: strict CI because of the profile comes from the safety profile', () => {
    const phase = compilePhase(
      aPlannedPhase('p', { taskCategory: 'docs' }),
      't',
      inForce(null, { safetyProfile: 'SAFETY_CRITICAL' }),
    );
    expect(reasonOf(phase, 'ci_profile')).toEqual({
      code: 'ci_profile',
      message: 'strict, because the run is SAFETY_CRITICAL',
      source: 'safety profile',
    });
  });

  test.each([
    ['LOW', 'NORMAL', true],
    ['HIGH', 'NORMAL', true],
    ['LOW', 'SAFETY_CRITICAL', true],
    ['MEDIUM', 'SAFETY_CRITICAL', true],
    ['HIGH', 'SAFETY_CRITICAL', false],
  ] as const)('P4: complexity %s in a %s run, auto-apply: %s', (complexity, safetyProfile, autoApply) => {
    const phase = compilePhase(
      aPlannedPhase('p', { taskCategory: 'docs', complexity }),
      't',
      inForce(null, { safetyProfile }),
    );
    expect(phase.autoApply).toBe(autoApply);
    expect(reasonOf(phase, 'auto_apply')?.source).toBe(autoApply ? 'default' : 'safety profile');
  });

  test('P4: no profile gives auto-apply to a category that has none', () => {
    expect(compile('debt_cleanup').autoApply).toBe(false);
  });
});

test('P3: a long name of a category is cut in reasons, between characters', () => {
  const name = '😀'.repeat(100);
  const { message } = reasonOf(compile(name, byCategory({ [name]: { autoApply: false } })), 'auto_apply')!;
  expect(message).toBe(`no, as ruleset v3 says of ${'😀'.repeat(40)}…`);
});

describe('P4: only the ruleset says that a phase may remove tests', () => {
  const rules: Ruleset = {
    ...byCategory({ test_cleanup: { mayRemoveTests: true }, tests: { mayRemoveTests: false } }),
    defaults: { phase: { mayRemoveTests: true } },
  };

  test.each<[string | null, boolean]>([
    ['test_cleanup', true],
    ['tests', false],
    ['docs', false],
    ['game_design', true],
    [null, true],
  ])('P3: category %j: %j, with the reason', (taskCategory, allowed) => {
    const phase = compile(taskCategory, rules);
    expect([phase.mayRemoveTests ?? false, phase.reasons.some(({ code }) => code === 'may_remove_tests')]).toEqual([
      allowed,
      allowed,
    ]);
    expect(compile(taskCategory).mayRemoveTests).toBeUndefined();
  });

  test('P4: in a safety critical run only after an audit', () => {
    const phase = compilePhase(
      aPlannedPhase('p', { taskCategory: 'test_cleanup' }),
      't',
      inForce(rules, { safetyProfile: 'SAFETY_CRITICAL' }),
    );
    expect(phase).toMatchObject({ mayRemoveTests: true, autoApply: false });
    expect(compile('test_cleanup', rules).autoApply).toBe(true);
  });
});
