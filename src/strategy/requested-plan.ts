/** The plan of a dry run (P6): its tiers, or Markdown, with what the caller says besides. */
import type { Plan } from '../domain/model/plan.js';
import type { Refusal } from '../domain/model/refusal.js';
import type { RunScope, SafetyProfile } from '../domain/model/vocabulary.js';
import type { Overrides } from '../domain/rules/plan/document-overrides.js';
import { parsePlan } from '../domain/rules/plan/parse-plan.js';
import { invalidInput, RequestRefused } from '../lifecycle/facts/requested-rulesets.js';
import { type TierInput, toPlannedTier } from '../runs/plan.inputs.js';
import { located, PLAN_PATH, planDocument } from './plan-lines.js';

export interface PlanInput {
  readonly tiers?: TierInput[] | null;
  readonly planMarkdown?: string | null;
  readonly safetyProfile?: SafetyProfile | null;
  readonly runScope?: RunScope | null;
}

export interface RequestedPlan {
  readonly plan: Plan;
  readonly caller: Overrides;
  /** Where a refusal of the plan stands in what the caller gave. */
  readonly locate: (refusal: Refusal) => Refusal;
}

/** @throws RequestRefused if there is no plan, or two, or the document is faulty. */
export function requestedPlan({
  tiers,
  planMarkdown,
  safetyProfile = null,
  runScope = null,
}: PlanInput): RequestedPlan {
  const caller = { safetyProfile, runScope };
  if (tiers != null && planMarkdown != null)
    throw new RequestRefused([invalidInput('Give either tiers or planMarkdown, not both.', PLAN_PATH)]);
  if (tiers != null) {
    const nothing = { tokenCap: null, maxPhases: null, maxDurationMinutes: null };
    return { plan: { ...caller, ...nothing, tiers: tiers.map(toPlannedTier) }, caller, locate: (refusal) => refusal };
  }
  if (planMarkdown == null)
    throw new RequestRefused([invalidInput('Give a plan: tiers, or planMarkdown.', ['input', 'tiers'])]);
  const document = planDocument(parsePlan(planMarkdown));
  if ('refusals' in document) throw new RequestRefused(document.refusals);
  return { plan: document.plan, caller, locate: (refusal) => located(refusal, document.places) };
}
