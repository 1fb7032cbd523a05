/**
 * What to do after a failed run, as it is known from its rows: where to look, and what usually helps. Commands name
 * branches, tags and ids only; all of them are safe in a shell (I1).
 */
import type { RunFacts } from '../../model/facts.js';
import { integrationBranch } from '../../model/ref-names.js';
import { isRunTerminal, type RunFailedState } from '../../model/run-state.js';
import { baseAdvice, endedOnItsBase } from './base-advice.js';
import type { IncidentView } from './incident-view.js';

const HELPS: Readonly<Record<RunFailedState, string>> = {
  DONE_FAILED_BUDGET_EXHAUSTED:
    'A budget ran out. See in the attempts where it went: a phase that is too large is better split than given more. Budgets are set in the ruleset, or when a run is started.',
  DONE_FAILED_POLICY_VIOLATION:
    'Policy refused the patch. If the plan needs these paths or sizes, widen the phase’s allowed paths or the ruleset; if not, say in the phase’s description what to leave alone.',
  DONE_FAILED_REQUIRES_HUMAN_REVIEW:
    'The phase could not be finished inside its attempts and audits. Read the reasons, the failing tests and the last patch; then mend the plan (a clearer description, a smaller phase) or the code yourself.',
  DONE_FAILED_ENVIRONMENT:
    'The surroundings failed, not the code: a repository, CI, a disk or a worker. Mend that first; the plan itself needs no change.',
  DONE_FAILED_CANCELLED: 'It was ended on purpose or was never begun: nothing needs to be mended.',
};

/** The advice that fits the ending. */
export const whatHelps = ({ run }: IncidentView): string =>
  isFailed(run) ? (baseAdvice(run) ?? HELPS[run.state]) : '';

/** How the work continues (S3, P11): a run that has ended is not resumed. */
export function wayOn({ run }: IncidentView): string {
  const { runId, previousRunId, startedAt, phasesComplete, phaseCount } = run;
  const ended = 'A run that has ended is not taken up again: start a new one';
  if (endedOnItsBase(run)) return `${ended}. To continue this one would begin at the same commit.`;
  if (previousRunId !== null && startedAt === null) {
    return `${ended}; or continue the run for which it waited, with those that were cancelled with it: \`autopack run continue ${previousRunId} --followers\`.`;
  }
  if (startedAt === null || phasesComplete === phaseCount) return `${ended}.`;
  const from = phasesComplete > 0 ? ', from its last snapshot' : '';
  const followers = run.nextRunId === null ? '' : ' --followers';
  return `${ended}, or one of the phases that are left${from}: \`autopack run continue ${runId}${followers}\`.`;
}

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
    ...(endedOnItsBase(run) ? [`{ run(runId: ${id}) { baseline { verdict commit at executed failing } } }`] : []),
    `{ run(runId: ${id}) { lateResults { role workerId receivedAt reason { message } } } }`,
  ];
}
