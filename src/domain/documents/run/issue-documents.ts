/**
 * The issue files (F6): of a phase, of a run by key, of a project across its runs. Each shows rows of its own scope and
 * the version that these rows give (F3); words are in lower case, as docs/rules.md writes them.
 */
import type { PhaseFacts, RunFacts } from '../../model/facts.js';
import type { BacklogEntry, PhaseIssue } from '../../model/issue.js';
import { issueState } from '../../rules/budget/budgets.js';
import { backlogStatus } from '../../rules/issue/backlog-status.js';
import { type PlacedIssue, runIssueIndex, type RunIssueIndexEntry } from '../../rules/issue/run-index.js';
import type { AgingThresholds } from '../../rules/ruleset/ruleset.js';
import { jsonDocument, jsonPieces } from '../parts/json.js';

/** The phase's row, and all its issues in any order. */
export interface PhaseIssuesView {
  readonly phase: Pick<
    PhaseFacts,
    | 'runId'
    | 'phaseId'
    | 'tierId'
    | 'phaseIndex'
    | 'minorIssuesCount'
    | 'majorIssuesCount'
    | 'issuesVersion'
    | 'issuesAt'
  >;
  readonly issues: readonly PhaseIssue[];
}

export interface RunIndexView {
  readonly run: Pick<RunFacts, 'runId' | 'issuesVersion' | 'issuesAt'>;
  readonly issues: readonly PlacedIssue[];
}

/** What the backlog file shows of an entry. */
export type RenderedEntry = Omit<BacklogEntry, 'projectId' | 'episode' | 'firstSeenAt' | 'resolvedAt' | 'version'> & {
  /** Computed with the entry (Q6). */
  readonly resolved: boolean;
};

export interface BacklogView {
  readonly projectId: string;
  readonly thresholds: AgingThresholds;
  readonly entries: readonly RenderedEntry[];
}

/** `issues/phase_{NN}_{phase_id}_issues.json` */
export const phaseIssuesDocument = ({ phase, issues }: PhaseIssuesView): string =>
  jsonDocument({
    run_version: phase.issuesVersion,
    run_id: phase.runId,
    phase_id: phase.phaseId,
    tier_id: phase.tierId,
    issues: issues.toSorted(byKey).map(issueFields),
    minor_issue_count: phase.minorIssuesCount,
    major_issue_count: phase.majorIssuesCount,
    issue_state: lower(issueState(phase)),
  });

/** `issues/run_issue_index.json` */
export const runIndexDocument = ({ run, issues }: RunIndexView): string =>
  jsonDocument({
    run_version: run.issuesVersion,
    run_id: run.runId,
    issues_by_key: new Map(runIssueIndex(issues).map((entry) => [entry.issueKey, indexFields(entry)])),
  });

/** `project_issue_backlog.json`, in pieces: it holds everything that was ever seen in the project. */
export const backlogPieces = ({ projectId, thresholds, entries }: BacklogView): Generator<string> =>
  jsonPieces(
    { project_id: projectId },
    'issues_by_key',
    entries.toSorted(byKey).map((entry) => [entry.issueKey, backlogFields(entry, thresholds)] as const),
  );

const issueFields = (issue: PhaseIssue) => ({
  issue_key: issue.issueKey,
  category: issue.category,
  severity: lower(issue.severity),
  effective_severity: lower(issue.effectiveSeverity),
  source: lower(issue.source),
  description: issue.description,
  task_category: issue.taskCategory,
  complexity: issue.complexity && lower(issue.complexity),
  expected_fail: issue.expectedFail,
  occurrence_count: issue.occurrenceCount,
  evidence_refs: issue.evidenceRefs,
  first_seen_run: issue.firstSeenRun,
  last_seen_run: issue.lastSeenRun,
  open: issue.open,
});

const indexFields = (entry: RunIssueIndexEntry) => ({
  category: entry.category,
  severity: lower(entry.severity),
  effective_severity: lower(entry.effectiveSeverity),
  occurrence_count: entry.occurrenceCount,
  first_phase_index: entry.firstPhaseIndex,
  last_phase_index: entry.lastPhaseIndex,
  seen_in_tiers: entry.seenInTiers,
  seen_in_phases: entry.seenInPhases,
});

const backlogFields = (entry: RenderedEntry, thresholds: AgingThresholds) => ({
  category: entry.category,
  base_severity: lower(entry.baseSeverity),
  status: lower(backlogStatus(entry, thresholds)),
  age_in_runs: entry.ageInRuns,
  age_in_tiers: entry.ageInTiers,
  occurrence_count: entry.occurrenceCount,
  first_seen_run_id: entry.firstSeenRunId,
  last_seen_run_id: entry.lastSeenRunId,
  last_seen_at: entry.lastSeenAt.toISOString(),
});

const lower = (word: string): string => word.toLowerCase();

const byKey = (a: { readonly issueKey: string }, b: { readonly issueKey: string }): number =>
  a.issueKey < b.issueKey ? -1 : 1;
