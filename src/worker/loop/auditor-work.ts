/** An Auditor's lease (W10): its verdict comes from its result file alone. Without one the lease is given back: nobody else may decide in its place. */
import type { RefusedAnswer } from './agent-prompt.js';
import { agentOf, type AgentTools, logOf, runAgent } from './agent-work.js';
import type { HeldLease } from './held-lease.js';
import { failureOf, notesOf } from './notes.js';
import type { AuditorSubmission, ClaimedWork, ReleaseSubmission } from './supervisor-api.js';

/** `refused`: a verdict that was not taken, for the agent to answer better. null: there is nothing to submit, because the work was stopped. */
export async function audit(
  work: ClaimedWork,
  hold: HeldLease,
  tools: AgentTools,
  refused: RefusedAnswer | null = null,
): Promise<AuditorSubmission | ReleaseSubmission | null> {
  const did = await runAgent(work, 'AUDITOR', hold, tools, refused);
  if (did.kind === 'stopped') return null;
  const { tokensUsed, tokensEstimated } = hold;
  const release = (environment: boolean, ...why: readonly (string | null)[]): ReleaseSubmission => ({
    kind: 'release',
    reason: notesOf(...why),
    tokensUsed,
    tokensEstimated,
    environment,
  });
  if (did.kind === 'environment') return release(true, did.why, did.end && failureOf(did.end));
  const { end, diff, diffFault } = did;
  const { result } = end;
  const failure = failureOf(end);
  if (failure !== null) return release(false, failure);
  if (result?.role !== 'AUDITOR') return release(false, 'The Auditor left no verdict.', end.resultFault);
  // What it approves is what it leaves: without its changes its approval would mean something else.
  if (diff === null && result.verdict === 'APPROVE') return release(false, diffFault);
  const { verdict, confidence, issues } = result;
  const patch = diff?.changed === true ? diff.patch : null;
  return {
    kind: 'auditor',
    verdict,
    confidence,
    issues,
    patch,
    tokensUsed,
    tokensEstimated,
    log: logOf(did),
    ...(await agentOf(tools)),
    notes: notesOf(result.notes, ...end.remarks, diffFault, ...(diff?.notes ?? [])),
  };
}
