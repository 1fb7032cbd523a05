/** A promotion as it is recorded: outside the run's own story, which has ended (M2). Pure data. */
import type { RunFacts, TierFacts } from '../../model/facts.js';
import type { PromotionChangeFacts, PromotionKind } from '../../model/promotion-change.js';
import type { ProjectFacts } from '../project/project.js';

/** The row of a promotion: an intent until the target branch has moved, and what happened from then on (G7). */
export interface PromotionFacts {
  readonly runId: string;
  readonly targetBranch: string;
  /** The commits of the target before and after. */
  readonly fromCommit: string;
  readonly commit: string;
  /** By whom: here the operator, or with `PULL_REQUEST` the user of the forge who merged it. */
  readonly actor: string;
  readonly kind: PromotionKind;
  readonly intendedAt: Date;
  /** Null: it is not known yet whether the target has moved. */
  readonly promotedAt: Date | null;
}

/** A run on whose work a linked run builds (P10). */
export interface Predecessor {
  readonly runId: string;
  /** Null: it was deleted, and its promotion with it. */
  readonly run: RunFacts | null;
  /** Its tiers, if it made no commit: then it is judged by itself. */
  readonly tiers: readonly TierFacts[];
  readonly isPromoted: boolean;
}

/** What is stored about a run and decides whether it may be promoted. */
export interface PromotionRows {
  readonly run: RunFacts;
  readonly tiers: readonly TierFacts[];
  readonly project: ProjectFacts;
  readonly promotion: PromotionFacts | null;
  /** The change that proposes it on the project's forge; null: none was requested. */
  readonly change: PromotionChangeFacts | null;
  /** The nearest first, up to the first that is promoted: that one vouches for those before it. */
  readonly predecessors: readonly Predecessor[];
}

/** It has commits of its own: something that a branch can take over. */
export const hasCommits = (run: RunFacts): boolean => run.headCommit !== null && run.headCommit !== run.baseCommit;
