/**
 * A Builder's lease (W8): from what an agent did to the result that is submitted. The agent's own word is a claim; the patch is what its files say, and it
 * is sent only if the agent was done.
 */
import type { AgentEnd } from '../agents/contract/agent.js';
import type { BuilderAgentResult } from '../agents/contract/agent-result.js';
import { agentOf, type AgentTools, type AgentWork, logOf, runAgent } from './agent-work.js';
import type { HeldLease } from './held-lease.js';
import { closingWords, failureOf, notesOf, unchangedWords } from './notes.js';
import type { BuilderSubmission, ClaimedWork } from './supervisor-api.js';

/** null: there is nothing to submit, because the work was stopped. */
export async function build(work: ClaimedWork, hold: HeldLease, tools: AgentTools): Promise<BuilderSubmission | null> {
  const began = performance.now();
  const did = await runAgent(work, 'BUILDER', hold, tools);
  if (did.kind === 'stopped') return null;
  const durationSeconds = (performance.now() - began) / 1_000;
  const { tokensUsed, tokensEstimated } = hold;
  return {
    kind: 'builder',
    ...claimOf(did),
    tokensUsed,
    tokensEstimated,
    durationSeconds,
    log: logOf(did),
    ...(await agentOf(tools)),
  };
}

type Claim = Pick<BuilderSubmission, 'status' | 'patch' | 'notes' | 'probes' | 'issues'>;

/** What is said of the work. */
export function claimOf(did: Exclude<AgentWork, { kind: 'stopped' }>): Claim {
  if (did.kind === 'environment') {
    return {
      status: 'ENVIRONMENT_FAILURE',
      patch: null,
      notes: notesOf(did.why, did.end && failureOf(did.end)),
      probes: [],
      issues: [],
    };
  }
  const { end, diff, diffFault } = did;
  const result = builderResult(end);
  const { probes, issues } = result ?? { probes: [], issues: [] };
  const failure = failureOf(end) ?? diffFault;
  if (failure !== null || diff === null) {
    return { status: 'FAILED', patch: null, notes: notesOf(failure, result?.notes), probes, issues };
  }
  const leftBehind = end.leftBehind > 0 ? `Processes that the agent left running were ended: ${end.leftBehind}.` : null;
  const stated = closingWords(end, result?.notes);
  const notes = notesOf(stated, end.resultFault, ...end.remarks, ...diff.notes, leftBehind, unchangedWords(end));
  const status = result?.status ?? (end.resultFault === null ? 'SUCCEEDED' : 'NEEDS_REVIEW');
  return { status, patch: status === 'ENVIRONMENT_FAILURE' ? null : diff.patch, notes, probes, issues };
}

/** A result file that cannot be read may have said anything: the work is kept, and somebody looks at it (status NEEDS_REVIEW). */
const builderResult = ({ result }: AgentEnd): BuilderAgentResult | null => (result?.role === 'BUILDER' ? result : null);
