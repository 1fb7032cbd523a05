/**
 * The documents of a run: which there are, their paths and their contents. A draft has `run_summary.md` only (S9); a
 * run that has ended has them all, also if it never was more than a draft. Issue files are there as soon as there are
 * issues, the strategy as soon as it is frozen, the incident pack when the run has ended as failed (C4).
 */
import type { PhaseFacts, RunFacts, TierFacts } from '../../model/facts.js';
import type { PhaseIssue } from '../../model/issue.js';
import { isPhaseTerminal } from '../../model/phase-state.js';
import { isDraft } from '../../model/run-state.js';
import { isTierTerminal } from '../../model/tier-state.js';
import { cleanliness, isOver, tierBudgets } from '../../rules/budget/budgets.js';
import type { PhaseStrategy } from '../../rules/strategy/strategy.js';
import { incidentIndex } from '../incident/incident-index.js';
import { incidentEvents, incidentIssues } from '../incident/incident-json.js';
import type { IncidentView } from '../incident/incident-view.js';
import {
  INCIDENT_EVENTS_PATH,
  INCIDENT_INDEX_PATH,
  INCIDENT_ISSUES_PATH,
  phaseIssuesPath,
  phasePath,
  RUN_INDEX_PATH,
  RUN_SUMMARY_PATH,
  strategyPath,
  tierPath,
} from '../parts/file-names.js';
import { windowAround } from '../parts/window.js';
import { workByPhase, type WorkRows } from '../parts/work-view.js';
import { phaseIssuesDocument, type PhaseIssuesView, runIndexDocument, type RunIndexView } from './issue-documents.js';
import { phaseSummary, type PhaseView } from './phase-summary.js';
import type { RunStory } from './run-story.js';
import { runSummary, type RunView } from './run-summary.js';
import { type StoredStrategy, strategyDocument } from './strategy-document.js';
import { tierSummary, type TierView } from './tier-summary.js';

export type DocumentKind =
  | 'run_summary'
  | 'tier_summary'
  | 'phase_summary'
  | 'phase_issues'
  | 'run_issue_index'
  | 'strategy'
  | 'incident_index'
  | 'incident_events'
  | 'incident_issues';

export interface Document {
  /** Relative to the run's directory. */
  readonly path: string;
  readonly kind: DocumentKind;
  readonly content: string;
  /** Seq and instant of the last event that changed what the document shows (F3). */
  readonly runVersion: number;
  readonly changedAt: Date;
}

/**
 * All rows of a run that its documents show; tiers and phases in plan order, issues and what the strategy says of
 * phases in any.
 */
export interface RunRows {
  readonly run: RunFacts;
  /** The newest run that continues its plan (P11); null: none does. */
  readonly continuedByRunId: string | null;
  readonly story: RunStory;
  readonly tiers: readonly TierFacts[];
  readonly phases: readonly PhaseFacts[];
  readonly phaseStrategies: readonly PhaseStrategy[];
  readonly issues: readonly PhaseIssue[];
  readonly strategy: StoredStrategy | null;
  /** The work on any of the phases. */
  readonly work: WorkRows;
  /** Null: the run has not ended as failed. */
  readonly incident: IncidentView | null;
}

/** What some of a run's documents show: the run always, everything else as far as it is wanted. */
export interface LayoutView extends IssuesView {
  readonly run: RunView;
  readonly tiers: readonly TierView[];
  readonly phases: readonly PhaseView[];
  readonly incident: IncidentView | null;
}

export interface IssuesView {
  readonly phaseIssues: readonly PhaseIssuesView[];
  readonly runIndex: RunIndexView | null;
  readonly strategy: StoredStrategy | null;
}

export const NOTHING_OF_ISSUES: IssuesView = { phaseIssues: [], runIndex: null, strategy: null };

/** All documents of a run: the run's first. `wanted` chooses by path, before anything is rendered. */
export function documentsOf(rows: RunRows, wanted: (path: string) => boolean = () => true): Document[] {
  return [...renderDocuments(viewOf(rows), wanted)].reverse();
}

/** The view of a whole run. */
export function viewOf(rows: RunRows): LayoutView {
  const { run, tiers, phases, phaseStrategies, incident } = rows;
  const unclean = tiers.filter((tier) => cleanliness(tier) === 'NOT_CLEAN');
  const overMinor = (tier: TierFacts) =>
    tierBudgets(tier).some((budget) => budget.name === 'max_minor_issues_tolerated' && isOver(budget));
  const runView: RunView = {
    run,
    continuedByRunId: rows.continuedByRunId,
    story: rows.story,
    tiers: windowAround(tiers, (tier) => !isTierTerminal(tier.state)),
    uncleanTiers: unclean.length,
    uncleanWitness: unclean.find(overMinor) ?? unclean[0] ?? null,
  };
  if (isDraft(run.state)) return { run: runView, tiers: [], phases: [], incident, ...NOTHING_OF_ISSUES };
  const byTier = new Map<string, PhaseFacts[]>(tiers.map((tier) => [tier.tierId, []]));
  for (const phase of phases) byTier.get(phase.tierId)?.push(phase);
  const tierViews = tiers.map((tier) => ({
    tier,
    phases: windowAround(byTier.get(tier.tierId)!, (phase) => !isPhaseTerminal(phase.state)),
  }));
  const strategyOf = new Map(phaseStrategies.map((strategy) => [strategy.phaseId, strategy]));
  const workOf = workByPhase(rows.work);
  const phaseViews = phases.map((phase) => ({
    phase,
    strategy: strategyOf.get(phase.phaseId) ?? null,
    work: workOf(phase),
  }));
  return { run: runView, tiers: tierViews, phases: phaseViews, incident, ...issuesView(rows) };
}

function issuesView({ run, tiers, phases, issues, strategy }: RunRows): IssuesView {
  const byPhase = new Map<string, PhaseIssue[]>();
  for (const issue of issues) {
    const mine = byPhase.get(issue.phaseId);
    if (mine) mine.push(issue);
    else byPhase.set(issue.phaseId, [issue]);
  }
  const tierIndexes = new Map(tiers.map((tier) => [tier.tierId, tier.tierIndex]));
  const placed = phases.flatMap(({ phaseId, phaseIndex, tierId }) =>
    (byPhase.get(phaseId) ?? []).map((issue) => ({ ...issue, phaseIndex, tierIndex: tierIndexes.get(tierId)! })),
  );
  return {
    phaseIssues: phases
      .filter((phase) => phase.issuesVersion > 0)
      .map((phase) => ({ phase, issues: byPhase.get(phase.phaseId) ?? [] })),
    runIndex: run.issuesVersion > 0 ? { run, issues: placed } : null,
    strategy,
  };
}

/** Does the view hold an issue file for every phase that the index names: all issue files of the run? */
export function holdsAllIssueFiles({ phaseIssues, runIndex }: IssuesView): boolean {
  const held = new Set(phaseIssues.map(({ phase }) => phase.phaseId));
  return runIndex !== null && runIndex.issues.every(({ phaseId }) => held.has(phaseId));
}

/**
 * Renders the documents of a view one by one, the run last: a reader that finds the run's new version in its summary
 * finds the other files in place.
 */
export function* renderDocuments(
  view: LayoutView,
  wanted: (path: string) => boolean = () => true,
): Generator<Document> {
  yield* issueDocuments(view, wanted);
  const { run } = view.run;
  for (const phaseView of view.phases.toReversed()) {
    const { phase } = phaseView;
    const path = phasePath(phase);
    if (!wanted(path)) continue;
    yield {
      path,
      kind: 'phase_summary',
      content: phaseSummary(phaseView),
      runVersion: phase.shownVersion,
      changedAt: phase.shownAt,
    };
  }
  for (const tier of view.tiers.toReversed()) {
    const path = tierPath(tier.tier);
    if (!wanted(path)) continue;
    yield {
      path,
      kind: 'tier_summary',
      content: tierSummary(tier),
      runVersion: tier.tier.shownVersion,
      changedAt: tier.tier.shownAt,
    };
  }
  if (view.incident) yield* incidentDocuments(view.incident, wanted).reverse();
  if (!wanted(RUN_SUMMARY_PATH)) return;
  yield {
    path: RUN_SUMMARY_PATH,
    kind: 'run_summary',
    content: runSummary(view.run),
    runVersion: run.version,
    changedAt: run.changedAt,
  };
}

function* issueDocuments(
  { phaseIssues, runIndex, strategy }: IssuesView,
  wanted: (path: string) => boolean,
): Generator<Document> {
  if (strategy && wanted(strategyPath(strategy.version))) {
    const { shownVersion: runVersion, shownAt: changedAt } = strategy;
    yield {
      path: strategyPath(strategy.version),
      kind: 'strategy',
      content: strategyDocument(strategy),
      runVersion,
      changedAt,
    };
  }
  if (runIndex && wanted(RUN_INDEX_PATH)) {
    yield {
      path: RUN_INDEX_PATH,
      kind: 'run_issue_index',
      content: runIndexDocument(runIndex),
      ...renderedBy(runIndex.run),
    };
  }
  for (const view of phaseIssues.toReversed()) {
    const path = phaseIssuesPath(view.phase);
    if (wanted(path))
      yield { path, kind: 'phase_issues', content: phaseIssuesDocument(view), ...renderedBy(view.phase) };
  }
}

/** A row with issues has the instant of the event that last changed them. */
const renderedBy = ({ issuesVersion, issuesAt }: { issuesVersion: number; issuesAt: Date | null }) => ({
  runVersion: issuesVersion,
  changedAt: issuesAt!,
});

/**
 * The incident pack, its index first. A run that has ended never changes again: all of it shows the run's last event.
 */
export function incidentDocuments(view: IncidentView, wanted: (path: string) => boolean = () => true): Document[] {
  const { version: runVersion, changedAt } = view.run;
  return INCIDENT_FILES.filter(({ path, isThere }) => wanted(path) && isThere(view)).map(({ path, kind, render }) => ({
    path,
    kind,
    content: render(view),
    runVersion,
    changedAt,
  }));
}

interface IncidentFile extends Pick<Document, 'path' | 'kind'> {
  readonly render: (view: IncidentView) => string;
  readonly isThere: (view: IncidentView) => boolean;
}

const INCIDENT_FILES: readonly IncidentFile[] = [
  { path: INCIDENT_INDEX_PATH, kind: 'incident_index', render: incidentIndex, isThere: () => true },
  { path: INCIDENT_EVENTS_PATH, kind: 'incident_events', render: incidentEvents, isThere: () => true },
  {
    path: INCIDENT_ISSUES_PATH,
    kind: 'incident_issues',
    render: incidentIssues,
    isThere: ({ openIssues }) => openIssues > 0,
  },
];
