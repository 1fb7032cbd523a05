/**
 * A Builder's result (W8): judged by the gate, never believed (C2, G1). One write ends the lease, settles its tokens,
 * records its issues, and moves the phase: to the integration branch, to an Auditor, back to the queue, or to its end.
 * A result after expiry is taken up again where nobody else came between (W4).
 */
import type { AttemptFacts, BuilderResult, GateDecision } from '../../model/attempt.js';
import type { CandidateState, PhaseWork } from '../../model/phase-work.js';
import type { Reason } from '../../model/refusal.js';
import { isRunTerminal } from '../../model/run-state.js';
import type { BuilderStatus } from '../../model/vocabulary.js';
import { judge } from '../../rules/gate/gate.js';
import type { GateFacts, GateJudgement } from '../../rules/gate/gate-facts.js';
import type { PatchFacts } from '../../rules/gate/patch-facts.js';
import type { Fault } from '../../rules/work/failures.js';
import { auditsLeft } from '../../rules/work/phase-turn.js';
import { settleTokens } from '../../rules/work/tokens.js';
import type { CommandContext } from '../change/change.js';
import { type Decision, refused } from '../change/decision.js';
import { runTerminal } from '../change/refusals.js';
import { applyCandidate } from './apply.js';
import type { WorkFacts } from './facts.js';
import { PhaseTransition } from './phase-transition.js';
import type { WorkChange } from './work-change.js';

/** A result as it arrives, with what was found out about it before it is judged. */
export interface Arrived<Result> {
  readonly result: Result;
  readonly resultHash: string;
  readonly patchHash: string | null;
  /** What git says of the patch on the base that the decision sees; null: there is no patch. */
  readonly patch: PatchFacts | null;
  /**
   * The commit that holds it; null: there is no patch, it does not apply, or there is no repository; undefined: not
   * made yet.
   */
  readonly commit: string | null | undefined;
  /** Why git could not run: a failure of the environment, not of the worker (B6). */
  readonly unreachable?: string | null;
  /**
   * What the gate said when the result came: a run that is played again has no patch to judge (X4). It is given the keys
   * of issues that are new and major. Left out: judge.
   */
  readonly judged?: (newMajorIssues: readonly string[]) => GateJudgement;
}

export function decideBuilderResult(
  facts: WorkFacts,
  arrived: Arrived<BuilderResult>,
  context: CommandContext,
): Decision<WorkChange> {
  const { run, phase, attempt, lease, policies } = facts;
  if (isRunTerminal(run.state)) return refused(runTerminal(run));
  if (!attempt) throw new Error(`The facts of phase ${phase.phaseId} lack the attempt of the result`);
  const { result } = arrived;
  const outage = outageOf(arrived);
  const transition = new PhaseTransition(facts, context);
  // After expiry the phase is assigned again to the same attempt; it counts once (W4).
  if (phase.state === 'QUEUED') {
    transition.step('EXECUTING');
    transition.patch({ builderAttempts: phase.builderAttempts + (attempt.givenBack ? 1 : 0) }, {});
  }
  const settled = settleTokens(
    attempt,
    lease,
    result.tokensUsed,
    policies.tokens.flatPerAttempt,
    result.tokensEstimated,
  );
  transition.charge(settled.charge);
  transition.patch({}, { holder: null });
  transition.addEventData({ attempt: attempt.number, status: result.status });
  const reported = transition.report(result.suggestedIssues);
  const submitted: AttemptFacts = {
    ...attempt,
    ...settled.attempt,
    state: 'SUBMITTED',
    endedAt: context.now,
    givenBack: outage !== null,
    status: result.status,
    agent: result.agent ?? null,
    notes: result.notes,
    patchHash: arrived.patchHash,
    resultHash: arrived.resultHash,
  };
  transition.writeAttempt(submitted);
  if (transition.endIfBroken()) return transition.finish('WORK_ENDED');
  if (outage !== null) {
    transition.patch({ builderAttempts: transition.phase.builderAttempts - 1 });
    transition.environmentFailed(outage.what, outage.isTheWorkers ? attempt.workerId : null);
    return transition.finish('WORK_ENDED');
  }
  const { status } = result as { readonly status: Exclude<BuilderStatus, 'ENVIRONMENT_FAILURE'> };
  const judgement =
    arrived.judged?.(reported.newMajorKeys) ??
    judge(gateFacts(facts, arrived, { status, probes: result.probes, newMajorIssues: reported.newMajorKeys }));
  transition.step('GATE');
  follow(transition, submitted, arrived, judgement);
  return transition.finish('WORK_ENDED');
}

/**
 * What of the environment failed: the worker's, or the repository is away, which says nothing of the worker. A Builder
 * that FAILED needs no look at its patch (G1).
 */
function outageOf({
  result,
  unreachable,
}: Arrived<BuilderResult>): { readonly what: string; readonly isTheWorkers: boolean } | null {
  if (result.status === 'ENVIRONMENT_FAILURE')
    return { what: result.notes ?? 'the Builder says that its environment failed.', isTheWorkers: true };
  return unreachable == null || result.status === 'FAILED' ? null : { what: unreachable, isTheWorkers: false };
}

/** What the gate looks at, for a Builder's patch and for an Auditor's. */
export function gateFacts(
  { phase, strategy, policies }: WorkFacts,
  { patch }: Pick<Arrived<unknown>, 'patch'>,
  result: Pick<GateFacts, 'probes' | 'newMajorIssues'> & { readonly status: GateFacts['status'] },
  approved = false,
): GateFacts {
  const { complexity, allowNoop, allowedPaths, work } = phase;
  return {
    ...result,
    patch,
    approved,
    auditRequested: work.auditRequested !== null,
    autoApply: strategy.autoApply,
    complexity,
    allowNoop,
    allowedPaths,
    policies,
  };
}

const isRepeat = ({ lastPatchHash }: Pick<PhaseWork, 'lastPatchHash'>, patchHash: string | null): boolean =>
  patchHash !== null && patchHash === lastPatchHash;

/** What the gate says of a Builder's patch: a patch that failed before does not pass by itself (W9). */
export function gateOfBuilder(
  work: Pick<PhaseWork, 'lastPatchHash'>,
  patchHash: string | null,
  judgement: Pick<GateJudgement, 'verdict' | 'reasons'>,
): GateDecision {
  const repeats = isRepeat(work, patchHash);
  const verdict = repeats && judgement.verdict === 'PASS' ? 'AUDIT' : judgement.verdict;
  return { verdict, reasons: [...judgement.reasons, ...(repeats ? [SAME_PATCH] : [])] };
}

function follow(
  transition: PhaseTransition,
  attempt: AttemptFacts,
  arrived: Arrived<BuilderResult>,
  judgement: GateJudgement,
): void {
  const { work } = transition.facts.phase;
  const repeats = isRepeat(work, arrived.patchHash);
  const gate = gateOfBuilder(work, arrived.patchHash, judgement);
  const { verdict, reasons } = gate;
  transition.writeAttempt({ ...attempt, gate, commit: verdict === 'PASS' ? (arrived.commit ?? null) : null });
  transition.addEventData({ gate: { verdict, reasons: reasons.map((reason) => reason.code) } });
  const standing: CandidateState =
    verdict === 'REJECT' ? 'REJECTED' : repeats && work.candidate?.standing === 'RED' ? 'RED' : 'JUDGED';
  const submitsPatch = arrived.patchHash !== null || verdict !== 'REJECT';
  const candidate = submitsPatch
    ? { attempt: attempt.number, standing, patchHash: arrived.patchHash, commit: null }
    : null;
  // A request of the operator stays until an Auditor has answered: its focus is the Auditor's to read.
  transition.patch({}, { candidate, environmentFailures: 0, avoidWorker: null });
  if (verdict === 'PASS') return applyCandidate(transition, attempt.number, arrived.commit);
  const fault: Fault = {
    what: faultSentence(reasons),
    reasons,
    patchHash: arrived.patchHash,
    fingerprint: judgement.fingerprint,
    policy: judgement.policyRefusal,
  };
  if (verdict === 'REJECT') {
    if (judgement.policyRefusal) transition.patch({}, { policyRefusals: transition.phase.work.policyRefusals + 1 });
    return transition.attemptFailed(fault);
  }
  if (repeats) return transition.attemptFailed(fault);
  // Nothing is known to be wrong with it: what failed before is mended, as far as can be said.
  transition.patch({}, { lastFailure: null });
  if (auditsLeft(transition.phase)) return transition.awaitAuditor();
  transition.fail({ ...fault, what: `an audit is due and none is left: ${faultSentence(reasons)}` });
}

/** The reasons in one sentence. */
export const faultSentence = (reasons: readonly Reason[]): string => reasons.map((reason) => reason.message).join(' ');

const SAME_PATCH: Reason = {
  code: 'same_patch',
  message: 'It is the patch that failed before, byte for byte.',
  source: 'W9',
};
