/**
 * An Auditor's result (W10). APPROVE is no pass: the gate judges what would be applied, with the approval as a fact
 * that turns AUDIT into PASS and nothing else. REVISE gives the phase back with notes and one more attempt; ESCALATE
 * fails it.
 */
import type { AttemptFacts, AuditorResult } from '../../model/attempt.js';
import type { PhaseFacts } from '../../model/facts.js';
import { type Reason, type Refusal, unreachable } from '../../model/refusal.js';
import { isRunTerminal } from '../../model/run-state.js';
import { judge } from '../../rules/gate/gate.js';
import type { PatchFacts } from '../../rules/gate/patch-facts.js';
import { type Fault, faultOf } from '../../rules/work/failures.js';
import { attemptsLeft, auditsLeft } from '../../rules/work/phase-turn.js';
import { settleTokens } from '../../rules/work/tokens.js';
import type { CommandContext } from '../change/change.js';
import { type Decision, refused } from '../change/decision.js';
import { runTerminal } from '../change/refusals.js';
import { applyCandidate } from './apply.js';
import { type Arrived, faultSentence, gateFacts } from './builder-result.js';
import type { WorkFacts } from './facts.js';
import { PhaseTransition } from './phase-transition.js';
import type { WorkChange } from './work-change.js';

export function decideAuditorResult(
  facts: WorkFacts,
  arrived: Arrived<AuditorResult>,
  context: CommandContext,
): Decision<WorkChange> {
  const { run, phase, attempt, lease, policies } = facts;
  if (isRunTerminal(run.state)) return refused(runTerminal(run));
  if (!attempt) throw new Error(`The facts of phase ${phase.phaseId} lack the attempt of the result`);
  const { result } = arrived;
  if (result.verdict === 'APPROVE' && arrived.patchHash === null && arrived.judged === undefined) {
    const why = nothingToApprove(phase, arrived.unreachable == null && isBlank(arrived.patch));
    if (why !== null) return refused(mayNotApprove(why));
  }
  const transition = new PhaseTransition(facts, context);
  const settled = settleTokens(
    attempt,
    lease,
    result.tokensUsed,
    policies.tokens.flatPerAttempt,
    result.tokensEstimated,
  );
  transition.charge(settled.charge);
  transition.patch({}, { holder: null });
  transition.addEventData({ attempt: attempt.number, audit: result.verdict });
  const reported = transition.report(result.issues);
  const submitted: AttemptFacts = {
    ...attempt,
    ...settled.attempt,
    state: 'SUBMITTED',
    endedAt: context.now,
    auditVerdict: result.verdict,
    confidence: result.confidence,
    agent: result.agent ?? null,
    notes: result.notes,
    patchHash: arrived.patchHash,
    resultHash: arrived.resultHash,
  };
  transition.writeAttempt(submitted);
  if (transition.endIfBroken()) return transition.finish('WORK_ENDED');
  if (arrived.unreachable != null && result.verdict === 'APPROVE') {
    // The audit is not used up: what it approves could not be judged.
    transition.patch({ auditorAttempts: transition.phase.auditorAttempts - 1 });
    transition.environmentFailed(arrived.unreachable, null);
    return transition.finish('WORK_ENDED');
  }
  transition.patch({}, { auditRequested: null, environmentFailures: 0, avoidWorker: null });
  switch (result.verdict) {
    case 'APPROVE':
      approve(transition, submitted, arrived, reported.newMajorKeys);
      break;
    case 'REVISE':
      revise(transition, result);
      break;
    case 'ESCALATE':
      transition.fail(faultOf('escalated', `an Auditor escalated it: ${result.notes}`, 'W10'));
      break;
  }
  return transition.finish('WORK_ENDED');
}

/** With a patch of its own the Auditor replaces the Builder's, against the same base. */
function approve(
  transition: PhaseTransition,
  attempt: AttemptFacts,
  arrived: Arrived<AuditorResult>,
  newMajorIssues: readonly string[],
): void {
  const { candidate } = transition.facts;
  const replaces = arrived.patchHash !== null;
  const judgement =
    arrived.judged?.(newMajorIssues) ??
    judge(gateFacts(transition.facts, arrived, { status: null, probes: [], newMajorIssues }, true));
  // What made the Builder's result due for an audit stays in view beside the approval.
  const before = replaces
    ? []
    : (candidate?.gate?.reasons ?? []).filter((reason) => !judgement.reasons.some(({ code }) => code === reason.code));
  const gate = { verdict: judgement.verdict, reasons: [...before, ...judgement.reasons] };
  transition.writeAttempt({ ...attempt, gate, commit: judgement.verdict === 'PASS' ? (arrived.commit ?? null) : null });
  transition.addEventData({ gate: { verdict: gate.verdict, reasons: gate.reasons.map((reason) => reason.code) } });
  const patchHash = arrived.patchHash ?? transition.phase.work.candidate?.patchHash ?? null;
  const number = replaces ? attempt.number : (transition.phase.work.candidate?.attempt ?? attempt.number);
  if (judgement.verdict === 'PASS') {
    transition.patch({}, { candidate: { attempt: number, standing: 'JUDGED', patchHash, commit: null } });
    if (!replaces && candidate) transition.writeAttempt({ ...candidate, commit: arrived.commit ?? null });
    return applyCandidate(transition, number, arrived.commit);
  }
  const reasons: readonly Reason[] = judgement.reasons;
  const fault: Fault = {
    what: faultSentence(reasons),
    reasons,
    patchHash,
    fingerprint: judgement.fingerprint,
    policy: judgement.policyRefusal,
  };
  const refusals = transition.phase.work.policyRefusals + Number(judgement.policyRefusal);
  transition.patch(
    {},
    { candidate: { attempt: number, standing: 'REJECTED', patchHash, commit: null }, policyRefusals: refusals },
  );
  // The audit is spent: back to the Builders if they have attempts, else another audit, else the end.
  transition.resume(fault);
}

/** REVISE counts as ESCALATE: no audit would be left to approve the revision (W10). */
export const revisionEscalates = (
  { autoApply }: Pick<WorkFacts['strategy'], 'autoApply'>,
  phase: PhaseFacts,
): boolean => !autoApply && !auditsLeft(phase);

function revise(transition: PhaseTransition, result: AuditorResult): void {
  const { phase } = transition;
  if (revisionEscalates(transition.facts.strategy, phase)) {
    return transition.fail(
      faultOf(
        'revision_without_audit',
        `an Auditor asks for a revision, and no audit is left to approve one: ${result.notes}`,
        'W10',
      ),
    );
  }
  // What is to be revised and comes back byte for byte is no progress; a failure before it is in no row with what fails
  // next (W9).
  const { candidate, lastPatchHash } = phase.work;
  transition.patch(
    { maxBuilderAttempts: phase.maxBuilderAttempts + 1 },
    {
      lastPatchHash: candidate?.patchHash ?? lastPatchHash,
      lastFingerprint: candidate?.standing === 'JUDGED' ? null : phase.work.lastFingerprint,
    },
  );
  if (!attemptsLeft(transition.phase))
    throw new Error(`Phase ${phase.phaseId} has no attempt left after it was given one`);
  transition.back();
}

/**
 * Why the last attempt left nothing that could be approved as it is; null if it did. Where a phase may be a no-op, no
 * patch is something. `blank`: its patch was looked at and changes nothing, or is gone.
 */
export function nothingToApprove({ work: { candidate }, allowNoop }: PhaseFacts, blank: boolean): string | null {
  if (candidate === null) return 'left no patch';
  switch (candidate.standing) {
    case 'JUDGED': {
      const isNothing = candidate.patchHash === null || blank;
      return isNothing && !allowNoop ? 'left no patch' : null;
    }
    case 'REJECTED':
      return 'left a patch that the gate rejected';
    case 'RED':
      return 'left a patch that CI found red';
    case 'APPLIED':
      return 'left a patch that is on the integration branch already';
    default:
      return unreachable(candidate.standing);
  }
}

const isBlank = (patch: PatchFacts | null): boolean =>
  patch === null || patch.outcome === 'empty' || (patch.outcome === 'not-read' && patch.isBlank);

/** The lease stays: the Auditor may look again and send a patch, REVISE or ESCALATE. */
const mayNotApprove = (why: string): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `There is nothing to approve as it is: the last attempt ${why}. Send a patch of your own, REVISE or ESCALATE.`,
  retryable: false,
  path: ['input', 'verdict'],
});
