/**
 * What reports of one key make of its rows: the phase's issue, the backlog entry and the sighting. Repeats raise the
 * occurrences, keep the higher severity and add evidence (Q3); age grows with distinct runs and tiers, never with calls
 * (Q4).
 */
import type { PhaseFacts, RunFacts } from '../../model/facts.js';
import {
  type BacklogEntry,
  EVIDENCE_MAX_ENTRIES,
  type IssueReport,
  type IssueSighting,
  type PhaseIssue,
} from '../../model/issue.js';
import { isAtWork } from '../../model/phase-state.js';
import type { Severity } from '../../model/vocabulary.js';
import { higher, type IssueRules, severityOf } from './severity.js';

/** What is known of a key before the reports. */
export interface KnownIssue {
  readonly issueKey: string;
  /** The phase's own issue. */
  readonly own: PhaseIssue | null;
  /** Highest effective severity in the other phases of the tier, and of the run: counted at all, and still open. */
  readonly elsewhere: Elsewhere;
  /** The key was major by age when the strategy was frozen. */
  readonly aged: boolean;
  readonly entry: BacklogEntry | null;
  /** The entry counts as resolved now (Q6). */
  readonly resolved: boolean;
  /** The sighting in this tier of this run, in the entry's present episode. */
  readonly sighting: IssueSighting | null;
  /** Some tier of this run has a counted sighting in the present episode. */
  readonly seenInRun: boolean;
}

export interface Elsewhere {
  readonly inTier: Severity | null;
  readonly inRun: Severity | null;
  readonly openInTier: Severity | null;
  readonly openInRun: Severity | null;
}

export interface MergedIssue {
  readonly issue: PhaseIssue;
  readonly entry: BacklogEntry;
  readonly sighting: IssueSighting;
}

/** Where and when the reports were made. */
export interface Scene {
  readonly run: Pick<RunFacts, 'runId' | 'projectId'>;
  readonly phase: Pick<PhaseFacts, 'phaseId' | 'tierId' | 'state' | 'round' | 'taskCategory' | 'complexity'>;
  readonly rules: IssueRules;
  readonly now: Date;
}

/** Folds the reports of one key, in their order, into its rows. */
export function mergeReports(known: KnownIssue, reports: readonly IssueReport[], scene: Scene): MergedIssue {
  let { own, entry, sighting } = known;
  let { seenInRun, resolved } = known;
  for (const report of reports) {
    const severity = severityOf(report, scene.rules);
    const counted = !report.expectedFail;
    if (resolved) [sighting, seenInRun] = [null, false];
    entry = mergedEntry(
      entry,
      report,
      severity,
      { counted, resolved, newRun: !seenInRun, newTier: !sighting?.counted },
      scene,
    );
    resolved = false;
    own = mergedIssue(own, report, severity, known.aged, entry, scene);
    sighting = mergedSighting(sighting, entry, severity, counted, scene);
    seenInRun ||= counted;
  }
  if (!own || !entry || !sighting) throw new Error(`No report of ${known.issueKey}`);
  return { issue: own, entry: { ...entry, version: (known.entry?.version ?? 0) + 1 }, sighting };
}

function mergedIssue(
  before: PhaseIssue | null,
  report: IssueReport,
  reported: Severity,
  aged: boolean,
  entry: BacklogEntry,
  { run, phase, now }: Scene,
): PhaseIssue {
  const severity = higher(reported, before?.severity ?? null);
  return {
    runId: run.runId,
    phaseId: phase.phaseId,
    issueKey: report.issueKey,
    tierId: phase.tierId,
    category: before?.category ?? report.category,
    severity,
    effectiveSeverity: aged ? 'MAJOR' : severity,
    source: before?.source ?? report.source,
    description: report.description ?? before?.description ?? null,
    taskCategory: report.taskCategory ?? before?.taskCategory ?? phase.taskCategory,
    complexity: report.complexity ?? before?.complexity ?? phase.complexity,
    expectedFail: report.expectedFail && (before?.expectedFail ?? true),
    occurrenceCount: (before?.occurrenceCount ?? 0) + 1,
    evidenceRefs: [...new Set([...(before?.evidenceRefs ?? []), ...report.evidenceRefs])].slice(
      0,
      EVIDENCE_MAX_ENTRIES,
    ),
    firstSeenRun: before?.firstSeenRun ?? entry.firstSeenRunId,
    lastSeenRun: run.runId,
    open: true,
    reportedAttempt: isAtWork(phase.state) ? phase.round : 0,
    firstSeenAt: before?.firstSeenAt ?? now,
    lastSeenAt: now,
  };
}

interface Sight {
  readonly counted: boolean;
  readonly resolved: boolean;
  readonly newRun: boolean;
  readonly newTier: boolean;
}

function mergedEntry(
  before: BacklogEntry | null,
  report: IssueReport,
  severity: Severity,
  sight: Sight,
  { run, now }: Scene,
): BacklogEntry {
  const reopened = before !== null && sight.resolved;
  const age = before && !reopened ? before : { ageInRuns: 0, ageInTiers: 0 };
  return {
    projectId: run.projectId,
    issueKey: report.issueKey,
    category: before?.category ?? report.category,
    baseSeverity: higher(severity, before?.baseSeverity ?? null),
    occurrenceCount: (before?.occurrenceCount ?? 0) + 1,
    ageInRuns: age.ageInRuns + Number(sight.counted && sight.newRun),
    ageInTiers: age.ageInTiers + Number(sight.counted && sight.newTier),
    episode: (before?.episode ?? 1) + Number(reopened),
    firstSeenRunId: before?.firstSeenRunId ?? run.runId,
    firstSeenAt: before?.firstSeenAt ?? now,
    lastSeenRunId: run.runId,
    lastSeenAt: now,
    resolvedAt: reopened ? null : (before?.resolvedAt ?? null),
    version: before?.version ?? 0,
  };
}

function mergedSighting(
  before: IssueSighting | null,
  entry: BacklogEntry,
  severity: Severity,
  counted: boolean,
  { run, phase, now }: Scene,
): IssueSighting {
  return {
    projectId: entry.projectId,
    issueKey: entry.issueKey,
    episode: entry.episode,
    runId: run.runId,
    tierId: phase.tierId,
    severity: higher(severity, before?.severity ?? null),
    counted: counted || (before?.counted ?? false),
    occurrences: (before?.occurrences ?? 0) + 1,
    firstSeenAt: before?.firstSeenAt ?? now,
    lastSeenAt: now,
  };
}
