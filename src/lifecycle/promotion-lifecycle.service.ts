/**
 * Promotion (M2): an operator's act on a run that has ended, outside of the run's own story. Decide, commit an intent, move the target branch by
 * compare-and-swap, commit the outcome. Whoever finds an intent without an outcome settles it by what the branch says (G7), so that a crash at
 * any point leaves one promotion or none, and asking again tells which. The feature that knows git lends its hands.
 */
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { isConnectionFault } from '../database/faults.js';
import {
  CONFIRM_PROMOTION,
  confirmValues,
  INTEND_PROMOTION,
  intentValues,
  PROMOTION_LANDED,
  RECORD_PROMOTION,
  WITHDRAW_PROMOTION,
} from '../database/promotion-writes.js';
import { runNotFound } from '../domain/command/refusals.js';
import { blockers } from '../domain/promotion/blockers.js';
import { notEligible, obstacles, targetKeepsMoving, unavailable, type RepositoryView, type Way } from '../domain/promotion/obstacles.js';
import type { PromotionFacts, PromotionRows } from '../domain/promotion/promotion.js';
import { settlement, type Standing } from '../domain/promotion/settlement.js';
import type { RunFacts } from '../domain/run/facts.js';
import type { Reason } from '../domain/shared/reason.js';
import type { Refusal } from '../domain/shared/refusal.js';
import { CommitHooks } from './commit-hooks.js';
import { CommandRunner, type GuardedWrite, type Verdict } from './command-runner.js';
import { MergeChecks } from './merge-checks.service.js';
import { PromotionFactsStore, type SeenPromotion } from './promotion-facts.store.js';
import { staleVersion, type RunTarget } from './run-command.factory.js';

/** What git could not do, in words for people. */
export interface Failed {
  readonly failed: string;
}

/** What promotion does in repositories. Nothing of it throws for what a repository can be like. */
export interface PromotionHands {
  /** Looks at a run's repository, for a branch or the default one; null: it has none. Changes nothing. */
  look(rows: PromotionRows, targetBranch: string | null): Promise<RepositoryView | null>;
  /** The commit that the target goes to: the run's own, or a merge commit that the repository then has. No ref moves. */
  prepare(run: RunFacts, target: { readonly branch: string; readonly commit: string }, at: Date): Promise<string | Failed>;
  /** Whether the repository still has a commit that was made for the promotion. */
  has(run: RunFacts, commit: string): Promise<boolean | Failed>;
  /** Moves the target as intended, by compare-and-swap; work trees on it follow. */
  move(run: RunFacts, intent: PromotionFacts): Promise<'moved' | 'elsewhere' | Failed>;
  standing(run: RunFacts, intent: PromotionFacts): Promise<Standing | Failed>;
  /** Work trees that stand where the target stood follow it now: its server died between. */
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

/** More is no bad luck: somebody pushes without pause. */
const MOST_TRIES = 5;

type Step = Verdict<RunFacts | null>;
const AGAIN = { outcome: 'again' } as const;

@Injectable()
export class PromotionLifecycleService {
  constructor(
    private readonly runner: CommandRunner,
    private readonly database: Database,
    private readonly facts: PromotionFactsStore,
    private readonly merges: MergeChecks,
    private readonly hooks: CommitHooks,
  ) {}

  async promote(target: PromotionTarget, hands: PromotionHands): Promise<PromotionAnswer> {
    const tries = { lost: 0 };
    const { result, errors, by } = await this.runner.run<SeenPromotion, RunFacts | null>({
      name: 'promoteRun',
      key: target.key,
      read: () => this.facts.one(target.runId, target.key),
      decide: (seen) => this.decide(target, seen, hands, tries),
      replay: async ({ run }) => run,
    });
    if (by === 'write') await this.hooks.committed(target.runId);
    return { run: result, errors };
  }

  /** Brings an intent to its end, if there is one; false: its repository cannot be reached now. */
  async settle(runId: string, hands: PromotionHands): Promise<boolean> {
    for (let pass = 1; pass <= MOST_TRIES; pass++) {
      const { rows } = await this.facts.one(runId, null);
      if (!rows?.promotion || rows.promotion.promotedAt !== null) return true;
      const { run, project, promotion: intent } = rows;
      const standing = await hands.standing(run, intent);
      if ('failed' in standing) return false;
      const step = settlement(intent, project, standing);
      if (step === 'withdraw') await this.withdraw(intent);
      if (step === 'confirm') {
        await hands.follow(run, intent);
        await this.confirm(intent);
      }
      if (step !== 'repeat') return true;
      // What came of it, the next look tells.
      if (typeof (await hands.move(run, intent)) !== 'string') return false;
    }
    return false;
  }

  private async decide(target: PromotionTarget, seen: SeenPromotion, hands: PromotionHands, tries: { lost: number }): Promise<Step> {
    const { rows, now } = seen;
    if (!rows) return refuse([runNotFound(target.runId)], null);
    const { run, promotion } = rows;
    const stale = staleVersion(target, run);
    if (stale) return refuse([stale], run);
    if (promotion && promotion.promotedAt === null) {
      return (await this.settle(run.runId, hands)) ? AGAIN : notNow(run, unavailable(LEFT_OPEN));
    }
    const view = await hands.look(rows, target.targetBranch);
    // A promotion that happened is not judged again.
    const contained = view?.kind === 'seen' ? view.contained : undefined;
    const reasons = [...(promotion ? [] : blockers(rows, contained)), ...obstacles(rows, view)];
    if (reasons.length > 0) return refuse([notEligible(run, reasons)], run);
    if (promotion) return { outcome: 'answer', errors: [], result: run };
    if (view?.kind !== 'seen' || view.target === null || view.targetCommit === null) throw new Error('A promotion without a target');
    if (tries.lost >= MOST_TRIES) return notNow(run, targetKeepsMoving(view.target));

    const from = { runId: run.runId, targetBranch: view.target, fromCommit: view.targetCommit, actor: 'operator', intendedAt: now };
    if (view.way?.kind === 'contained') {
      return { outcome: 'write', write: recordWrite({ ...from, commit: run.headCommit!, promotedAt: now }, run.version), result: run };
    }
    const commit = await this.commitToPromote(run, from, view.way, hands, now);
    if (typeof commit !== 'string') return notNow(run, 'failed' in commit ? unavailable(commit.failed) : commit.reason);
    const intent = { ...from, commit, promotedAt: null };
    if (!(await this.intend(intent, run.version))) return AGAIN;
    return this.carryOut(run, intent, hands, tries);
  }

  /** The commit that the target may go to now, or why it may not: a merge commit goes through CI first, where there is something to run (M2). */
  private async commitToPromote(
    run: RunFacts,
    { targetBranch: branch, fromCommit, actor }: Pick<PromotionFacts, 'targetBranch' | 'fromCommit' | 'actor'>,
    way: Way | null,
    hands: PromotionHands,
    now: Date,
  ): Promise<string | Failed | { readonly reason: Reason }> {
    const target = { branch, commit: fromCommit };
    // A fast-forward goes to a commit of which the run's own CI has spoken.
    if (way?.kind !== 'merge') return hands.prepare(run, target, now);
    const verdict = await this.merges.verdictOf(run.runId, { branch, from: fromCommit }, now);
    if (verdict.outcome === 'refused') return { reason: verdict.reason };
    if (verdict.outcome === 'tested' && (await hands.has(run, verdict.commit)) === true) return verdict.commit;
    const commit = await hands.prepare(run, target, now);
    if (typeof commit !== 'string' || verdict.outcome === 'untested') return commit;
    return { reason: await this.merges.begin(run, commit, { branch, from: fromCommit, actor }, now) };
  }

  private async carryOut(run: RunFacts, intent: PromotionFacts, hands: PromotionHands, tries: { lost: number }): Promise<Step> {
    const moved = await hands.move(run, intent);
    if (moved === 'moved') return { outcome: 'write', write: confirmWrite(intent), result: run };
    tries.lost += 1;
    if (moved === 'elsewhere') {
      await this.settle(run.runId, hands);
      return AGAIN;
    }
    // Git failed, and may have moved the branch all the same: only then is there something to keep.
    const standing = await hands.standing(run, intent);
    if ('failed' in standing) return notNow(run, unavailable(`${moved.failed} ${LEFT_OPEN}`));
    if (standing.holdsCommit) return AGAIN;
    await this.withdraw(intent);
    return notNow(run, unavailable(moved.failed));
  }

  /** False: somebody was faster, or it is not known whether it landed; the next look tells. */
  private async intend(intent: PromotionFacts, seenVersion: number): Promise<boolean> {
    try {
      return (await this.database.write(INTEND_PROMOTION, intentValues(intent, seenVersion))).length > 0;
    } catch (error) {
      if (isConnectionFault(error)) return false;
      throw error;
    }
  }

  /** Both name the intent that was looked at: a repeat finds nothing left to do. */
  private async confirm(intent: PromotionFacts): Promise<void> {
    await this.database.read(CONFIRM_PROMOTION, confirmValues(intent, null));
    await this.hooks.committed(intent.runId);
  }

  private async withdraw({ runId, commit, fromCommit }: PromotionFacts): Promise<void> {
    await this.database.read(WITHDRAW_PROMOTION, [runId, commit, fromCommit]);
  }
}

const LEFT_OPEN = 'A promotion of the run is under way and is brought to its end as soon as the repository can be reached.';

const refuse = (errors: readonly Refusal[], run: RunFacts | null): Step => ({ outcome: 'answer', errors, result: run });
const notNow = (run: RunFacts, reason: Reason): Step => refuse([notEligible(run, [reason])], run);

const landed = ({ runId, commit }: PromotionFacts) => ({ statement: PROMOTION_LANDED, values: [runId, commit] });

const confirmWrite = (intent: PromotionFacts): GuardedWrite => ({
  runId: intent.runId,
  statement: CONFIRM_PROMOTION,
  values: (_, record) => confirmValues(intent, record),
  landed: () => landed(intent),
});

const recordWrite = (promotion: PromotionFacts, seenVersion: number): GuardedWrite => ({
  runId: promotion.runId,
  statement: RECORD_PROMOTION,
  values: (_, record) => [...intentValues(promotion, seenVersion), record && JSON.stringify(record)],
  landed: () => landed(promotion),
});
