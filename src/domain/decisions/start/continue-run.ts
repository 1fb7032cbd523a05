/**
 * Continuing a run that ended as failed (P11): a new run of what is left of its plan, from its last snapshot. Linked
 * runs that were cancelled with it can come along, each as a new run that waits for the one before it (P10).
 */
import type { PhaseFacts, RunFacts, TierFacts } from '../../model/facts.js';
import { idFault } from '../../model/identity.js';
import type { PlannedTier } from '../../model/plan.js';
import { requestedLimits } from '../../model/plan.js';
import type { Refusal } from '../../model/refusal.js';
import { isRunTerminal, type RunState } from '../../model/run-state.js';
import { linkedRunIds } from '../../rules/plan/split-plan.js';
import { rulesInForce } from '../../rules/strategy/rules-in-force.js';
import type { StartingPoint } from '../../rules/work/starting-point.js';
import type { CommandContext } from '../change/change.js';
import { accepted, type Decision, refused } from '../change/decision.js';
import { plannedOf } from './new-rows.js';
import { decideStart, type NewRun, type Policy } from './start-run.js';

/** A run that a caller may want to continue, with all its rows by index. */
export interface ContinuedRun {
  readonly run: RunFacts;
  readonly tiers: readonly TierFacts[];
  readonly phases: readonly PhaseFacts[];
  /** Phases that its strategy added for debt cleanup (P7): a new strategy decides on them anew. */
  readonly cleanupPhaseIds: readonly string[];
  /** The newest run that continues it, directly or through others, and lives or succeeded. */
  readonly heir: RunPlace | null;
  /**
   * Of a linked run: the run that it can wait for now, if there is one: its predecessor, or the newest run that
   * continues that.
   */
  readonly forerunner: RunPlace | null;
}

export interface RunPlace {
  readonly runId: string;
  readonly state: RunState;
}

export interface ContinueCommand {
  /** Of the new run; its followers are `{id}-2`, `{id}-3` … */
  readonly runId: string;
  readonly tokenCap: number | null;
  readonly maxDurationMinutes: number | null;
  /** Where the new run starts: the last snapshot, or what a start would take. Null: without a repository. */
  readonly start: StartingPoint | null;
}

/** `{id}` of `{id}-r2`: what further continuations are numbered after. */
export function rootOf({ runId, continuesRunId }: Pick<RunFacts, 'runId' | 'continuesRunId'>): string {
  return continuesRunId === null ? runId : runId.replace(/-r[0-9]+$/, '');
}

/** It waited for another run and ended before its turn came (P10). */
const neverBegan = ({ previousRunId, startedAt }: RunFacts): boolean => previousRunId !== null && startedAt === null;

/** Why the run cannot be continued now, independent of the request; null: it can. */
export function continueRefusal(one: ContinuedRun): Refusal | null {
  const { run, heir, forerunner } = one;
  const reported = (code: 'TRANSITION_REFUSED' | 'RUN_TERMINAL', retryable: boolean, message: string): Refusal => ({
    kind: 'transition',
    code,
    message,
    retryable,
    path: ['input', 'runId'],
    currentState: run.state,
    allowedStates: [],
  });
  if (!isRunTerminal(run.state)) {
    return reported(
      'TRANSITION_REFUSED',
      true,
      `Run "${run.runId}" is ${run.state}: only a run that has ended as failed can be continued.`,
    );
  }
  if (run.state === 'DONE_SUCCESS') {
    return reported(
      'RUN_TERMINAL',
      false,
      `Run "${run.runId}" ended as DONE_SUCCESS: nothing of it is left to do. Start a new run for new work.`,
    );
  }
  if (heir) {
    const message = `Run "${run.runId}" was continued already: run "${heir.runId}" goes on with it and is ${heir.state}.`;
    return reported('TRANSITION_REFUSED', !isRunTerminal(heir.state), message);
  }
  if (remainingTiers(one).length === 0) {
    return reported(
      'TRANSITION_REFUSED',
      false,
      `Every phase of run "${run.runId}" is COMPLETE: nothing is left to do. Start a new run for new work.`,
    );
  }
  if (neverBegan(run) && forerunner === null) {
    const before = `run "${run.previousRunId}", for which it waited, did not succeed`;
    const message = `Run "${run.runId}" never began, because ${before}: continue that run, with "withFollowers" for those that were cancelled with it.`;
    return reported('TRANSITION_REFUSED', true, message);
  }
  return null;
}

/** Linked runs that ended because the run before them did, in their order (P10): they can be continued with it. */
export const cancelledWith = (followers: readonly ContinuedRun[]): readonly ContinuedRun[] => {
  const end = followers.findIndex(({ run, heir }) => !neverBegan(run) || run.failure?.rule !== 'P10' || heir !== null);
  return end < 0 ? followers : followers.slice(0, end);
};

/**
 * What is left of the plan: phases that are not COMPLETE, in order, with their tiers; a tier without any is dropped.
 */
export function remainingTiers({
  tiers,
  phases,
  cleanupPhaseIds,
}: Pick<ContinuedRun, 'tiers' | 'phases' | 'cleanupPhaseIds'>): PlannedTier[] {
  const open = phases.filter((phase) => phase.state !== 'COMPLETE');
  const added = new Set(cleanupPhaseIds);
  const planned = open.filter((phase) => !added.has(phase.phaseId));
  return plannedOf(tiers, planned.length > 0 ? planned : open).filter((tier) => tier.phases.length > 0);
}

/**
 * The new runs; `line`: the run to continue, then those that come along. Whether ids are free, and `continueRefusal`,
 * are the caller's to ask.
 */
export function decideContinue(
  command: ContinueCommand,
  line: readonly ContinuedRun[],
  policy: Policy,
  context: CommandContext,
): Decision<readonly NewRun[]> {
  const ids = linkedRunIds(command.runId, line.length);
  const faults = ids.flatMap(idFaults);
  if (faults.length > 0) return refused(...faults);
  const made: NewRun[] = [];
  for (const [i, one] of line.entries()) {
    const { run } = one;
    const waits = neverBegan(run);
    const before = i > 0 ? ids[i - 1]! : waits ? one.forerunner!.runId : run.previousRunId;
    const decision = decideStart(
      {
        ...requestedAnew(run, command, policy),
        introduction: run.introduction,
        tiers: remainingTiers(one),
        runId: ids[i]!,
        projectId: run.projectId,
        start: command.start,
        draft: false,
        link: { previousRunId: before, nextRunId: ids[i + 1] ?? null, begins: !waits },
        continuesRunId: run.runId,
      },
      policy,
      context,
    );
    if (decision.outcome === 'refused') return refused(...decision.errors.map((fault) => blamed(fault, run)));
    if (decision.outcome !== 'accepted') return decision;
    made.push(decision.change);
  }
  return accepted(made);
}

/** Budgets are requested anew; what the plan's author requested stays, within what the newest ruleset allows. */
function requestedAnew(run: RunFacts, { tokenCap, maxDurationMinutes }: ContinueCommand, { ruleset, server }: Policy) {
  const requested = requestedLimits(run.asked);
  const most = rulesInForce(ruleset, requested, server).rules.defaults?.run?.maxPhases;
  const maxPhases =
    requested.maxPhases !== null && most !== undefined ? Math.min(requested.maxPhases, most) : requested.maxPhases;
  return { ...requested, maxPhases, tokenCap, maxDurationMinutes };
}

/** The plan is not among the input: its faults name the run. */
function blamed(fault: Refusal, { runId }: RunFacts): Refusal {
  const field = fault.path?.[1];
  if (field === 'tokenCap' || field === 'maxDurationMinutes') return fault;
  const message = `What is left of run "${runId}" cannot become a run: ${fault.message}`;
  return { ...fault, message, path: ['input', 'runId'] };
}

function idFaults(runId: string): Refusal[] {
  const fault = idFault(runId);
  if (fault === null) return [];
  const message = `The id "${runId}" of the new run ${fault}; name another one as \`newRunId\`.`;
  return [{ kind: 'input', code: 'INVALID_INPUT', message, retryable: false, path: ['input', 'newRunId'] }];
}
