/** The failures that end a run, each worded once: which rule, which budget, which part of the plan (C4). */
import type { Budget, PhaseFacts, RunFailure, TierFacts } from '../../model/facts.js';
import type { Reason } from '../../model/refusal.js';
import { budgetTitle } from '../../rules/budget/budgets.js';

/** The failure of a run whose budget is broken: which one, its limit and its value (B3). */
export function budgetFailure(budget: Budget, phase: PhaseFacts | null): RunFailure {
  const whose = budget.scope === 'PHASE' && phase ? `Phase "${phase.phaseId}"` : 'The run';
  // Minutes are those begun: a run that is stopped at its limit has not used one more.
  const message =
    budget.name === 'max_duration_minutes'
      ? `${whose} ran out of time: its limit is ${budget.limit} ${budget.limit === 1 ? 'minute' : 'minutes'}.`
      : `${whose} used ${budget.used} ${budgetTitle(budget)}; its limit is ${budget.limit}.`;
  return {
    rule: 'B3',
    message,
    budget,
    ...(budget.scope === 'PHASE' && phase ? { tierId: phase.tierId, phaseId: phase.phaseId } : {}),
    reasons: [{ code: `${budget.name}_exceeded`, message, source: 'B3' }],
  };
}

/** Work remains and nothing is left to spend on it (B2). */
export function allowanceSpent(budget: Budget, phase: PhaseFacts): RunFailure {
  const whose = { RUN: 'The run', TIER: `The tier of phase "${phase.phaseId}"`, PHASE: `Phase "${phase.phaseId}"` }[
    budget.scope
  ];
  const message = `${whose} has used its ${budgetTitle(budget)} up (${budget.used} of ${budget.limit}), and work remains.`;
  return {
    rule: 'B2',
    message,
    budget,
    tierId: phase.tierId,
    phaseId: phase.phaseId,
    reasons: [{ code: `${budget.name}_spent`, message, source: 'B2' }],
  };
}

/** A manual transition gave the phase up; its note is the reason (W11). */
export function phaseFailure(phase: PhaseFacts, note: string | null): RunFailure {
  const message = `Phase "${phase.phaseId}" failed: ${stated(note, 'the operator gave it up.')}`;
  const reason = { code: 'phase_failed', message: stated(note, 'The operator gave the phase up.'), source: 'operator' };
  return { rule: 'S6', message, tierId: phase.tierId, phaseId: phase.phaseId, reasons: [reason] };
}

/** A blank note says nothing. */
const stated = (text: string | null, otherwise: string): string =>
  text === null || text.trim() === '' ? otherwise : text;

/** Every phase was skipped (S8). */
export const nothingDone: RunFailure = {
  rule: 'S8',
  message: 'Every phase was skipped and none is complete.',
  reasons: [{ code: 'nothing_done', message: 'Every phase was skipped and none is complete.', source: 'S8' }],
};

/** A safety critical run does not accept a green phase in a tier that is not clean (B4). */
export function uncleanFailure(phase: PhaseFacts, tier: TierFacts, reasons: readonly Reason[]): RunFailure {
  const message = `Tier "${tier.name}" is not clean, and the run is safety critical: phase "${phase.phaseId}" cannot be accepted.`;
  return { rule: 'B4', message, tierId: tier.tierId, phaseId: phase.phaseId, reasons };
}

/** Cancelling is an end, not a pause (C1). */
export const cancelled = (reason: string): RunFailure => ({
  rule: 'C1',
  message: `The operator cancelled the run: ${stated(reason, 'no reason was given.')}`,
  reasons: [{ code: 'cancelled', message: stated(reason, 'No reason was given.'), source: 'operator' }],
});

/** The draft was not sealed in time (B5). */
export const draftExpired: RunFailure = {
  rule: 'B5',
  message: 'The draft was not sealed in time.',
  reasons: [{ code: 'draft_expired', message: 'The draft was not sealed in time.', source: 'clock' }],
};
