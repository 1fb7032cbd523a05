/**
 * The same set-up and caches for agents as for CI (V7), so that an agent can run the project's tests. It runs on the base commit, before an Auditor's patch is
 * placed and before any agent has been in the clone: what it fills serves other checkouts, too.
 */
import { traceparentOf } from '../../domain/model/trace-ids.js';
import { lastBytes } from '../../processes/kept-output.js';
import { CI_LIMITS } from '../ci/ci-order.js';
import { cleanTexts } from '../ci/clean-texts.js';
import { runStep } from '../ci/run-step.js';
import { type CacheSettings, FolderCache } from '../prepare/folder-cache.js';
import { namedVariables } from '../prepare/named-variables.js';
import { NO_PREPARATION } from '../prepare/preparation.js';
import { ACCEPTED, setUp } from '../prepare/set-up.js';
import { bringSubmodules } from '../prepare/submodules.js';
import { trackedFiles } from '../prepare/tracked-files.js';
import type { ClonePlace, WorkspaceOrder } from '../workspace/workspace.js';
import { WorkspaceFault } from '../workspace/workspace-fault.js';
import type { ClaimedWork } from './supervisor-api.js';

export interface CloneTools {
  readonly workerId: string;
  readonly workRoot: string;
  readonly cache: CacheSettings | null;
  onNote(text: string): void;
}

const DISPLAYED_BYTES = 1_000;

/** null: the ruleset asks for nothing. What it answers throws a WorkspaceFault of kind `setup`, or `stopped`. */
export function clonePreparer(
  work: ClaimedWork,
  tools: CloneTools,
  signal: AbortSignal,
): NonNullable<WorkspaceOrder['prepare']> | null {
  const { preparation = NO_PREPARATION, projectId, baseCommit, repositoryPath } = work.brief;
  const isRequested = preparation.setup.length > 0 || preparation.submodules;
  if (!isRequested || baseCommit === null || repositoryPath === null) return null;
  const { workRoot, workerId: owner } = tools;
  const named = namedVariables(preparation);
  const { runId, phaseId } = work;
  const surroundings = {
    ...{ workRoot, owner, runId, phaseId, passEnvironment: named.names },
    traceparent: traceparentOf(work),
  };
  return async (place: ClonePlace) => {
    const clean = cleanTexts({ repositoryPath, workRoot, secrets: named.secrets }, place);
    const files = await trackedFiles(place.checkout, baseCommit, { signal });
    const unfetched = preparation.submodules
      ? await bringSubmodules({ ...place, files, repositoryPath, owner, passEnvironment: named.names, signal })
      : null;
    if (unfetched?.aborted) throw new WorkspaceFault('stopped', 'The set-up was stopped.');
    if (unfetched) throw new WorkspaceFault('setup', clean.text(unfetched.summary));
    const { failed, folders } = await setUp({
      preparation,
      place,
      files,
      cache: tools.cache && new FolderCache(tools.cache, projectId, owner),
      scopes: [ACCEPTED],
      signal,
      run: (step) => {
        tools.onNote(`set-up ${step.name}`);
        return runStep(surroundings, CI_LIMITS, place, step, { signal });
      },
    });
    if (failed === null) return folders;
    const { meaning, summary, output } = failed.run;
    if (meaning === 'aborted') throw new WorkspaceFault('stopped', 'The set-up was stopped.');
    // Redacted before it is cut: a part of a secret is not known for one.
    const end = lastBytes(clean.text(output).trim(), DISPLAYED_BYTES);
    const stated = [summary.replace(/^Step/, 'Set-up'), named.missing, end].filter(Boolean).join('\n');
    throw new WorkspaceFault('setup', clean.text(stated));
  };
}
