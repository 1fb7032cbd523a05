/** A CI lease (V1): the steps of the brief on its commit. What they mean, the Supervisor reads from the reports (V2). */
import { traceparentOf } from '../../domain/model/trace-ids.js';
import { AgentStop } from '../agents/contract/agent.js';
import type { CiHooks } from '../ci/ci-order.js';
import { secretsOfOurs } from '../ci/clean-texts.js';
import { runCi } from '../ci/run-ci.js';
import { type CacheSettings, FolderCache } from '../prepare/folder-cache.js';
import { namedVariables } from '../prepare/named-variables.js';
import { NO_PREPARATION } from '../prepare/preparation.js';
import type { HeldLease } from './held-lease.js';
import { notesOf } from './notes.js';
import type { CiSubmission, ClaimedWork } from './supervisor-api.js';

export interface CiTools {
  readonly workerId: string;
  readonly workRoot: string;
  /** Names of variables that the steps may see. */
  readonly passEnvironment: readonly string[];
  /** Where folders are kept between checkouts; null: nothing is kept. */
  readonly cache: CacheSettings | null;
  readonly onStep: NonNullable<CiHooks['onStep']>;
}

const TOO_LATE =
  'The checkout was not prepared before the hard deadline of the lease. Shorten ci.setup, or lengthen leases.hardDeadlineMinutes.';

/** null: there is nothing to submit, because the work was stopped. */
export async function verify(work: ClaimedWork, hold: HeldLease, tools: CiTools): Promise<CiSubmission | null> {
  const {
    projectId,
    repositoryPath,
    baseCommit,
    commit,
    ciSteps,
    ciGoesOn: goesOn,
    preparation = NO_PREPARATION,
  } = work.brief;
  if (repositoryPath === null || commit === null) {
    return unrun(
      `Project "${projectId}" has no repository: there is nothing that CI could check out. Report its results from outside.`,
    );
  }
  if (ciSteps.length === 0) {
    return unrun(
      'The ruleset names no CI steps for this phase: there is nothing to run. Name some, or report results from outside.',
    );
  }
  const { workRoot, workerId: owner, onStep } = tools;
  const { runId, phaseId } = work;
  const named = namedVariables(preparation);
  const order = {
    ...{ repositoryPath, baseCommit, commit, steps: ciSteps, goesOn, preparation, workRoot, owner, runId, phaseId },
    traceparent: traceparentOf(work),
    passEnvironment: [...tools.passEnvironment, ...named.names],
    secrets: named.secrets,
    cache: tools.cache && new FolderCache(tools.cache, projectId, owner),
  };
  const secrets = [...named.secrets, ...secretsOfOurs()];
  const outcome = await runCi(order, {
    signal: hold.signal,
    onStep,
    onOutput: (_step, _stream, text) => hold.printed.add(text, secrets),
  });
  const { reports, evidence: steps, outputTail, durationSeconds } = outcome;
  const failedSteps = outcome.steps.filter((step) => !step.passed).map((step) => step.name);
  const reported = { kind: 'ci' as const, reports, steps, failedSteps, outputTail, durationSeconds };
  const unset = outcome.verdict === 'GREEN' ? null : named.missing;
  if (!outcome.aborted) return { ...reported, verdict: outcome.verdict, summary: notesOf(outcome.summary, unset) };
  // The commit had its time and gave no result.
  if (hold.signal.reason instanceof AgentStop && hold.signal.reason.outcome === 'timeout') {
    // Of the set-up nothing is judged (V7): where no step has begun, nothing is known of the commit.
    if (outcome.steps.length === 0) return { ...reported, verdict: 'ENVIRONMENT', summary: TOO_LATE };
    return { ...reported, verdict: 'MISSING', summary: 'CI did not end before the hard deadline of its lease.' };
  }
  return null;
}

const unrun = (summary: string): CiSubmission => ({
  kind: 'ci',
  verdict: 'ENVIRONMENT',
  summary,
  reports: [],
  steps: null,
  failedSteps: null,
  outputTail: null,
  durationSeconds: 0,
});
