/** What of a run needs an operator (O6). */
import type { Budget } from '../../model/budget.js';
import { isDraft, isRunTerminal } from '../../model/run-state.js';
import { budgetTitle, phaseTokens, runBudgets } from '../budget/budgets.js';
import { explained, type ExplainedRun, type Explanation } from './explained-run.js';
import { nobodyFor, roleDue } from './run-waits.js';

/** The share of a budget from which on its end is near. */
const NEAR = 0.8;
/** Files that are behind for longer are not merely about to be written. */
const FILES_BEHIND_SECONDS = 60;
/** Budgets that end a run; minutes have a reason of their own, and phases are known from the start. */
const ENDING = ['token_cap', 'max_minor_issues_total'];

/** A push that fails for longer is not merely one that comes a moment later. */
const PUSH_FAILING_SECONDS = 60;

/** Empty: nothing does. Of a run that has ended only what keeps it from the remote. In the order of urgency. */
export function attentionOf(facts: ExplainedRun): Explanation[] {
  const { run, head, stopped, now } = facts;
  if (isRunTerminal(run.state)) return notPushed(facts);
  const role = roleDue(facts);
  return [
    ...(stopped === null ? [] : [{ ...stopped, changesAt: null }]),
    ...(role === null || facts.present.has(role) ? [] : [nobodyFor(facts, role)]),
    ...baseRed(facts),
    ...pause(facts),
    ...deadlineNear(facts),
    ...(isDraft(run.state)
      ? []
      : [
          ...runBudgets(run, now).filter(({ name }) => ENDING.includes(name)),
          ...(head === null ? [] : [phaseTokens(head)]),
        ]
          .filter(isNear)
          .map((budget) => budgetNear(budget, head?.phaseId))),
    ...filesBehind(facts),
    ...notPushed(facts),
  ];
}

const isNear = ({ used, limit }: Budget): boolean => used > 0 && used >= limit * NEAR;

function budgetNear(budget: Budget, phaseId: string | undefined): Explanation {
  const who = budget.scope === 'PHASE' ? `Phase "${phaseId}"` : 'The run';
  const [used, limit] = [budget.used, budget.limit].map((value) => value.toLocaleString('en'));
  const message = `${who} used ${used} of ${limit} ${budgetTitle(budget)}: beyond its limit the run ends.`;
  return explained('budget_near', message, 'B3', null);
}

function baseRed({ run: { baseCheck } }: ExplainedRun): Explanation[] {
  const outcome = baseCheck?.outcome;
  if (outcome?.verdict !== 'RED') return [];
  const what = `CI is red on the base commit ${outcome.commit.slice(0, 12)} already`;
  const failing = outcome.failing.length + outcome.moreFailing;
  const tests = failing === 1 ? '1 failing test' : `${failing} failing tests`;
  return [explained('base_red', `${what} (${tests}): phases are judged by what they add.`, 'V6', null)];
}

function pause({ head, now }: ExplainedRun): Explanation[] {
  if (head === null || head.notBefore === null || head.notBefore <= now) return [];
  const failures = head.work.environmentFailures;
  if (failures === 0) return [];
  const message = `Phase "${head.phaseId}" pauses until ${head.notBefore.toISOString()} after failures of the environment (${failures} in a row); a third one ends the run.`;
  return [explained('environment_pause', message, 'B6', head.notBefore)];
}

function deadlineNear({ run: { startedAt, createdAt, deadlineAt, state }, now }: ExplainedRun): Explanation[] {
  if (deadlineAt === null) return [];
  const began = (startedAt ?? createdAt).getTime();
  if (now.getTime() - began < (deadlineAt.getTime() - began) * NEAR) return [];
  const what = isDraft(state) ? 'The draft expires' : 'The time of the run ends';
  return [explained('deadline_near', `${what} at ${deadlineAt.toISOString()}.`, 'B5', deadlineAt)];
}

function filesBehind({ filesBehindSince: since, now }: ExplainedRun): Explanation[] {
  if (since === null || now.getTime() - since.getTime() < FILES_BEHIND_SECONDS * 1_000) return [];
  const message = `The files of the run lack changes since ${since.toISOString()}: see the server's log, and whether its disk is full.`;
  return [explained('files_behind', message, 'F1', null)];
}

/** It never fails a run (M3). */
function notPushed({ notPushed: missing, now }: ExplainedRun): Explanation[] {
  if (missing === null) return [];
  const { refs, since, fault } = missing;
  const what = refs === 1 ? 'One ref of the run is' : `${refs} refs of the run are`;
  if (fault === 'CONFLICT') {
    const message = `${what} not on the remote, because somebody else moved it there: see its pushes, and retryPush.`;
    return [explained('push_conflict', message, 'M3', null)];
  }
  if (now.getTime() - since.getTime() < PUSH_FAILING_SECONDS * 1_000) return [];
  const message = `${what} not on the remote since ${since.toISOString()} (${fault}): it is tried again by itself, and its pushes say why it fails.`;
  return [explained('push_failing', message, 'M3', null)];
}
