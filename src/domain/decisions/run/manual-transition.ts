/**
 * The manual transition (W11): by `updatePhaseStatus` an operator or an external driver moves one phase. It obeys the
 * phase table, the order of the plan (S4) and the guards of the table; tokens are charged first, and a budget that they
 * break ends the run instead of the move (B3). The run and the tier follow their phases (S5, S7); nothing sets them
 * directly.
 */
import { awaitsBaseCheck } from '../../model/awaits-base-check.js';
import type { PhaseFacts, RunFacts, RunFailure, TierFacts } from '../../model/facts.js';
import { isAtWork, isPhaseTerminal, PHASE_STATES, phaseMachine, type PhaseState } from '../../model/phase-state.js';
import type { Refusal } from '../../model/refusal.js';
import { isDraft, isRunTerminal, type RunFailedState } from '../../model/run-state.js';
import { ROLE_TITLES } from '../../model/vocabulary.js';
import { isWaiting } from '../../model/waiting.js';
import { brokenBudget, cleanlinessReasons } from '../../rules/budget/budgets.js';
import { backwards } from '../../rules/work/backwards.js';
import { ChangeRecorder, type CommandContext } from '../change/change.js';
import { accepted, type Decision, needsOpenRows, type OpenRows, refused } from '../change/decision.js';
import { endAsFailed } from '../change/end-run.js';
import { budgetFailure, nothingDone, phaseFailure, uncleanFailure } from '../change/failures.js';
import { type ClosingFacts, closingOf, openIssues, stepPhase } from '../change/phase-step.js';
import { runTerminal } from '../change/refusals.js';

export interface ManualTransitionFacts {
  readonly run: RunFacts;
  readonly phase: PhaseFacts;
  readonly tier: TierFacts;
  /** The first phase of the run that has not ended; null when none is left. */
  readonly head: Pick<PhaseFacts, 'phaseId' | 'phaseIndex' | 'state'> | null;
  /** Index of the first QUEUED phase behind the head. */
  readonly behindHeadIndex: number | null;
  /** What completing the phase does to its issues; null if it has none that closes, or does not complete. */
  readonly closing: ClosingFacts | null;
  /** Present when the decision asked for them. */
  readonly open: OpenRows | null;
}

export interface ManualTransition {
  readonly state: PhaseState;
  readonly addTokens: number;
  readonly note: string | null;
}

/** The states that a manual transition accepts for this phase now, in table order (S4). */
export function nextPhaseStates(
  facts: Omit<ManualTransitionFacts, 'open' | 'tier' | 'behindHeadIndex' | 'closing'>,
): PhaseState[] {
  return PHASE_STATES.filter((to) => to !== facts.phase.state && objection(facts, to) === null);
}

export function decideManualTransition(
  facts: ManualTransitionFacts,
  command: ManualTransition,
  context: CommandContext,
): Decision {
  const { run, phase, tier } = facts;
  if (isRunTerminal(run.state)) return refused(runTerminal(run));

  const chargesOnly =
    command.state === phase.state && isAtWork(phase.state) && command.addTokens > 0 && held(phase) === null;
  const why = chargesOnly ? null : objection(facts, command.state);
  if (why !== null) return refused(refusal(facts, command.state, why));

  const recorder = new ChangeRecorder(run, context);
  charge(recorder, phase, tier, command.addTokens);
  const broken = brokenBudget(recorder.run, recorder.phase(phase), context.now);
  if (broken) return end(facts, recorder, 'DONE_FAILED_BUDGET_EXHAUSTED', budgetFailure(broken, phase), command);

  if (chargesOnly) {
    recorder.noteWithoutMove(`phase/${phase.phaseId}`, 'TOKENS_ADDED', eventData(phase, command));
    return accepted(recorder.finish());
  }
  const judged = { ...recorder.tier(tier), ...openIssues(facts.closing?.openInTier) };
  const unclean =
    command.state === 'COMPLETE' && run.safetyProfile === 'SAFETY_CRITICAL' ? cleanlinessReasons(judged) : [];
  if (command.note !== null) recorder.patchPhase(phase, { note: command.note });
  recorder.patchPhase(phase, attemptsAfter(phase, command.state));
  // A manual transition comes without a patch, so nothing is known of one.
  if (command.state === 'EXECUTING' && phase.work.candidate)
    recorder.patchPhase(phase, { work: { ...phase.work, candidate: null } });
  if (command.state === 'FAILED' || unclean.length > 0) {
    recorder.movePhase(phase, tier, 'FAILED', eventData(phase, command));
    const failure = unclean.length > 0 ? uncleanFailure(phase, tier, unclean) : phaseFailure(phase, command.note);
    return end(facts, recorder, 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', failure, command);
  }
  const somethingDone = stepPhase(recorder, facts, command.state, eventData(phase, command));
  // A patch under CI is on the integration branch: moving the phase back removes the patch from it (G4).
  if (phase.state === 'CI_RUNNING' && (command.state === 'QUEUED' || command.state === 'GATE'))
    takeBack(recorder, run, phase);
  if (!somethingDone) return end(facts, recorder, 'DONE_FAILED_CANCELLED', nothingDone, command);
  return accepted({ ...recorder.finish(), ...(command.state === 'COMPLETE' ? closingOf(facts) : {}) });
}

/** Why the phase cannot go there now, as a sentence; null when it can. */
function objection(facts: Pick<ManualTransitionFacts, 'run' | 'phase' | 'head'>, to: PhaseState): string | null {
  const { run, phase, head } = facts;
  if (isRunTerminal(run.state)) return `run "${run.runId}" has ended`;
  if (isDraft(run.state)) return 'the plan is not sealed yet: sealPlan starts the run';
  if (isPhaseTerminal(phase.state)) return `a phase that is ${phase.state} never changes`;
  if (to === phase.state) {
    const isLeased = held(phase);
    if (isLeased) return isLeased;
    return isAtWork(phase.state) ? `it is ${to} already, and no tokens are added to it` : `it is ${to} already`;
  }
  if (!phaseMachine.allows(phase.state, to)) return `there is no way from ${phase.state} to ${to}`;
  const isLeased = to === 'FAILED' ? null : held(phase);
  if (isLeased) return isLeased;
  if (run.repositoryPath !== null && (to === 'CI_RUNNING' || to === 'COMPLETE')) {
    return `its project has a repository: only a patch that passed the gate goes to CI, and only green CI completes it`;
  }
  if (to === 'EXECUTING') {
    if (isWaiting(run)) return `its run waits for run "${run.previousRunId}" to succeed`;
    if (awaitsBaseCheck(run)) return 'CI has not reported on the base commit of the run yet';
    if (head && isAtWork(head.state))
      return `phase "${head.phaseId}" is at work (${head.state}); phases run one at a time`;
    if (head && head.phaseId !== phase.phaseId) return `phase "${head.phaseId}" comes first; phases run in plan order`;
  }
  return spentGuard(phase, to);
}

/** A phase with a live lease is its holder's (W11). */
function held({ work: { holder } }: PhaseFacts): string | null {
  return (
    holder &&
    `${ROLE_TITLES[holder.role]} "${holder.workerId}" holds a lease on it (attempt ${holder.attempt}); a move to FAILED would end the lease`
  );
}

/**
 * The guards of the table: an attempt for EXECUTING and for the move back to the queue, an audit for CI_RUNNING → GATE.
 */
function spentGuard(phase: PhaseFacts, to: PhaseState): string | null {
  const attemptsSpent = phase.builderAttempts >= phase.maxBuilderAttempts;
  if ((to === 'EXECUTING' || to === 'QUEUED') && attemptsSpent) {
    return `its ${phase.maxBuilderAttempts} Builder attempts are used up`;
  }
  if (isAudit(phase, to) && phase.auditorAttempts >= phase.maxAuditorAttempts) {
    return `its ${phase.maxAuditorAttempts} audits are used up`;
  }
  return null;
}

/** The move to an Auditor, and what the operator decides in an Auditor's place. */
const isAudit = (phase: PhaseFacts, to: PhaseState): boolean =>
  (phase.state === 'CI_RUNNING' && to === 'GATE') ||
  (phase.state === 'GATE' && to === 'CI_RUNNING' && phase.work.auditDue);

/** What a move uses up: an assignment uses an attempt (and begins a round), a move to an Auditor uses an audit. */
function attemptsAfter(
  phase: PhaseFacts,
  to: PhaseState,
): Pick<PhaseFacts, 'builderAttempts' | 'auditorAttempts' | 'round'> {
  const assigned = to === 'EXECUTING' ? 1 : 0;
  return {
    builderAttempts: phase.builderAttempts + assigned,
    round: phase.round + assigned,
    auditorAttempts: phase.auditorAttempts + (isAudit(phase, to) ? 1 : 0),
  };
}

/**
 * Can a later move still bring the phase there? Its turn comes and a draft is sealed; what is used up does not come
 * back.
 */
function canStillBecome(phase: PhaseFacts, to: PhaseState): boolean {
  const reached = new Map<string, PhaseFacts>([[phase.state, phase]]);
  for (const at of reached.values()) {
    for (const state of phaseMachine.targets(at.state)) {
      if (spentGuard(at, state) !== null) continue;
      if (state === to) return true;
      const there = { ...at, ...attemptsAfter(at, state), state };
      reached.set(`${state} ${there.builderAttempts} ${there.auditorAttempts}`, there);
    }
  }
  return false;
}

function refusal(facts: ManualTransitionFacts, to: PhaseState, why: string): Refusal {
  const { phase } = facts;
  return {
    kind: 'transition',
    code: 'TRANSITION_REFUSED',
    message: `Phase "${phase.phaseId}" stays ${phase.state}: ${why}.`,
    retryable: canStillBecome(phase, to),
    path: ['input', 'state'],
    currentState: phase.state,
    allowedStates: nextPhaseStates(facts),
  };
}

function charge(recorder: ChangeRecorder, phase: PhaseFacts, tier: TierFacts, tokens: number): void {
  if (tokens === 0) return;
  recorder.patchPhase(phase, { tokensUsed: phase.tokensUsed + tokens });
  recorder.patchTier(tier, { tokensUsed: tier.tokensUsed + tokens });
  recorder.patchRun({ tokensUsed: recorder.run.tokensUsed + tokens });
}

/** Ends the run as failed (S6); tokens of a move that was not made are in the event that ends the phase. */
function end(
  facts: ManualTransitionFacts,
  recorder: ChangeRecorder,
  to: RunFailedState,
  failure: RunFailure,
  command: ManualTransition,
): Decision {
  if (!facts.open) return needsOpenRows;
  const charged = new Map(command.addTokens > 0 ? [[facts.phase.phaseId, command.addTokens]] : []);
  endAsFailed(recorder, facts.open, to, failure, charged);
  return accepted(recorder.finish());
}

function eventData(phase: PhaseFacts, command: ManualTransition): Record<string, unknown> {
  return {
    tierId: phase.tierId,
    ...(command.addTokens > 0 ? { tokens: command.addTokens } : {}),
    ...(command.note === null ? {} : { note: command.note }),
  };
}

/**
 * Takes a patch back that is under CI: the branch moves back, and the patch is again one that the gate has judged and
 * that is not applied (G4).
 */
function takeBack(recorder: ChangeRecorder, run: RunFacts, phase: PhaseFacts): void {
  const { candidate } = phase.work;
  if (candidate === null) return;
  const moves = backwards(run, phase);
  if (moves.length > 0)
    recorder.patchRun({
      refIntent: { purpose: 'ROLLBACK', phaseId: phase.phaseId, attempt: candidate.attempt, moves },
    });
  // An Auditor may approve it again, whether there was a branch to take back or not (W10, G6).
  recorder.patchPhase(phase, {
    work: { ...recorder.phase(phase).work, candidate: { ...candidate, standing: 'JUDGED', commit: null } },
  });
}
