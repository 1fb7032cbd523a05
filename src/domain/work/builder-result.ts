/**
 * A Builder's result (W8): judged by the gate, never believed (C2, G1). One write ends the lease, settles its tokens, records its issues, and moves the
 * phase: to the integration branch, to an Auditor, back to the queue, or to its end. A result after expiry is taken up again where nobody
 * else came between (W4).
 */
import type { Occasion } from '../command/change.js';
import { type Decision, refused } from '../command/decision.js';
import { runTerminal } from '../command/refusals.js';
import { judge } from '../gate/gate.js';
import type { GateFacts, GateJudgement } from '../gate/gate-facts.js';
import type { PatchFacts } from '../gate/patch-facts.js';
import { isRunTerminal } from '../run/run-state.js';
import type { Reason } from '../shared/refusal.js';
import type { BuilderStatus } from '../shared/vocabulary.js';
import { applyCandidate } from './apply.js';
import type { AttemptFacts, BuilderResult } from './attempt.js';
import { PhaseCourse } from './course.js';
import type { WorkFacts } from './facts.js';
import type { Fault } from './failures.js';
import { auditsLeft } from './phase-turn.js';
import type { Standing } from './phase-work.js';
import { settleTokens } from './tokens.js';
import type { WorkChange } from './work-change.js';

/** A result as it arrives, with what was found out about it before it is judged. */
export interface Arrived<Result> {
  readonly result: Result;
  readonly resultHash: string;
  readonly patchHash: string | null;
  /** What git says of the patch on the base that the decision sees; null: there is no patch. */
  readonly patch: PatchFacts | null;
  /** The commit that holds it; null: there is no patch, it does not apply, or there is no repository; undefined: not made yet. */
  readonly commit: string | null | undefined;
  /** Why git could not be asked: a failure of the environment, not of the worker (B6). */
  readonly unreachable?: string | null;
}

export function decideBuilderResult(facts: WorkFacts, arrived: Arrived<BuilderResult>, occasion: Occasion): Decision<WorkChange> {
  const { run, phase, attempt, lease, policies } = facts;
  if (isRunTerminal(run.state)) return refused(runTerminal(run));
  if (!attempt) throw new Error(`The facts of phase ${phase.phaseId} lack the attempt of the result`);
  const { result } = arrived;
  const outage = outageOf(arrived);
  const course = new PhaseCourse(facts, occasion);
  // After expiry the phase is handed out again to the same attempt; it counts once (W4).
  if (phase.state === 'QUEUED') {
    course.step('EXECUTING');
    course.patch({ builderAttempts: phase.builderAttempts + (attempt.givenBack ? 1 : 0) }, {});
  }
  const settled = settleTokens(attempt, lease, result.tokensUsed, policies.tokens.flatPerAttempt, result.tokensEstimated);
  course.charge(settled.charge);
  course.patch({}, { holder: null });
  course.tell({ attempt: attempt.number, status: result.status });
  const reported = course.report(result.suggestedIssues);
  const submitted: AttemptFacts = {
    ...attempt,
    ...settled.attempt,
    state: 'SUBMITTED',
    endedAt: occasion.now,
    givenBack: outage !== null,
    status: result.status,
    agent: result.agent ?? null,
    notes: result.notes,
    patchHash: arrived.patchHash,
    resultHash: arrived.resultHash,
  };
  course.writeAttempt(submitted);
  if (course.endIfBroken()) return course.finish('WORK_ENDED');
  if (outage !== null) {
    course.patch({ builderAttempts: course.phase.builderAttempts - 1 });
    course.environmentFailed(outage.what, outage.isTheWorkers ? attempt.workerId : null);
    return course.finish('WORK_ENDED');
  }
  const { status } = result as { readonly status: Exclude<BuilderStatus, 'ENVIRONMENT_FAILURE'> };
  const judgement = judge(gateFacts(facts, arrived, { status, probes: result.probes, newMajorIssues: reported.newMajorKeys }));
  course.step('GATE');
  follow(course, submitted, arrived, judgement);
  return course.finish('WORK_ENDED');
}

/** What of the environment failed: the worker's, or the repository is away, which says nothing of the worker. A Builder that FAILED needs no look at its patch (G1). */
function outageOf({ result, unreachable }: Arrived<BuilderResult>): { readonly what: string; readonly isTheWorkers: boolean } | null {
  if (result.status === 'ENVIRONMENT_FAILURE')
    return { what: result.notes ?? 'the Builder says that its environment failed.', isTheWorkers: true };
  return unreachable == null || result.status === 'FAILED' ? null : { what: unreachable, isTheWorkers: false };
}

/** What the gate looks at, for a Builder's patch and for an Auditor's. */
export function gateFacts(
  { phase, strategy, policies }: WorkFacts,
  { patch }: Pick<Arrived<unknown>, 'patch'>,
  said: Pick<GateFacts, 'probes' | 'newMajorIssues'> & { readonly status: GateFacts['status'] },
  approved = false,
): GateFacts {
  const { complexity, allowNoop, allowedPaths, work } = phase;
  return {
    ...said,
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

function follow(course: PhaseCourse, attempt: AttemptFacts, arrived: Arrived<BuilderResult>, judgement: GateJudgement): void {
  const { work } = course.facts.phase;
  const repeats = arrived.patchHash !== null && arrived.patchHash === work.lastPatchHash;
  const verdict = repeats && judgement.verdict === 'PASS' ? 'AUDIT' : judgement.verdict;
  const reasons: Reason[] = [...judgement.reasons, ...(repeats ? [SAME_PATCH] : [])];
  const gate = { verdict, reasons };
  course.writeAttempt({ ...attempt, gate, commit: verdict === 'PASS' ? (arrived.commit ?? null) : null });
  course.tell({ gate: { verdict, reasons: reasons.map((reason) => reason.code) } });
  const standing: Standing = verdict === 'REJECT' ? 'REJECTED' : repeats && work.candidate?.standing === 'RED' ? 'RED' : 'JUDGED';
  const brought = arrived.patchHash !== null || verdict !== 'REJECT';
  const candidate = brought ? { attempt: attempt.number, standing, patchHash: arrived.patchHash, commit: null } : null;
  // A request of the operator stays until an Auditor has answered: its focus is the Auditor's to read.
  course.patch({}, { candidate, environmentFailures: 0, avoidWorker: null });
  if (verdict === 'PASS') return applyCandidate(course, attempt.number, arrived.commit);
  const fault: Fault = {
    what: faultSentence(reasons),
    reasons,
    patchHash: arrived.patchHash,
    fingerprint: judgement.fingerprint,
    policy: judgement.policyRefusal,
  };
  if (verdict === 'REJECT') {
    if (judgement.policyRefusal) course.patch({}, { policyRefusals: course.phase.work.policyRefusals + 1 });
    return course.attemptFailed(fault);
  }
  if (repeats) return course.attemptFailed(fault);
  // Nothing is known to be wrong with it: what failed before is mended, as far as can be said.
  course.patch({}, { lastFailure: null });
  if (auditsLeft(course.phase)) return course.awaitAuditor();
  course.fail({ ...fault, what: `an audit is due and none is left: ${faultSentence(reasons)}` });
}

/** The reasons in one sentence. */
export const faultSentence = (reasons: readonly Reason[]): string => reasons.map((reason) => reason.message).join(' ');

const SAME_PATCH: Reason = { code: 'same_patch', message: 'It is the patch that failed before, byte for byte.', source: 'W9' };
