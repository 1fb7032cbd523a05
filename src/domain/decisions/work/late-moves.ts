/**
 * Moves that come late (G7). A server reads an intent, and before its git moves the ref, others settle that intent, end
 * the run or continue it; if the ref has meanwhile come back to where it was, no compare-and-swap stops the late move.
 * So a caller that finds, after it moved refs, that the row had another intent or none looks again: a ref that only the
 * old intent explains is moved to where the row puts it, by an intent of its own.
 */
import type { PhaseFacts, RunFacts } from '../../model/facts.js';
import type { RefIntent, RefMove } from '../../model/ref-intent.js';
import { integrationRef } from '../../model/ref-names.js';
import { isRunTerminal } from '../../model/run-state.js';
import type { CommandContext } from '../change/change.js';
import type { Decision } from '../change/decision.js';
import type { WorkFacts } from './facts.js';
import { PhaseTransition } from './phase-transition.js';
import type { RefOutcome } from './settle-refs.js';
import type { WorkChange } from './work-change.js';

export interface AfterLateMove {
  /** Nothing is intended in it: that comes first. */
  readonly run: RunFacts;
  /** While the run lives the phase at its head, after its end the phase that the late intent was for. */
  readonly phase: PhaseFacts | null;
}

/** The moves back for refs of the late intent that are where it put them. Empty: the row puts them there too. */
export function waysBack(late: RefIntent, { run, phase }: AfterLateMove): RefMove[] {
  const ended = isRunTerminal(run.state);
  const branch = integrationRef(run.runId);
  const candidate = phase?.work.candidate;
  const applied = !ended && candidate?.standing === 'APPLIED' ? candidate.commit : null;
  // A tag is intended once, and given up only with the run: in one that lives, and for a phase that is COMPLETE, it is
  // right.
  const tagged = !ended || phase?.state === 'COMPLETE';
  return late.moves
    .map(({ ref, to }) => ({ ref, from: [to], to: ref === branch ? (applied ?? run.headCommit) : tagged ? to : null }))
    .filter(({ from, to }) => to !== from[0]);
}

/** An intent to put these refs back, for a run whose row intends nothing. */
export const returning = (late: RefIntent, moves: readonly RefMove[]): RefIntent => ({
  purpose: 'RESTORE',
  phaseId: late.phaseId,
  attempt: null,
  moves,
});

/** Moves nothing, and finds every ref that is not where it goes back to. */
export const lookingAt = (late: RefIntent, moves: readonly RefMove[]): RefIntent =>
  returning(
    late,
    moves.map((move) => ({ ...move, from: [] })),
  );

/**
 * Of the moves back those that delete a ref which the late intent made. Unknown while the repository is not reachable.
 */
export function toGoBack(moves: readonly RefMove[], look: RefOutcome): readonly RefMove[] {
  if (look.at === 'unreachable') return moves;
  const found = look.at === 'moved' ? [] : look.refs;
  return moves.filter(({ ref, from }) => found.some((one) => one.ref === ref && one.found === from[0]));
}

/** In a live run the move back is a change like any other, decided on the version that was read. */
export function decideReturn(facts: WorkFacts, intent: RefIntent, context: CommandContext): Decision<WorkChange> {
  const transition = new PhaseTransition(facts, context);
  transition.intend(intent);
  return transition.finish('REFS_INTENDED');
}
