/**
 * What keeps the Supervisor from promoting a run itself, however good the run is (M2): the project, the repository, the
 * target branch. A target that holds the run's work already, because it was merged by hand, is not moved: then only the
 * record is made.
 */
import type { RunFacts } from '../../model/facts.js';
import type { Reason } from '../../model/reason.js';
import { integrationBranch, isRunRef } from '../../model/ref-names.js';
import type { Refusal } from '../../model/refusal.js';
import { isRunTerminal } from '../../model/run-state.js';
import { listedPaths } from '../../text/printable.js';
import { hasCommits, type PromotionFacts, type PromotionRows } from './promotion.js';

/** How the run's commits come onto the target. */
export type Way =
  | { readonly kind: 'contained' }
  | { readonly kind: 'fast-forward' }
  | { readonly kind: 'merge' }
  | { readonly kind: 'conflict'; readonly paths: readonly string[]; readonly message: string }
  | { readonly kind: 'unsupported'; readonly message: string };

/** What a look at the repository said. */
export type RepositoryView =
  | { readonly kind: 'unavailable'; readonly message: string }
  | {
      readonly kind: 'seen';
      /** Null: the request names no branch, and the repository names none. */
      readonly target: string | null;
      /** Null: there is no such branch. */
      readonly targetCommit: string | null;
      /** Why a work tree on the target cannot follow it, as a sentence; null: none is checked out there, or it can. */
      readonly workTree: string | null;
      /** The commit of the run's own branch; null: the branch is deleted. */
      readonly branchCommit: string | null;
      /** Null: there is nothing to bring, or nowhere. */
      readonly way: Way | null;
      /** Predecessors whose last commit the target holds. */
      readonly contained: ReadonlySet<string>;
      /** The branch that the run was promoted to still holds it; null: it was not promoted. */
      readonly holdsPromotion: boolean | null;
    };

type Seen = Extract<RepositoryView, { kind: 'seen' }>;

const reason = (code: string, message: string): Reason => ({ code, message, source: 'M2' });

/** Every obstacle; `view` is null for a run without a repository. */
export function obstacles({ run, project, promotion }: PromotionRows, view: RepositoryView | null): Reason[] {
  if (run.repositoryPath === null || view === null) {
    return [reason('no_repository', 'The run had no repository: there is no commit to promote.')];
  }
  if (!hasCommits(run)) return [reason('nothing_to_promote', 'The run made no commit of its own.')];
  if (view.kind === 'unavailable') return [unavailable(view.message)];
  if (promotion?.promotedAt) return promotedBefore(promotion, view);
  const target = targetFaults(view);
  if (target.length > 0 || view.way?.kind === 'contained') return target;
  return [
    ...(project.allowPromotion
      ? []
      : [
          reason(
            'promotion_not_allowed',
            `Project "${project.projectId}" does not allow it: updateProject can (allowPromotion).`,
          ),
        ]),
    ...branchFaults(run, view),
    ...checkedOut(run, view),
    ...wayFaults(view),
  ];
}

/**
 * A run is promoted once; a repeated request for the same branch succeeds as long as that branch still contains the
 * work.
 */
function promotedBefore(promotion: PromotionFacts, view: Seen): Reason[] {
  const before = `The run was promoted to "${promotion.targetBranch}" as ${short(promotion.commit)}`;
  if (view.target !== promotion.targetBranch) return [reason('already_promoted', `${before}; a run is promoted once.`)];
  // What people merged on a forge comes here with the next fetch.
  if (view.holdsPromotion === true || promotion.kind === 'PULL_REQUEST') return [];
  return [
    reason(
      'already_promoted',
      `${before}, and somebody took it out of that branch since; only a person can put it back.`,
    ),
  ];
}

function targetFaults({ target, targetCommit }: Seen): Reason[] {
  if (target === null) {
    return [
      reason(
        'target_missing',
        'No target branch was named, and the repository names no default branch that has a commit.',
      ),
    ];
  }
  if (isRunRef(`refs/heads/${target}`) || target.startsWith('autonomous/')) {
    return [reason('target_not_promotable', `"${target}" is a branch of runs; name one that people work on.`)];
  }
  return targetCommit === null ? [reason('target_missing', `The repository has no branch "${target}".`)] : [];
}

function branchFaults(run: RunFacts, { branchCommit }: Seen): Reason[] {
  const branch = integrationBranch(run.runId);
  const last = short(run.headCommit!);
  if (branchCommit === run.headCommit) return [];
  if (branchCommit === null)
    return [reason('branch_moved', `The branch "${branch}" is gone; the run's last snapshot is ${last}.`)];
  return [
    reason(
      'branch_moved',
      `The branch "${branch}" is at ${short(branchCommit)}, not at the run's last snapshot ${last}.`,
    ),
  ];
}

/**
 * A clean work tree goes with its branch. Below one that is not, the branch does not move: it would show everything as
 * changed back (M2).
 */
function checkedOut(run: RunFacts, { workTree }: Seen): Reason[] {
  if (workTree === null) return [];
  const how = `Commit or stash there, or merge "${integrationBranch(run.runId)}" there yourself; then promote again.`;
  return [reason('target_checked_out', `${workTree} ${how}`)];
}

function wayFaults({ target, way }: Seen): Reason[] {
  if (way?.kind === 'unsupported') return [reason('merge_not_possible', way.message)];
  if (way?.kind !== 'conflict') return [];
  const where = way.paths.length === 0 ? '' : ` In ${listedPaths(way.paths)}.`;
  return [reason('merge_conflict', `The run does not merge into "${target}". ${way.message}${where}`)];
}

export const unavailable = (message: string): Reason => reason('repository_unavailable', message);

/** Others moved the target each time that it was about to move. */
export const targetKeepsMoving = (target: string): Reason =>
  reason('target_keeps_moving', `Others moved "${target}" each time; try again when it is quieter.`);

/** Reasons that no later moment can take away. Of a run that has ended, neither what it did. */
const LASTING = new Set(['no_repository', 'already_promoted', 'target_not_promotable', 'budget_exceeded']);
const LASTING_AT_THE_END = new Set([
  'nothing_to_promote',
  'run_not_successful',
  'tier_not_clean',
  'excess_minor_issues',
]);

/** Why the run is not promoted now; the same call can succeed later if nothing of it lasts. */
export function notEligible(run: RunFacts, reasons: readonly Reason[]): Refusal {
  const lasts = ({ code }: Reason) => LASTING.has(code) || (isRunTerminal(run.state) && LASTING_AT_THE_END.has(code));
  const more = reasons.length > 1 ? ` (and ${reasons.length - 1} more reasons)` : '';
  return {
    kind: 'policy',
    code: 'NOT_ELIGIBLE',
    message: `Run "${run.runId}" cannot be promoted now. ${reasons[0]!.message}${more}`,
    retryable: !reasons.some(lasts),
    path: ['input', reasons[0]!.code.startsWith('target_') ? 'targetBranch' : 'runId'],
    reasons,
  };
}

const short = (commit: string): string => commit.slice(0, 12);
