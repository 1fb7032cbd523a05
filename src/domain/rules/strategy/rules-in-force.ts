/**
 * What one compilation goes by: the project's ruleset (or none), the server's defaults, and the profile and scope that
 * hold (P9). Every value that is taken from here knows its source (P3).
 */
import type { BudgetDefaults } from '../../model/limits.js';
import type { RequestedLimits } from '../../model/plan.js';
import type { Reason } from '../../model/refusal.js';
import type { RunScope, SafetyProfile } from '../../model/vocabulary.js';
import type { NumberedRuleset, Ruleset } from '../ruleset/ruleset.js';

export interface RulesInForce {
  readonly safetyProfile: SafetyProfile;
  readonly runScope: RunScope;
  /** Null: no ruleset, or one without a number (dry run). */
  readonly rulesetVersion: number | null;
  /** How reasons name the ruleset: `ruleset v3`, or `ruleset` when it has no number. */
  readonly rulesetName: string;
  /** Empty if the project has none. */
  readonly rules: Ruleset;
  readonly server: BudgetDefaults;
  /** Of `safetyProfile` and `runScope`. */
  readonly reasons: readonly Reason[];
}

export const DEFAULT = 'default';
export const PROFILE = 'safety profile';
export const PLAN = 'plan';
export const BACKLOG = 'backlog';

/** A value and where it came from. */
export interface Sourced<T> {
  readonly value: T;
  readonly source: string;
}

export function rulesInForce(
  ruleset: NumberedRuleset | null,
  requested: Pick<RequestedLimits, 'safetyProfile' | 'runScope'>,
  server: BudgetDefaults,
): RulesInForce {
  const rules = ruleset?.rules ?? {};
  const rulesetVersion = ruleset?.version ?? null;
  const rulesetName = rulesetVersion === null ? 'ruleset' : `ruleset v${rulesetVersion}`;
  const profile = firstStated<SafetyProfile>(requested.safetyProfile, rules.safetyProfile, 'NORMAL', rulesetName);
  const scope = firstStated<RunScope>(requested.runScope, rules.runScope, 'MULTI_TIER', rulesetName);
  return {
    safetyProfile: profile.value,
    runScope: scope.value,
    rulesetVersion,
    rulesetName,
    rules,
    server,
    reasons: [reasonFor('safety_profile', profile), reasonFor('run_scope', scope)],
  };
}

/** The ruleset's value, or the one that holds without it. */
export function chosen<T>(
  rules: Pick<RulesInForce, 'rulesetName'>,
  fromRuleset: T | undefined,
  fallback: T,
): Sourced<T> {
  return fromRuleset === undefined
    ? { value: fallback, source: DEFAULT }
    : { value: fromRuleset, source: rules.rulesetName };
}

/** The reason of a value that was taken unchanged. */
export const reasonFor = (code: string, { value, source }: Sourced<string | number>): Reason => ({
  code,
  message: `${value}, ${originOf(source)}`,
  source,
});

/** A source as the end of a sentence. */
export function originOf(source: string): string {
  if (source === DEFAULT) return 'the default';
  if (source === PROFILE) return 'because the run is SAFETY_CRITICAL';
  return source === PLAN ? 'as asked with the plan' : `as ${source} says`;
}

function firstStated<T>(requested: T | null, fromRuleset: T | undefined, fallback: T, rulesetName: string): Sourced<T> {
  if (requested !== null) return { value: requested, source: PLAN };
  return chosen({ rulesetName }, fromRuleset, fallback);
}
