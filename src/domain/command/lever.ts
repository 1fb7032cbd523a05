/**
 * The lever (W11): `updatePhaseStatus`, the operator's or an external driver's way to move one phase. It obeys the phase table,
 * the order of the plan (S4) and the guards of the table; tokens are charged first, and a budget that they break ends the run
 * instead of the move (B3). The run and the tier follow their phases (S5, S7); nothing sets them by hand.
 */
import { brokenBudget, cleanlinessReasons } from '../budget/budgets.js';
import type { SeverityCounts } from '../issue/severity.js';
import { isWaiting } from '../run/waiting.js';
import { ChangeRecorder, type Occasion, type RunChange } from './change.js';
import { accepted, needsOpenRows, refused, type Decision, type OpenRows } from './decision.js';
import { endAsFailed } from './end-run.js';
import { budgetFailure, nothingDone, phaseFailure, uncleanFailure } from './failures.js';
import { openPhases, type PhaseFacts, type RunFacts, type RunFailure, type TierFacts } from '../run/facts.js';
import { runTerminal } from './refusals.js';
import { isDraft, isRunTerminal, type RunFailedState } from '../run/run-state.js';
import type { Refusal } from '../shared/refusal.js';
import { isAtWork, isPhaseTerminal, PHASE_STATES, phaseMachine, type PhaseState } from '../phase/phase-state.js';

export interface LeverFacts {
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

/** Open issues as they are once those are closed that the phase's present attempt did not report (Q8). */
export interface ClosingFacts {
  readonly openInTier: SeverityCounts;
  readonly openInRun: SeverityCounts;
  /** Issues of the phase close: its issue document changes. */
  readonly closes: boolean;
  /** Keys that the phase was to clean up and did not report again (Q6). */
  readonly resolvedKeys: readonly string[];
}

export interface LeverCommand {
  readonly state: PhaseState;
  readonly addTokens: number;
  readonly note: string | null;
}

/** What the lever would accept for this phase now, in table order (S4). */
export function nextPhaseStates(facts: Omit<LeverFacts, 'open' | 'tier' | 'behindHeadIndex' | 'closing'>): PhaseState[] {
  return PHASE_STATES.filter((to) => to !== facts.phase.state && objection(facts, to) === null);
}

export function decideLever(facts: LeverFacts, command: LeverCommand, occasion: Occasion): Decision {
  const { run, phase, tier } = facts;
  if (isRunTerminal(run.state)) return refused(runTerminal(run));

  const chargesOnly = command.state === phase.state && isAtWork(phase.state) && command.addTokens > 0;
  const why = chargesOnly ? null : objection(facts, command.state);
  if (why !== null) return refused(refusal(facts, command.state, why));

  const recorder = new ChangeRecorder(run, occasion);
  charge(recorder, phase, tier, command.addTokens);
  const broken = brokenBudget(recorder.run, recorder.phase(phase), occasion.now);
  if (broken) return end(facts, recorder, 'DONE_FAILED_BUDGET_EXHAUSTED', budgetFailure(broken, phase), command);

  if (chargesOnly) {
    recorder.noteWithoutMove(`phase/${phase.phaseId}`, 'TOKENS_ADDED', eventData(phase, command));
    return accepted(recorder.finish());
  }
  if (command.state === 'FAILED') {
    move(recorder, facts, 'FAILED', eventData(phase, command));
    return end(facts, recorder, 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', phaseFailure(phase, command.note), command);
  }
  const judged = { ...recorder.tier(tier), ...openIssues(facts.closing?.openInTier) };
  const unclean = command.state === 'COMPLETE' && run.safetyProfile === 'SAFETY_CRITICAL' ? cleanlinessReasons(judged) : [];
  if (unclean.length > 0) {
    move(recorder, facts, 'FAILED', eventData(phase, command));
    return end(facts, recorder, 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', uncleanFailure(phase, tier, unclean), command);
  }
  move(recorder, facts, command.state, eventData(phase, command));
  if (command.state === 'COMPLETE') closeIssues(recorder, facts);
  rollUpTier(recorder, tier, command.state);
  return followPhase(recorder, facts, command);
}

/** Why the phase cannot go there now, as a sentence; null when it can. */
function objection(facts: Pick<LeverFacts, 'run' | 'phase' | 'head'>, to: PhaseState): string | null {
  const { run, phase, head } = facts;
  if (isRunTerminal(run.state)) return `run "${run.runId}" has ended`;
  if (isDraft(run.state)) return 'the plan is not sealed yet: sealPlan starts the run';
  if (isPhaseTerminal(phase.state)) return `a phase that is ${phase.state} never changes`;
  if (to === phase.state) return isAtWork(phase.state) ? `it is ${to} already, and addTokens is not positive` : `it is ${to} already`;
  if (!phaseMachine.allows(phase.state, to)) return `there is no way from ${phase.state} to ${to}`;
  if (to === 'EXECUTING') {
    if (isWaiting(run)) return `its run waits for run "${run.previousRunId}" to succeed`;
    if (head && isAtWork(head.state)) return `phase "${head.phaseId}" is at work (${head.state}); phases run one at a time`;
    if (head && head.phaseId !== phase.phaseId) return `phase "${head.phaseId}" comes first; phases run in plan order`;
  }
  return spentGuard(phase, to);
}

/** The guards of the table: an attempt for EXECUTING and for the way back to the queue, an audit for CI_RUNNING → GATE. */
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

const isAudit = (phase: PhaseFacts, to: PhaseState): boolean => phase.state === 'CI_RUNNING' && to === 'GATE';

/** Attempts and audits of a phase after a move. */
function attemptsAfter(phase: PhaseFacts, to: PhaseState): Pick<PhaseFacts, 'builderAttempts' | 'auditorAttempts'> {
  return {
    builderAttempts: phase.builderAttempts + (to === 'EXECUTING' ? 1 : 0),
    auditorAttempts: phase.auditorAttempts + (isAudit(phase, to) ? 1 : 0),
  };
}

/** Can a later move still bring the phase there? Its turn comes and a draft is sealed; what is used up does not come back. */
function canStillBecome(phase: PhaseFacts, to: PhaseState): boolean {
  const reached = new Map([[phase.state as string, phase]]);
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

function refusal(facts: LeverFacts, to: PhaseState, why: string): Refusal {
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

/** Moves the phase and counts what the move uses up: an attempt, a CI run, an audit. */
function move(recorder: ChangeRecorder, facts: LeverFacts, to: PhaseState, data: Record<string, unknown>): void {
  const { phase, tier, head } = facts;
  recorder.patchPhase(phase, attemptsAfter(phase, to));
  if (to === 'CI_RUNNING') {
    recorder.patchTier(tier, { ciRunsUsed: tier.ciRunsUsed + 1 });
    recorder.patchRun({ ciRunsUsed: recorder.run.ciRunsUsed + 1 });
  }
  if (typeof data.note === 'string') recorder.patchPhase(phase, { note: data.note });
  recorder.movePhase(phase, tier, to, data);
  if (isPhaseTerminal(to) && head?.phaseId === phase.phaseId) recorder.patchRun({ headPhaseIndex: facts.behindHeadIndex });
}

/** Green: what the completing attempt did not report is closed. The counters follow; the rows are closed by the write. */
function closeIssues(recorder: ChangeRecorder, { phase, tier, closing }: LeverFacts): void {
  if (!closing) return;
  recorder.patchTier(tier, openIssues(closing.openInTier));
  recorder.patchRun(openIssues(closing.openInRun));
  if (closing.closes) recorder.showIssues(phase, { inIndex: false });
}

function openIssues(counts: SeverityCounts | undefined): { openMinorIssues?: number; openMajorIssues?: number } {
  return counts ? { openMinorIssues: counts.minor, openMajorIssues: counts.major } : {};
}

/** The tier follows its phases (S7). A FAILED phase ends the run, and that ends the tier (S6). */
function rollUpTier(recorder: ChangeRecorder, seen: TierFacts, to: PhaseState): void {
  const tier = recorder.tier(seen);
  if (to === 'EXECUTING' && tier.state === 'PENDING') recorder.moveTier(tier, 'IN_PROGRESS');
  else if (isPhaseTerminal(to) && openPhases(tier) === 0) recorder.moveTier(tier, tier.phasesComplete > 0 ? 'COMPLETE' : 'SKIPPED');
}

/** The run follows its phases (S5), and ends when none is left (S8). */
function followPhase(recorder: ChangeRecorder, facts: LeverFacts, command: LeverCommand): Decision {
  const { run } = facts;
  const nothingLeft = openPhases(recorder.run) === 0;
  switch (command.state) {
    case 'EXECUTING':
      if (run.state === 'RUN_CREATED') recorder.moveRun('PHASE_QUEUEING');
      if (run.state !== 'PHASE_EXECUTION') recorder.moveRun('PHASE_EXECUTION');
      break;
    case 'QUEUED':
      if (run.state !== 'PHASE_EXECUTION') recorder.moveRun('PHASE_EXECUTION');
      break;
    case 'GATE':
    case 'CI_RUNNING':
      recorder.moveRun(command.state);
      break;
    case 'COMPLETE':
      recorder.moveRun('SNAPSHOT_CREATED');
      if (nothingLeft) recorder.moveRun('DONE_SUCCESS');
      break;
    case 'SKIPPED':
      if (!nothingLeft) break;
      if (recorder.run.phasesComplete === 0) return end(facts, recorder, 'DONE_FAILED_CANCELLED', nothingDone, command);
      recorder.moveRun('DONE_SUCCESS');
      break;
    case 'FAILED':
      throw new Error('A FAILED phase ends its run before the run follows it');
  }
  return accepted({ ...recorder.finish(), ...closingOf(facts, command) });
}

function closingOf({ phase, closing }: LeverFacts, command: LeverCommand): Pick<RunChange, 'closing'> {
  if (command.state !== 'COMPLETE' || !closing) return {};
  return { closing: { phaseId: phase.phaseId, attempt: phase.builderAttempts, resolvedKeys: closing.resolvedKeys } };
}

/** Ends the run as failed (S6); tokens of a move that was not made stand in the event that ends the phase. */
function end(facts: LeverFacts, recorder: ChangeRecorder, to: RunFailedState, failure: RunFailure, command: LeverCommand): Decision {
  if (!facts.open) return needsOpenRows;
  const charged = new Map(command.addTokens > 0 ? [[facts.phase.phaseId, command.addTokens]] : []);
  endAsFailed(recorder, facts.open, to, failure, charged);
  return accepted(recorder.finish());
}

function eventData(phase: PhaseFacts, command: LeverCommand): Record<string, unknown> {
  return {
    tierId: phase.tierId,
    ...(command.addTokens > 0 ? { tokens: command.addTokens } : {}),
    ...(command.note === null ? {} : { note: command.note }),
  };
}
