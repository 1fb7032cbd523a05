/** Whether a run's work may be proposed on its project's forge (M3), and what is written then. */
import type { PromotionChangeFacts } from '../../model/promotion-change.js';
import type { Reason } from '../../model/reason.js';
import { integrationBranch, isRunRef } from '../../model/ref-names.js';
import type { ForgeKind } from '../../model/remote.js';
import { isRunTerminal } from '../../model/run-state.js';
import { forgePlace } from '../../rules/forge/forge-place.js';
import { notEligible, type RepositoryView, unavailable } from '../../rules/promotion/obstacles.js';
import { hasCommits, type PromotionRows } from '../../rules/promotion/promotion.js';
import { accepted, type Decision, needs, refused, unchanged } from '../change/decision.js';
import { runNotFound } from '../change/refusals.js';

/** The part of a project's remote that counts. */
export interface RequestedRemote {
  readonly url: string;
  readonly forge: ForgeKind | null;
}

export interface ChangeRequest extends Pick<
  PromotionChangeFacts,
  'runId' | 'remote' | 'forge' | 'head' | 'base' | 'baseCommit' | 'headCommit'
> {
  /** How the API names the server: rate limits are counted for it. */
  readonly host: string;
}

interface Seen {
  readonly rows: PromotionRows | null;
  readonly remote: RequestedRemote | null;
  /** Absent: nobody looked yet. */
  readonly view?: RepositoryView | null;
}

const reason = (code: string, message: string): Reason => ({ code, message, source: 'M3' });

/** Blockers do not refuse it: as long as there are any, the change is a draft. */
export function requestChange(
  runId: string,
  targetBranch: string | null,
  { rows, remote, view }: Seen,
): Decision<ChangeRequest, { readonly what: 'repository-view' }> {
  if (!rows) return refused(runNotFound(runId));
  const { run, change, promotion } = rows;
  const against = (...reasons: Reason[]) => refused(notEligible(run, reasons));
  const early = [...runFaults(rows), ...remoteFaults(rows, remote)];
  if (early.length > 0) return against(...early);
  if (view === undefined) return needs({ what: 'repository-view' });
  const seen = view?.kind === 'seen' ? view : null;
  const base = targetBranch ?? change?.base ?? seen?.target ?? rows.project.defaultBranch;
  if (base === null) {
    return against(view?.kind === 'unavailable' ? unavailable(view.message) : noTarget());
  }
  if (isRunRef(`refs/heads/${base}`) || base.startsWith('autonomous/')) {
    return against(reason('target_not_promotable', `"${base}" is a branch of runs; name one that people work on.`));
  }
  if (promotion?.promotedAt) {
    if (promotion.kind === 'PULL_REQUEST' && promotion.targetBranch === base) return unchanged;
    return against(alreadyPromoted(promotion.targetBranch));
  }
  if (change?.state === 'MERGED') return change.base === base ? unchanged : against(alreadyPromoted(change.base));
  const { url, forge } = remote as { readonly url: string; readonly forge: ForgeKind };
  const isLive = change?.state === 'REQUESTED' || change?.state === 'OPEN';
  const isThere = change?.remote === url && change.forge === forge;
  if (isLive && isThere && change.base === base) return unchanged;
  return accepted({
    ...{ runId, remote: url, forge, head: integrationBranch(runId), base },
    baseCommit: seen?.targetCommit ?? run.baseCommit!,
    headCommit: run.headCommit!,
    host: new URL(forgePlace(forge, url)!.api).host,
  });
}

function runFaults({ run }: PromotionRows): Reason[] {
  if (run.repositoryPath === null) {
    return [reason('no_repository', 'The run had no repository: there is no commit to propose.')];
  }
  if (!isRunTerminal(run.state)) {
    return [reason('run_not_ended', `The run is ${run.state}; its work is proposed when it has ended.`)];
  }
  if (!hasCommits(run)) return [reason('nothing_to_promote', 'The run made no commit of its own.')];
  return [];
}

function remoteFaults({ project: { projectId } }: PromotionRows, remote: RequestedRemote | null): Reason[] {
  if (!remote) {
    return [reason('no_remote', `Project "${projectId}" has no remote: setProjectRemote names it, with its forge.`)];
  }
  if (remote.forge === null || forgePlace(remote.forge, remote.url) === null) {
    const message = `The remote of project "${projectId}" is on no forge that Autopack knows: setProjectRemote can name it (forge).`;
    return [reason('no_forge', message)];
  }
  return [];
}

const noTarget = () =>
  reason('target_missing', 'No target branch was named, and the repository names no default branch that has a commit.');

const alreadyPromoted = (branch: string) =>
  reason('already_promoted', `The run was promoted to "${branch}"; a run is promoted once.`);
