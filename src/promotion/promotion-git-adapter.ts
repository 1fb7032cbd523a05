/**
 * Promotion's operations in git: inspect, make a merge commit, move the target branch. Every state that a repository
 * can be in is an answer, not an error.
 */
import { Injectable } from '@nestjs/common';

import type { RunFacts } from '../domain/model/facts.js';
import { integrationBranch, integrationRef } from '../domain/model/ref-names.js';
import { commitsToFind } from '../domain/rules/promotion/blockers.js';
import type { RepositoryView, Way } from '../domain/rules/promotion/obstacles.js';
import { hasCommits, type PromotionFacts, type PromotionRows } from '../domain/rules/promotion/promotion.js';
import type { TargetState } from '../domain/rules/promotion/settlement.js';
import { commitMessage } from '../git/commit-message.js';
import { GitFailure, GitUnavailable } from '../git/git-errors.js';
import { GitRepository } from '../git/git-repository.js';
import { CommitRulesRepository } from '../git-adapter/commit-rules.repository.js';
import type { Failed, PromotionGit } from '../lifecycle/promotion/promotion-lifecycle.service.js';

interface Target {
  readonly branch: string;
  readonly commit: string;
}

@Injectable()
export class PromotionGitAdapter implements PromotionGit {
  constructor(private readonly policies: CommitRulesRepository) {}

  async look(rows: PromotionRows, targetBranch: string | null): Promise<RepositoryView | null> {
    if (rows.run.repositoryPath === null) return null;
    const view = await orFailed(rows.run, (repository) => seen(repository, rows, targetBranch));
    return 'failed' in view ? { kind: 'unavailable', message: view.failed } : view;
  }

  prepare(run: RunFacts, target: Target, at: Date): Promise<string | Failed> {
    return orFailed(run, async (repository) => {
      const merge = await repository.mergeForPromotion({ source: run.headCommit!, target: target.commit });
      if (merge.kind === 'fast-forward') return merge.commit;
      if (merge.kind !== 'merge') return { failed: 'The repository changed while it was looked at; try again.' };
      try {
        const { identity } = await this.policies.commitRules(run.runId);
        const order = { message: mergeMessage(run, target.branch), at, ...(identity ? { identity } : {}) };
        return await merge.held.commit(order, { heldFor: run.runId });
      } finally {
        await merge.held.discard();
      }
    });
  }

  has(run: RunFacts, commit: string): Promise<boolean | Failed> {
    return orFailed(run, (repository) => repository.commitExists(commit));
  }

  move(run: RunFacts, { targetBranch, fromCommit, commit }: PromotionFacts): Promise<'moved' | 'elsewhere' | Failed> {
    const step = { from: fromCommit, to: commit };
    return orFailed(run, async (repository) => {
      const moved = await repository.moveBranch(targetBranch, step, `autopack: promote ${run.runId}`);
      if (moved === 'moved') await repository.releaseMoved(run.runId, [commit]);
      return moved;
    });
  }

  async follow(run: RunFacts, { targetBranch, fromCommit, commit }: PromotionFacts): Promise<void> {
    await orFailed(run, (repository) => repository.followBranch(targetBranch, { from: fromCommit, to: commit }));
  }

  targetState(run: RunFacts, { targetBranch, commit }: PromotionFacts): Promise<TargetState | Failed> {
    return orFailed(run, async (repository) => {
      const targetCommit = await repository.readRef(refOf(targetBranch));
      const commitExists = await repository.commitExists(commit);
      const holdsCommit = commitExists && targetCommit !== null && (await repository.isAncestor(commit, targetCommit));
      return { targetCommit, commitExists, holdsCommit, workTree: await repository.workTreeObstacle(targetBranch) };
    });
  }
}

/** A branch may be named like a tag or another ref: only its full name is its own. */
const refOf = (branch: string): string => `refs/heads/${branch}`;

async function seen(repository: GitRepository, rows: PromotionRows, named: string | null): Promise<RepositoryView> {
  const { run, promotion } = rows;
  const branch = named ?? rows.project.defaultBranch ?? (await repository.defaultBranch(null))?.branch ?? null;
  const targetCommit = branch === null ? null : await repository.readRef(refOf(branch));
  const holds = async (commit: string): Promise<boolean> =>
    targetCommit !== null &&
    (await repository.commitExists(commit)) &&
    (await repository.isAncestor(commit, targetCommit));
  // A predecessor may have been merged by another person, as one commit.
  const hasContent = async (commit: string): Promise<boolean> =>
    targetCommit !== null &&
    (await repository.commitExists(commit)) &&
    (await repository.hasContent(commit, targetCommit));
  return {
    kind: 'seen',
    target: branch,
    targetCommit,
    workTree: branch === null ? null : await repository.workTreeObstacle(branch),
    branchCommit: await repository.readRef(integrationRef(run.runId)),
    way: targetCommit === null || !hasCommits(run) ? null : await wayTo(repository, run.headCommit!, targetCommit),
    contained: await firstContained(rows, hasContent),
    holdsPromotion: promotion && promotion.targetBranch === branch ? await holds(promotion.commit) : null,
  };
}

async function wayTo(repository: GitRepository, source: string, target: string): Promise<Way | null> {
  // The commit of a deleted branch may be deleted too.
  if (!(await repository.commitExists(source))) return null;
  const merge = await repository.mergeForPromotion({ source, target });
  if (merge.kind !== 'merge') return merge;
  await merge.held.discard();
  return { kind: 'merge' };
}

/** The nearest predecessor that the target holds; it holds those before it then. */
async function firstContained(
  rows: PromotionRows,
  holds: (commit: string) => Promise<boolean>,
): Promise<ReadonlySet<string>> {
  for (const { runId, commit } of commitsToFind(rows)) if (await holds(commit)) return new Set([runId]);
  return new Set();
}

/** The same input makes the same commit: it contains data of rows only. */
const mergeMessage = (run: RunFacts, branch: string): string =>
  commitMessage({
    subject: `Merge ${integrationBranch(run.runId)} into ${branch}`,
    body: `Promotion of run ${run.runId}: ${run.phasesComplete} phases complete, ${run.phasesSkipped} skipped.`,
    trailers: { 'Autopack-Run': run.runId },
  });

/** The repository as it was when the run started. */
async function orFailed<Result>(
  run: RunFacts,
  work: (repository: GitRepository) => Promise<Result>,
): Promise<Result | Failed> {
  try {
    return await work(await GitRepository.open(run.repositoryPath!));
  } catch (error) {
    if (error instanceof GitUnavailable || error instanceof GitFailure) return { failed: error.message };
    throw error;
  }
}
