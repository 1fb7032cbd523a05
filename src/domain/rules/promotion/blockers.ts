/**
 * What speaks against a run's result (M1): the one source of `promotion_eligible_to_main` in all documents and answers,
 * and of the first reasons of a refused promotion. Made of rows alone; what only the repository knows, which
 * predecessors a branch contains, is given if it was read.
 */
import type { RunFacts, TierFacts } from '../../model/facts.js';
import type { Reason } from '../../model/reason.js';
import { cleanlinessReasons, debtStatus, isOver, runTokens } from '../budget/budgets.js';
import { hasCommits, type Predecessor, type PromotionRows } from './promotion.js';

export type EligibilityFacts = Pick<PromotionRows, 'run' | 'tiers' | 'predecessors'>;

const NOBODY_LOOKED: ReadonlySet<string> = new Set();

/**
 * Every blocker; empty: the run is eligible. `contained`: ids of predecessors whose last commit the target branch
 * holds.
 */
export function blockers(facts: EligibilityFacts, contained = NOBODY_LOOKED): Reason[] {
  return [...ownBlockers(facts.run, facts.tiers), ...predecessorBlockers(facts, contained)];
}

export const isPromotionEligible = (facts: EligibilityFacts): boolean => blockers(facts).length === 0;

/** May it be promoted as far as the run itself knows? Documents say no more: they show nothing of other runs (F3). */
export const isEligibleByItself = (run: RunFacts, tiers: readonly TierFacts[]): boolean =>
  ownBlockers(run, tiers).length === 0;

/**
 * A commit that the target must contain for a predecessor to count, although its promotion is not recorded: the nearest
 * first.
 */
export function commitsToFind({
  run,
  predecessors,
}: EligibilityFacts): { readonly runId: string; readonly commit: string }[] {
  return predecessors.flatMap((each, i) => {
    if (each.isPromoted || (each.run && !hasCommits(each.run))) return [];
    // The last snapshot of a deleted run is where the run behind it began (P10).
    const behind = i === 0 ? run : predecessors[i - 1]!.run;
    const commit = each.run ? each.run.headCommit : (behind?.baseCommit ?? null);
    return commit === null ? [] : [{ runId: each.runId, commit }];
  });
}

/**
 * Whether the tier by itself makes its run ineligible (O2): it is not clean. Too many open minor issues of a tier (B7)
 * are among the reasons for that.
 */
export const blocksPromotion = (tier: TierFacts): boolean => cleanlinessReasons(tier).length > 0;

function ownBlockers(run: RunFacts, tiers: readonly TierFacts[]): Reason[] {
  const found: Reason[] = [];
  if (run.state !== 'DONE_SUCCESS') {
    found.push({
      code: 'run_not_successful',
      message: `The run is ${run.state}; only one that is DONE_SUCCESS is promoted.`,
      source: 'M1',
    });
  }
  for (const tier of tiers) {
    if (!blocksPromotion(tier)) continue;
    const why = cleanlinessReasons(tier).map((reason) => reason.message);
    found.push({
      code: 'tier_not_clean',
      message: `Tier "${tier.tierId}" is not clean. ${why.join(' ')}`,
      source: 'B4',
    });
  }
  const tokens = runTokens(run);
  if (run.failure?.budget)
    found.push({ code: 'budget_exceeded', message: run.failure.message, source: run.failure.rule });
  else if (isOver(tokens)) {
    found.push({
      code: 'budget_exceeded',
      message: `The run used ${tokens.used} tokens; its limit is ${tokens.limit}.`,
      source: 'M1',
    });
  }
  if (debtStatus(run, tiers) === 'EXCESS_MINOR_ISSUES') {
    const message = `${run.openMinorIssues} minor issues are open: more than the run (${run.maxMinorIssuesTotal}) or one of its tiers tolerates.`;
    found.push({ code: 'excess_minor_issues', message, source: 'B7' });
  }
  return found;
}

/**
 * Promoting a linked run would bring the work of those before it along: they must have passed the same judgement (P10).
 */
function predecessorBlockers({ predecessors }: EligibilityFacts, contained: ReadonlySet<string>): Reason[] {
  const found: Reason[] = [];
  for (const each of predecessors) {
    if (each.isPromoted || contained.has(each.runId)) break;
    const message = blockerMessage(each);
    if (message !== null) found.push({ code: 'predecessor_not_promoted', message, source: 'P10' });
  }
  return found;
}

function blockerMessage({ runId, run, tiers }: Predecessor): string | null {
  if (run === null) return `Run "${runId}" comes before it and was deleted: nothing shows that it was promoted.`;
  if (hasCommits(run)) return `Run "${runId}" comes before it and is not promoted yet: promote it first.`;
  const own = ownBlockers(run, tiers).map((reason) => reason.code);
  if (own.length === 0) return null;
  return `Run "${runId}" comes before it and is not eligible itself: ${[...new Set(own)].join(', ')}.`;
}
