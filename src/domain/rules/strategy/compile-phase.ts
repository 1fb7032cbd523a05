/**
 * The care that a phase gets and what it may use up. A value is taken from the first that names it: the ruleset's entry
 * for the task category, the built-in row of that category, the ruleset's `defaults.phase`, the built-in row for any
 * other category. So
 * `defaults.phase` never loosens a category of high-risk work. On top of that a plan and the safety profile only
 * tighten (P4).
 */
import type { PlannedPhase } from '../../model/plan.js';
import type { Reason } from '../../model/refusal.js';
import { COMPLEXITIES, type Complexity } from '../../model/vocabulary.js';
import type { PhaseRules } from '../ruleset/ruleset.js';
import { type CategoryDefaults, categoryDefaults, KNOWN_TASK_CATEGORIES } from './category-defaults.js';
import { DEFAULT, PLAN, PROFILE, type RulesInForce } from './rules-in-force.js';
import type { PhaseStrategy } from './strategy.js';

/** What a category gets before plan and profile are looked at, with the origin of each value as reasons put it. */
type CategoryPolicy = { readonly [K in keyof CategoryDefaults]: Origin<CategoryDefaults[K]> };

interface Origin<T> {
  readonly value: T;
  readonly source: string;
  /** As in "strict, {origin}". */
  readonly origin: string;
}

const ROWS: ReadonlySet<string> = new Set(KNOWN_TASK_CATEGORIES);
/** Names in messages stop here: the reasons of a thousand phases are stored. */
const DISPLAYED_NAME_LENGTH = 40;

export function compilePhase(phase: PlannedPhase, tierId: string, rules: RulesInForce): PhaseStrategy {
  const policy = categoryPolicy(phase.taskCategory, rules);
  const [complexity, complexityReason] = complexityOf(phase, policy.complexity);
  const [ciProfile, ciReason] = ciProfileOf(complexity, complexityReason.source, policy, rules);
  const removal = mayRemoveTests(phase.taskCategory, rules);
  const [autoApply, autoApplyReason] = autoApplyOf(complexity, policy, rules, removal !== null);
  const [builderMode, builderModeReason] = builderModeOf(phase, policy);
  return {
    phaseId: phase.phaseId,
    tierId,
    taskCategory: phase.taskCategory,
    complexity,
    builderMode,
    ciProfile,
    autoApply,
    maxBuilderAttempts: policy.maxBuilderAttempts.value,
    maxAuditorAttempts: policy.maxAuditorAttempts.value,
    incidentTokenCap: policy.incidentTokenCap.value,
    auditorProfile: policy.auditorProfile.value,
    ...(removal === null ? {} : { mayRemoveTests: true as const }),
    reasons: [
      complexityReason,
      builderModeReason,
      ciReason,
      autoApplyReason,
      asOrigin('max_builder_attempts', policy.maxBuilderAttempts),
      asOrigin('max_auditor_attempts', policy.maxAuditorAttempts),
      asOrigin('incident_token_cap', policy.incidentTokenCap),
      asOrigin('auditor_profile', policy.auditorProfile),
      ...(removal === null ? [] : [removal]),
    ],
  };
}

function categoryPolicy(taskCategory: string | null, rules: RulesInForce): CategoryPolicy {
  const { rulesetName } = rules;
  const category = taskCategory === null ? undefined : displayed(taskCategory);
  const entry: PhaseRules = (taskCategory === null ? undefined : rules.rules.categories?.get(taskCategory)) ?? {};
  const hasRow = taskCategory !== null && ROWS.has(taskCategory);
  const general: PhaseRules = hasRow ? {} : (rules.rules.defaults?.phase ?? {});
  const row = categoryDefaults(taskCategory);
  const ofEntry = `as ${rulesetName} says of ${category}`;
  const ofGeneral = `the default of ${rulesetName}`;
  const ofRow = hasRow ? `the default of ${category}` : 'the default of a category without its own';

  function pick<K extends keyof CategoryDefaults>(key: K): Origin<CategoryDefaults[K]> {
    const fromEntry = entry[key] as CategoryDefaults[K] | undefined;
    if (fromEntry !== undefined) return { value: fromEntry, source: rulesetName, origin: ofEntry };
    const fromGeneral = general[key] as CategoryDefaults[K] | undefined;
    if (fromGeneral !== undefined) return { value: fromGeneral, source: rulesetName, origin: ofGeneral };
    return { value: row[key], source: DEFAULT, origin: ofRow };
  }
  return {
    complexity: pick('complexity'),
    ciProfile: pick('ciProfile'),
    maxBuilderAttempts: pick('maxBuilderAttempts'),
    maxAuditorAttempts: pick('maxAuditorAttempts'),
    incidentTokenCap: pick('incidentTokenCap'),
    autoApply: pick('autoApply'),
    auditorProfile: pick('auditorProfile'),
    builderMode: pick('builderMode'),
  };
}

type Judged<T> = readonly [T, Reason];

function complexityOf({ complexity: requested }: PlannedPhase, least: Origin<Complexity>): Judged<Complexity> {
  const code = 'complexity';
  if (requested === null || requested === least.value) return [least.value, asOrigin(code, least)];
  if (COMPLEXITIES.indexOf(requested) > COMPLEXITIES.indexOf(least.value)) {
    return [
      requested,
      { code, message: `${requested}, as the plan asks; otherwise ${least.value}, ${least.origin}`, source: PLAN },
    ];
  }
  const message = `${least.value}, ${least.origin}; the plan asks for ${requested}, and a plan may only tighten`;
  return [least.value, { code, message, source: least.source }];
}

function ciProfileOf(
  complexity: Complexity,
  complexitySource: string | undefined,
  { ciProfile }: CategoryPolicy,
  rules: RulesInForce,
): Judged<'NORMAL' | 'STRICT'> {
  const code = 'ci_profile';
  if (ciProfile.value === 'STRICT')
    return ['STRICT', { code, message: `strict, ${ciProfile.origin}`, source: ciProfile.source }];
  if (complexity === 'HIGH')
    return ['STRICT', { code, message: 'strict, because the complexity is HIGH', source: complexitySource }];
  if (rules.safetyProfile === 'SAFETY_CRITICAL') {
    return ['STRICT', { code, message: 'strict, because the run is SAFETY_CRITICAL', source: PROFILE }];
  }
  return ['NORMAL', { code, message: `normal, ${ciProfile.origin}`, source: ciProfile.source }];
}

/** The reason why CI may run fewer tests after the phase (V2); null: it may not. Only the ruleset can say so. */
function mayRemoveTests(taskCategory: string | null, { rules, rulesetName }: RulesInForce): Reason | null {
  const ofEntry = taskCategory === null ? undefined : rules.categories?.get(taskCategory)?.mayRemoveTests;
  const hasRow = taskCategory !== null && ROWS.has(taskCategory);
  const allowed = ofEntry ?? (hasRow ? undefined : rules.defaults?.phase?.mayRemoveTests);
  if (allowed !== true) return null;
  const origin =
    ofEntry === undefined ? `the default of ${rulesetName}` : `as ${rulesetName} says of ${displayed(taskCategory!)}`;
  return { code: 'may_remove_tests', message: `yes, ${origin}`, source: rulesetName };
}

function autoApplyOf(
  complexity: Complexity,
  { autoApply }: CategoryPolicy,
  rules: RulesInForce,
  mayRemove: boolean,
): Judged<boolean> {
  const code = 'auto_apply';
  if (autoApply.value && mayRemove && rules.safetyProfile === 'SAFETY_CRITICAL') {
    return [
      false,
      { code, message: 'no, because the run is SAFETY_CRITICAL and the phase may remove tests', source: PROFILE },
    ];
  }
  if (autoApply.value && complexity === 'HIGH' && rules.safetyProfile === 'SAFETY_CRITICAL') {
    return [
      false,
      { code, message: 'no, because the run is SAFETY_CRITICAL and the complexity HIGH', source: PROFILE },
    ];
  }
  return [
    autoApply.value,
    { code, message: `${autoApply.value ? 'yes' : 'no'}, ${autoApply.origin}`, source: autoApply.source },
  ];
}

function builderModeOf(
  { builderMode: requested }: PlannedPhase,
  { builderMode }: CategoryPolicy,
): Judged<PhaseStrategy['builderMode']> {
  const code = 'builder_mode';
  if (requested === null) return [builderMode.value, asOrigin(code, builderMode)];
  return [requested, { code, message: `${requested}, as the plan asks`, source: PLAN }];
}

const asOrigin = (code: string, { value, source, origin }: Origin<string | number>): Reason => ({
  code,
  message: `${value}, ${origin}`,
  source,
});

/** Cut between characters, never inside one: half a character cannot be stored. */
function displayed(category: string): string {
  if (category.length <= DISPLAYED_NAME_LENGTH) return category;
  return `${[...category].slice(0, DISPLAYED_NAME_LENGTH).join('')}…`;
}
