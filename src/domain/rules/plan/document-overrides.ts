/**
 * Profile and scope of a plan that is a document. What its caller says holds (P9); what the document says may only
 * tighten what the project's ruleset says (P4): a plan that calls itself normal does not loosen a safety critical
 * project.
 */
import type { Plan } from '../../model/plan.js';
import { RUN_SCOPES, type RunScope, SAFETY_PROFILES, type SafetyProfile } from '../../model/vocabulary.js';

export interface Overrides {
  readonly safetyProfile: SafetyProfile | null;
  readonly runScope: RunScope | null;
}

export function withOverrides(
  plan: Plan,
  caller: Overrides,
  ruleset: { readonly [Name in keyof Overrides]?: Overrides[Name] | undefined } | undefined,
): Plan {
  return {
    ...plan,
    safetyProfile:
      caller.safetyProfile ?? stricter(SAFETY_PROFILES, plan.safetyProfile, ruleset?.safetyProfile ?? null),
    runScope: caller.runScope ?? stricter(RUN_SCOPES, plan.runScope, ruleset?.runScope ?? null),
  };
}

/** The words are in rising order of care. Null: the document says nothing, and the ruleset alone decides. */
function stricter<Word>(words: readonly Word[], document: Word | null, ruleset: Word | null): Word | null {
  if (document === null || ruleset === null) return document;
  return words.indexOf(document) > words.indexOf(ruleset) ? document : ruleset;
}
