/**
 * Promotion (M2): an operator's action on a run that has ended; it is not part of the run's events. Decide, commit an
 * intent, move the target branch by compare-and-swap, commit the outcome. Any server that finds an intent without an
 * outcome settles it by the state of the branch (G7), so that a crash at any point leaves one promotion or none, and a
 * repeated request reports which. The feature that knows git provides the repository operations.
 */
import { Injectable } from '@nestjs/common';

import { Database } from '../../database/database.js';
import { isConnectionFault } from '../../database/faults.js';
import {
  CONFIRM_PROMOTION,
  confirmValues,
  INTEND_PROMOTION,
  intentValues,
  WITHDRAW_PROMOTION,
} from '../../database/promotion-writes.js';
import { accepted, needs, refused, unchanged } from '../../domain/decisions/change/decision.js';
import { runNotFound } from '../../domain/decisions/change/refusals.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { Reason } from '../../domain/model/reason.js';
import type { Refusal } from '../../domain/model/refusal.js';
import { blockers } from '../../domain/rules/promotion/blockers.js';
import {
  notEligible,
  obstacles,
  type RepositoryView,
  targetKeepsMoving,
  unavailable,
  type Way,
} from '../../domain/rules/promotion/obstacles.js';
import type { PromotionFacts, PromotionRows } from '../../domain/rules/promotion/promotion.js';
import { settlement, type TargetState } from '../../domain/rules/promotion/settlement.js';
import { MergeChecksService } from '../checks/merge-checks.service.js';
import { PromotionFactsStore, type SeenPromotion } from '../facts/promotion-facts.store.js';
import type { Command } from '../pipeline/command.js';
import { CommitHooks } from '../pipeline/commit-hooks.js';
import type { RunTarget } from '../pipeline/on-run.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { confirmWrite, intentFrom, recordWrite } from './promotion-writes.js';

/** What git could not do, as text for people. */
export interface Failed {
  readonly failed: string;
}

/** The repository operations of promotion. They do not throw for any state that a repository can be in. */
export interface PromotionGit {
  /** Inspects a run's repository, for a branch or the default one; null: the run has none. Changes nothing. */
  look(rows: PromotionRows, targetBranch: string | null): Promise<RepositoryView | null>;
  /**
   * The commit that the target moves to: the run's own, or a merge commit that is then in the repository. No ref moves.
   */
  prepare(
    run: RunFacts,
    target: { readonly branch: string; readonly commit: string },
    at: Date,
  ): Promise<string | Failed>;
  /** Whether the repository still has a commit that was made for the promotion. */
  has(run: RunFacts, commit: string): Promise<boolean | Failed>;
  /** Moves the target as intended, by compare-and-swap; work trees on it follow. */
  move(run: RunFacts, intent: PromotionFacts): Promise<'moved' | 'elsewhere' | Failed>;
  targetState(run: RunFacts, intent: PromotionFacts): Promise<TargetState | Failed>;
  /** Updates work trees that are still at the target's earlier commit: the server crashed in between. */
  follow(run: RunFacts, intent: PromotionFacts): Promise<void>;
}

export interface PromotionTarget extends RunTarget {
  /** Null: the project's default branch. */
  readonly targetBranch: string | null;
}

export interface PromotionAnswer {
  readonly run: RunFacts | null;
  readonly errors: readonly Refusal[];
}

/** More than this is not coincidence: another client pushes without pause. */
const MOST_TRIES = 5;

/** The outcome of a promotion: the branch contained the commit already, or was moved to it. */
type Promoted = { readonly recorded: PromotionFacts } | { readonly moved: PromotionFacts };

/** What the command reads and does, one after the other. */
interface SeenPromoting extends SeenPromotion {
  /** Null: the run has no repository. */
  readonly view?: RepositoryView | null;
  readonly commit?: string;
  /** The target is at the commit. */
  readonly moved?: PromotionFacts;
}

@Injectable()
export class PromotionLifecycleService {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly database: Database,
    private readonly facts: PromotionFactsStore,
    private readonly merges: MergeChecksService,
    private readonly hooks: CommitHooks,
  ) {}

  async promote(target: PromotionTarget, git: PromotionGit): Promise<PromotionAnswer> {
    const { result, errors } = await this.pipeline.run(this.command(target, git));
    return { run: result, errors };
  }

  /** Settles an intent, if there is one; false: its repository is unreachable now. */
  async settle(runId: string, git: PromotionGit): Promise<boolean> {
    for (let pass = 1; pass <= MOST_TRIES; pass++) {
      const { rows } = await this.facts.one(runId, null);
      if (!rows?.promotion || rows.promotion.promotedAt !== null) return true;
      const { run, project, promotion: intent } = rows;
      const targetState = await git.targetState(run, intent);
      if ('failed' in targetState) return false;
      const step = settlement(intent, project, targetState);
      if (step === 'withdraw') await this.withdraw(intent);
      if (step === 'confirm') {
        await git.follow(run, intent);
        await this.confirm(intent);
      }
      if (step !== 'repeat') return true;
      // The next pass finds the outcome.
      if (typeof (await git.move(run, intent)) !== 'string') return false;
    }
    return false;
  }

  private command(
    { runId, key, expectedRunVersion, targetBranch }: PromotionTarget,
    git: PromotionGit,
  ): Command<SeenPromoting, Promoted, RunFacts | null> {
    const tries = { lost: 0 };
    return {
      name: 'promoteRun',
      key,
      expectedRunVersion,
      load: (): Promise<SeenPromoting> => this.facts.one(runId, key),
      decide: ({ rows, view, commit, moved, now }) => {
        if (!rows) return refused(runNotFound(runId));
        const { run, promotion } = rows;
        if (promotion && promotion.promotedAt === null && !moved) return needs({ what: 'settled-promotion' });
        if (view === undefined) return needs({ what: 'repository-view' });
        // A promotion that happened is not judged again.
        const contained = view?.kind === 'seen' ? view.contained : undefined;
        const reasons = [...(promotion ? [] : blockers(rows, contained)), ...obstacles(rows, view)];
        if (reasons.length > 0) return refused(notEligible(run, reasons));
        if (promotion) return unchanged;
        const target = targetOf(view);
        if (tries.lost >= MOST_TRIES) return notNow(run, targetKeepsMoving(target.branch));
        if (target.way?.kind === 'contained') {
          return accepted({ recorded: { ...intentFrom(run, target, now), commit: run.headCommit!, promotedAt: now } });
        }
        if (commit === undefined) return needs({ what: 'commit-to-promote' });
        return moved ? accepted({ moved }) : needs({ what: 'moved-target' });
      },
      supply: async (need, seen) => {
        const { rows, now } = seen;
        const { run } = rows!;
        switch (need.what) {
          case 'settled-promotion':
            return (await this.settle(runId, git))
              ? 'load-again'
              : { refused: notNow(run, unavailable(LEFT_OPEN)).errors };
          case 'repository-view':
            return { facts: { ...seen, view: await git.look(rows!, targetBranch) } };
          case 'commit-to-promote': {
            const target = targetOf(seen.view!);
            const commit = await this.commitToPromote(run, intentFrom(run, target, now), target.way, git, now);
            if (typeof commit === 'string') return { facts: { ...seen, commit } };
            return { refused: notNow(run, 'failed' in commit ? unavailable(commit.failed) : commit.reason).errors };
          }
          case 'moved-target': {
            const intent = { ...intentFrom(run, targetOf(seen.view!), now), commit: seen.commit!, promotedAt: null };
            if (!(await this.intend(intent, run.version))) return 'load-again';
            const done = await this.move(run, intent, git, tries);
            return done === 'moved' ? { facts: { ...seen, moved: intent } } : done;
          }
          default:
            throw new Error(`A promotion needs ${need.what}`);
        }
      },
      persist: (promoted, { rows }) =>
        'recorded' in promoted ? recordWrite(promoted.recorded, rows!.run.version) : confirmWrite(promoted.moved),
      respond: ({ run }) => run,
      follow: async (run) => {
        await this.hooks.committed(runId);
        return run;
      },
    };
  }

  /**
   * The commit that the target may move to now, or why it may not: a merge commit passes CI first, if there are steps
   * to run (M2).
   */
  private async commitToPromote(
    run: RunFacts,
    { targetBranch: branch, fromCommit, actor }: Pick<PromotionFacts, 'targetBranch' | 'fromCommit' | 'actor'>,
    way: Way | null,
    git: PromotionGit,
    now: Date,
  ): Promise<string | Failed | { readonly reason: Reason }> {
    const target = { branch, commit: fromCommit };
    // A fast-forward moves to a commit that the run's own CI has judged.
    if (way?.kind !== 'merge') return git.prepare(run, target, now);
    const verdict = await this.merges.verdictOf(run.runId, { branch, from: fromCommit }, now);
    if (verdict.outcome === 'refused') return { reason: verdict.reason };
    if (verdict.outcome === 'tested' && (await git.has(run, verdict.commit)) === true) return verdict.commit;
    const commit = await git.prepare(run, target, now);
    if (typeof commit !== 'string' || verdict.outcome === 'untested') return commit;
    return { reason: await this.merges.begin(run, commit, { branch, from: fromCommit, actor }, now) };
  }

  /** Moves the target; what became of it, if it did not move. */
  private async move(
    run: RunFacts,
    intent: PromotionFacts,
    git: PromotionGit,
    tries: { lost: number },
  ): Promise<'moved' | 'load-again' | { readonly refused: readonly Refusal[] }> {
    const moved = await git.move(run, intent);
    if (moved === 'moved') return 'moved';
    tries.lost += 1;
    if (moved === 'elsewhere') {
      await this.settle(run.runId, git);
      return 'load-again';
    }
    // Git failed, and may have moved the branch all the same: only then is there something to keep.
    const targetState = await git.targetState(run, intent);
    if ('failed' in targetState) return { refused: notNow(run, unavailable(`${moved.failed} ${LEFT_OPEN}`)).errors };
    if (targetState.holdsCommit) return 'load-again';
    await this.withdraw(intent);
    return { refused: notNow(run, unavailable(moved.failed)).errors };
  }

  /** False: another writer was faster, or it is unknown whether the write landed; the next pass finds out. */
  private async intend(intent: PromotionFacts, seenVersion: number): Promise<boolean> {
    try {
      return (await this.database.write(INTEND_PROMOTION, intentValues(intent, seenVersion))).length > 0;
    } catch (error) {
      if (isConnectionFault(error)) return false;
      throw error;
    }
  }

  /** Both name the intent that was read: a repeat finds nothing left to do. */
  private async confirm(intent: PromotionFacts): Promise<void> {
    await this.database.read(CONFIRM_PROMOTION, confirmValues(intent, null));
    await this.hooks.committed(intent.runId);
  }

  private async withdraw({ runId, commit, fromCommit }: PromotionFacts): Promise<void> {
    await this.database.read(WITHDRAW_PROMOTION, [runId, commit, fromCommit]);
  }
}

const LEFT_OPEN =
  'A promotion of the run is under way and is brought to its end as soon as the repository can be reached.';

const notNow = (run: RunFacts, reason: Reason) => refused(notEligible(run, [reason]));

function targetOf(view: RepositoryView | null): {
  readonly branch: string;
  readonly from: string;
  readonly way: Way | null;
} {
  if (view?.kind !== 'seen' || view.target === null || view.targetCommit === null)
    throw new Error('A promotion without a target');
  return { branch: view.target, from: view.targetCommit, way: view.way };
}
