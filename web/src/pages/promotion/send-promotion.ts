import { execute } from '../../api/execute.js';
import { keyOfRun, RUNS } from '../../api/keys.js';
import { PromotionCommand, type PromotionCommandMutationVariables } from '../../api/operations/promotion.generated.js';
import { queries } from '../../api/use-data.js';
import type { Refusal } from '../../parts/act.js';

type Input = PromotionCommandMutationVariables['input'];

/** Promotes or proposes a run; `targetBranch` is as it was typed. Answers the refusals. */
export async function sendPromotion({
  targetBranch,
  ...input
}: Input & { readonly targetBranch: string }): Promise<readonly Refusal[]> {
  const { promoteRun } = await execute(PromotionCommand, {
    input: { ...input, targetBranch: targetBranch.trim() || null },
  });
  await queries.invalidateQueries({ queryKey: keyOfRun(input.runId) });
  void queries.invalidateQueries({ queryKey: RUNS });
  return promoteRun.errors;
}
