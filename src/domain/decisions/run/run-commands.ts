/** The commands on a run as a whole: cancelling, deleting, and the clock. */
import type { RunFacts, RunFailure } from '../../model/facts.js';
import type { Refusal } from '../../model/refusal.js';
import { isDraft, isRunTerminal } from '../../model/run-state.js';
import { brokenBudget, isPastDeadline } from '../../rules/budget/budgets.js';
import { ChangeRecorder, type CommandContext } from '../change/change.js';
import { accepted, type Decision, needsOpenRows, type OpenRows, refused } from '../change/decision.js';
import { endAsFailed } from '../change/end-run.js';
import { budgetFailure, cancelled, draftExpired } from '../change/failures.js';
import { runTerminal } from '../change/refusals.js';

/** Only a run that has ended can be deleted: its rows and files go, its id stays taken (I1). */
export function deletionRefusal(run: RunFacts): Refusal | null {
  if (isRunTerminal(run.state)) return null;
  return {
    kind: 'transition',
    code: 'TRANSITION_REFUSED',
    message: `Run "${run.runId}" is ${run.state}; only a run that has ended can be deleted. cancelRun ends it.`,
    retryable: true,
    path: ['input', 'runId'],
    currentState: run.state,
    allowedStates: [],
  };
}

interface EndingFacts {
  readonly run: RunFacts;
  readonly open: OpenRows | null;
}

/** Cancelling is an end, not a pause (C1). */
export function decideCancel(facts: EndingFacts, reason: string, context: CommandContext): Decision {
  const { run } = facts;
  if (isRunTerminal(run.state)) return refused(runTerminal(run));
  return end(facts, 'DONE_FAILED_CANCELLED', context, cancelled(reason));
}

/** The clock ends a run past its deadline, and a draft that was not sealed (B5). Refused while there is time left. */
export function decideExpiry(facts: EndingFacts, context: CommandContext): Decision {
  const { run } = facts;
  if (isRunTerminal(run.state)) return refused(runTerminal(run));
  if (!isPastDeadline(run, context.now)) return refused(timeLeft(run));
  if (isDraft(run.state)) return end(facts, 'DONE_FAILED_CANCELLED', context, draftExpired);
  const broken = brokenBudget(run, null, context.now);
  if (!broken) throw new Error(`Run ${run.runId} is past its deadline without a broken budget`);
  return end(facts, 'DONE_FAILED_BUDGET_EXHAUSTED', context, budgetFailure(broken, null));
}

const timeLeft = (run: RunFacts): Refusal => ({
  kind: 'transition',
  code: 'TRANSITION_REFUSED',
  message: `Run "${run.runId}" has time left.`,
  retryable: true,
  currentState: run.state,
  allowedStates: [],
});

function end(
  facts: EndingFacts,
  to: 'DONE_FAILED_CANCELLED' | 'DONE_FAILED_BUDGET_EXHAUSTED',
  context: CommandContext,
  failure: RunFailure,
): Decision {
  if (!facts.open) return needsOpenRows;
  const recorder = new ChangeRecorder(facts.run, context);
  endAsFailed(recorder, facts.open, to, failure);
  return accepted(recorder.finish());
}
