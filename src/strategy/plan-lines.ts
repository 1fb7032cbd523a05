/** Refusals of a plan that came as a document: the path in the input becomes a line of the document. */
import { TEXT_MAX_LENGTH } from '../domain/model/identity.js';
import type { Plan } from '../domain/model/plan.js';
import type { Refusal } from '../domain/model/refusal.js';
import type { ParsedPlan, PlanPlaces } from '../domain/rules/plan/parse-plan.js';
import type { PlanProblem } from '../domain/rules/plan/plan-problems.js';

export const PLAN_PATH = ['input', 'planMarkdown'] as const;

export type PlanDocument =
  { readonly plan: Plan; readonly places: PlanPlaces } | { readonly refusals: readonly Refusal[] };

export function planDocument(parsed: ParsedPlan): PlanDocument {
  if ('problems' in parsed) return { refusals: parsed.problems.map(problemRefusal) };
  const { plan, places } = parsed;
  return { plan: { ...plan, introduction: introductionOf(places.preamble) }, places };
}

const CUT = '\n[…]';

/**
 * What stands above the first tier, as it is kept with the run: cut where it is longer than a text may be, which is
 * marked.
 */
function introductionOf(preamble: string): string | null {
  if (preamble === '') return null;
  return preamble.length <= TEXT_MAX_LENGTH
    ? preamble
    : `${preamble.slice(0, TEXT_MAX_LENGTH - CUT.length).toWellFormed()}${CUT}`;
}

const problemRefusal = ({ line, message }: PlanProblem): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `Line ${line}: ${message}`,
  retryable: false,
  path: PLAN_PATH,
  line,
});

/** A refusal about what the document says names its line; one about what the caller said besides keeps its path. */
export function located(refusal: Refusal, places: PlanPlaces): Refusal {
  if (refusal.kind !== 'input') return refusal;
  const [, field, tier, , phase] = refusal.path?.slice(0, 6) ?? [];
  if (field === 'tiers') {
    const line =
      phase !== undefined && tier !== undefined
        ? places.phases[Number(tier)]?.[Number(phase)]
        : places.tiers[Number(tier ?? 0)];
    return { ...refusal, path: PLAN_PATH, ...(line === undefined ? {} : { line }) };
  }
  const line = places.asked[field as keyof PlanPlaces['asked']];
  return line === undefined ? refusal : { ...refusal, path: PLAN_PATH, line };
}
