/** The decision on a waiting run when its predecessor has ended (P10): it begins, or it ends too. */
import type { RunFacts, RunFailure } from '../../model/facts.js';
import { isRunTerminal, type RunState } from '../../model/run-state.js';
import { isWaiting } from '../../model/waiting.js';
import { startingRefs } from '../../rules/work/starting-point.js';
import { ChangeRecorder, type CommandContext } from '../change/change.js';
import { accepted, type Decision, needsOpenRows, type OpenRows, refused } from '../change/decision.js';
import { endAsFailed } from '../change/end-run.js';
import { runTerminal } from '../change/refusals.js';
import { deadlineOf } from './start-run.js';

export interface ReleaseFacts {
  readonly run: RunFacts;
  /** Null: the predecessor was deleted. */
  readonly predecessorState: RunState | null;
  /** Its last snapshot: where this run starts from (P10); null without a repository. */
  readonly predecessorHead?: string | null;
  readonly open: OpenRows | null;
}

export function decideRelease(
  { run, predecessorState, predecessorHead = null, open }: ReleaseFacts,
  context: CommandContext,
): Decision {
  if (isRunTerminal(run.state)) return refused(runTerminal(run));
  if (!isWaiting(run)) return refused(staysAsItIs(run, 'does not wait for another run'));
  if (predecessorState !== null && !isRunTerminal(predecessorState)) {
    return refused(staysAsItIs(run, `waits for run "${run.previousRunId}", which is ${predecessorState}`));
  }
  const recorder = new ChangeRecorder(run, context);
  if (predecessorState === 'DONE_SUCCESS') {
    const deadlineAt = deadlineOf(context.now, run.maxDurationMinutes);
    const { repositoryPath } = run;
    const start =
      repositoryPath !== null && predecessorHead !== null ? { repositoryPath, commit: predecessorHead } : null;
    recorder.patchRun({ startedAt: context.now, deadlineAt, ...(start ? startingRefs(run.runId, start) : {}) });
    const data = { previousRunId: run.previousRunId, deadlineAt: deadlineAt.toISOString() };
    recorder.noteWithoutMove('run', 'RUN_RELEASED', data);
    return accepted(recorder.finish());
  }
  if (!open) return needsOpenRows;
  endAsFailed(recorder, open, 'DONE_FAILED_CANCELLED', predecessorLost(run, predecessorState));
  return accepted(recorder.finish());
}

const staysAsItIs = (run: RunFacts, why: string) =>
  ({
    kind: 'transition',
    code: 'TRANSITION_REFUSED',
    message: `Run "${run.runId}" ${why}.`,
    retryable: true,
    currentState: run.state,
    allowedStates: [],
  }) as const;

function predecessorLost(run: RunFacts, state: RunState | null): RunFailure {
  const what = state === null ? 'was deleted' : `ended as ${state}`;
  const message = `Run "${run.previousRunId}", for which this run waited, ${what}.`;
  return {
    rule: 'P10',
    message,
    reasons: [{ code: state === null ? 'predecessor_deleted' : 'predecessor_failed', message, source: 'P10' }],
  };
}
