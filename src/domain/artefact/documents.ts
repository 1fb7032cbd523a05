/**
 * The documents of a run (section 11): which there are, where they stand and what they say. A draft has `run_summary.md` only (S9); a
 * run that has ended has them all, also if it never was more than a draft.
 */
import { cleanliness, isOver, tierBudgets } from '../budget/budgets.js';
import { isPhaseTerminal } from '../phase/phase-state.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../run/facts.js';
import { isDraft } from '../run/run-state.js';
import { isTierTerminal } from '../tier/tier-state.js';
import { phasePath, RUN_SUMMARY_PATH, tierPath } from './file-names.js';
import { phaseSummary } from './phase-summary.js';
import { runSummary, type RunView } from './run-summary.js';
import { tierSummary, type TierView } from './tier-summary.js';
import { windowAround } from './window.js';

export type DocumentKind = 'run_summary' | 'tier_summary' | 'phase_summary';

export interface Document {
  /** Relative to the run's directory. */
  readonly path: string;
  readonly kind: DocumentKind;
  readonly content: string;
  /** Seq and instant of the last event that changed what the document shows (F3). */
  readonly runVersion: number;
  readonly changedAt: Date;
}

/** What some of a run's documents show: the run always, tiers and phases as far as they are wanted. */
export interface LayoutView {
  readonly run: RunView;
  readonly tiers: readonly TierView[];
  readonly phases: readonly PhaseFacts[];
}

/** All documents of a run, from all its rows in plan order: the run's first. `wanted` chooses by path, before anything is rendered. */
export function documentsOf(
  run: RunFacts,
  tiers: readonly TierFacts[],
  phases: readonly PhaseFacts[],
  wanted: (path: string) => boolean = () => true,
): Document[] {
  return [...renderDocuments(viewOf(run, tiers, phases), wanted)].reverse();
}

/** The view of a whole run. */
export function viewOf(run: RunFacts, tiers: readonly TierFacts[], phases: readonly PhaseFacts[]): LayoutView {
  const unclean = tiers.filter((tier) => cleanliness(tier) === 'NOT_CLEAN');
  const overMinor = (tier: TierFacts) => tierBudgets(tier).some((budget) => budget.name === 'max_minor_issues_tolerated' && isOver(budget));
  const runView: RunView = {
    run,
    tiers: windowAround(tiers, (tier) => !isTierTerminal(tier.state)),
    uncleanTiers: unclean.length,
    uncleanWitness: unclean.find(overMinor) ?? unclean[0] ?? null,
  };
  if (isDraft(run.state)) return { run: runView, tiers: [], phases: [] };
  const byTier = new Map<string, PhaseFacts[]>(tiers.map((tier) => [tier.tierId, []]));
  for (const phase of phases) byTier.get(phase.tierId)?.push(phase);
  const tierViews = tiers.map((tier) => ({
    tier,
    phases: windowAround(byTier.get(tier.tierId)!, (phase) => !isPhaseTerminal(phase.state)),
  }));
  return { run: runView, tiers: tierViews, phases };
}

/**
 * Renders the documents of a view one by one, phases first and the run last: whoever finds the run's new version in its summary finds
 * the other files in place.
 */
export function* renderDocuments(view: LayoutView, wanted: (path: string) => boolean = () => true): Generator<Document> {
  const { run } = view.run;
  for (const phase of view.phases.toReversed()) {
    const path = phasePath(phase);
    if (!wanted(path)) continue;
    yield { path, kind: 'phase_summary', content: phaseSummary(phase), runVersion: phase.shownVersion, changedAt: phase.shownAt };
  }
  for (const tier of view.tiers.toReversed()) {
    const path = tierPath(tier.tier);
    if (!wanted(path)) continue;
    yield { path, kind: 'tier_summary', content: tierSummary(tier), runVersion: tier.tier.shownVersion, changedAt: tier.tier.shownAt };
  }
  if (!wanted(RUN_SUMMARY_PATH)) return;
  yield { path: RUN_SUMMARY_PATH, kind: 'run_summary', content: runSummary(view.run), runVersion: run.version, changedAt: run.changedAt };
}
