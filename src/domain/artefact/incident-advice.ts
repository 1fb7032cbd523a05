/** What to do after a failed run, as it is known from its rows: where to look, and what usually helps. Commands name branches, tags and ids only; all of them are safe in a shell (I1). */
import { integrationBranch } from '../gate/ref-names.js';
import type { RunFacts } from '../run/facts.js';
import { isRunTerminal, type RunFailedState } from '../run/run-state.js';
import type { IncidentView } from './incident-view.js';

const HELPS: Readonly<Record<RunFailedState, string>> = {
  DONE_FAILED_BUDGET_EXHAUSTED:
    'A budget ran out. See in the attempts where it went: a phase that is too large is better split than given more. Budgets are set in the ruleset, or when a run is started.',
  DONE_FAILED_POLICY_VIOLATION:
    'Policy refused what was brought. If the plan needs these paths or sizes, widen the phase’s allowed paths or the ruleset; if not, say in the phase’s description what to leave alone.',
  DONE_FAILED_REQUIRES_HUMAN_REVIEW:
    'The phase could not be finished inside its attempts and audits. Read the reasons, the failing tests and the last patch; then mend the plan (a clearer description, a smaller phase) or the code by hand.',
  DONE_FAILED_ENVIRONMENT:
    'The surroundings failed, not the code: a repository, CI, a disk or a worker. Mend that first; the same plan can be started again as it is.',
  DONE_FAILED_CANCELLED: 'It was ended on purpose or was never begun: nothing needs to be mended. The same plan can be started again.',
};

/** The advice that fits the ending. */
export const whatHelps = ({ run }: IncidentView): string => (isFailed(run) ? HELPS[run.state] : '');

const isFailed = (run: RunFacts): run is RunFacts & { readonly state: RunFailedState } =>
  isRunTerminal(run.state) && run.state !== 'DONE_SUCCESS';

/** Commands for git, run in the project's repository; none without one (G6), or before the branch began. */
export function gitCommands({ run, snapshot }: IncidentView): string[] {
  if (run.repositoryPath === null || run.baseCommit === null) return [];
  const branch = integrationBranch(run.runId);
  return [
    `git log --oneline ${run.baseCommit}..${branch}   # what the run completed`,
    `git diff --stat ${run.baseCommit} ${branch}`,
    ...(snapshot?.tag ? [`git show --stat ${snapshot.tag}   # the last snapshot, with its phase's issues`] : []),
  ];
}

/** Queries for the API, as they can be pasted into its page. */
export function queries({ run, phase }: IncidentView): string[] {
  const id = JSON.stringify(run.runId);
  return [
    `{ run(runId: ${id}) { state failureReason events(first: 1000) { seq type subject actor cause at data } } }`,
    ...(phase
      ? [
          `{ phase(runId: ${id}, phaseId: ${JSON.stringify(phase.phaseId)}) { attempts { number role state notes artefacts { path content } } } }`,
        ]
      : []),
    `{ run(runId: ${id}) { lateResults { role workerId receivedAt reason { message } } } }`,
  ];
}
