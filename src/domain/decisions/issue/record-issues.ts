/**
 * Recording issues (Q1 to Q5): phase issue, run index and backlog in one write. An issue never changes a state by
 * itself; but too many distinct minor ones break the run's budget, and that ends it (B3).
 */
import type { PhaseFacts, RunFacts, TierFacts } from '../../model/facts.js';
import type { BacklogEntry, IssueReport, IssueSighting, PhaseIssue } from '../../model/issue.js';
import { isRunTerminal } from '../../model/run-state.js';
import type { Severity } from '../../model/vocabulary.js';
import { brokenBudget } from '../../rules/budget/budgets.js';
import { type Elsewhere, type KnownIssue, type MergedIssue, mergeReports } from '../../rules/issue/merge.js';
import {
  addCounts,
  countChange,
  higher,
  type IssueRules,
  NO_COUNTS,
  type SeverityCounts,
} from '../../rules/issue/severity.js';
import { ChangeRecorder, type CommandContext, type RunChange } from '../change/change.js';
import { accepted, type Decision, needsOpenRows, type OpenRows, refused } from '../change/decision.js';
import { endAsFailed } from '../change/end-run.js';
import { budgetFailure } from '../change/failures.js';
import type { ClosingFacts } from '../change/phase-step.js';
import { runTerminal } from '../change/refusals.js';

/** The phase that reports are about, and what is known of their keys. */
export interface ReportedFacts {
  readonly run: RunFacts;
  readonly phase: PhaseFacts;
  readonly tier: TierFacts;
  /** What is known of each reported key. */
  readonly known: ReadonlyMap<string, KnownIssue>;
  readonly rules: IssueRules;
}

export interface RecordIssuesFacts extends ReportedFacts {
  readonly open: OpenRows | null;
}

/** The issues' own rows, each as it is afterwards. */
export interface IssueRows {
  readonly issues: readonly PhaseIssue[];
  /** By key. `seenVersion` is null for an entry that was not there: it must still not be there. */
  readonly entries: readonly (BacklogEntry & { readonly seenVersion: number | null })[];
  readonly sightings: readonly IssueSighting[];
}

/** Besides the run's rows: those of its issues. */
export interface IssueRecording extends RunChange, IssueRows {}

export function decideRecordIssues(
  facts: RecordIssuesFacts,
  reports: readonly IssueReport[],
  context: CommandContext,
): Decision<IssueRecording> {
  const { run, phase, tier, open } = facts;
  if (isRunTerminal(run.state)) return refused(runTerminal(run));

  const recorder = new ChangeRecorder(run, context);
  const recorded = recordReports(recorder, facts, reports, context.now);
  recorder.noteWithoutMove(`phase/${phase.phaseId}`, 'ISSUES_RECORDED', {
    tierId: phase.tierId,
    issues: recorded.eventData,
  });
  const broken = brokenBudget(recorder.run, recorder.phase(phase), context.now);
  if (broken) {
    if (!open) return needsOpenRows;
    endAsFailed(recorder, open, 'DONE_FAILED_BUDGET_EXHAUSTED', budgetFailure(broken, recorder.phase(phase)));
  }
  recorder.patchTier(tier, {});
  return accepted({ ...recorder.finish(), ...recorded.rows });
}

/** The result of recording reports of a phase: rows, and the data of the event. */
export interface RecordedReports {
  readonly rows: IssueRows;
  readonly eventData: readonly Record<string, unknown>[];
  /** Keys that count as major now and did not in this phase before (G1). */
  readonly newMajorKeys: readonly string[];
  readonly merged: readonly Merged[];
}

export const NOTHING_REPORTED: RecordedReports = {
  rows: { issues: [], entries: [], sightings: [] },
  eventData: [],
  newMajorKeys: [],
  merged: [],
};

/** Records reports as part of a change: rows and counters, without an event of its own. */
export function recordReports(
  recorder: ChangeRecorder,
  facts: ReportedFacts,
  reports: readonly IssueReport[],
  now: Date,
): RecordedReports {
  if (reports.length === 0) return NOTHING_REPORTED;
  const { run, phase, rules } = facts;
  const scene = { run, phase, rules, now };
  const merged = byKey(reports).map(([key, mine]) => ({
    known: knownOf(facts, key),
    ...mergeReports(knownOf(facts, key), mine, scene),
  }));
  count(recorder, facts, merged);
  recorder.showIssues(phase, { inIndex: true });
  return {
    rows: {
      issues: merged.map(({ issue }) => issue),
      entries: merged.map(({ entry, known }) => ({ ...entry, seenVersion: known.entry?.version ?? null })),
      sightings: merged.map(({ sighting }) => sighting),
    },
    eventData: merged.map(({ issue }) => recorded(issue)),
    newMajorKeys: merged
      .filter(({ issue, known }) => countedAs(issue) === 'MAJOR' && countedAs(known.own) !== 'MAJOR')
      .map(({ issue }) => issue.issueKey),
    merged,
  };
}

/**
 * What a phase that completes closes, if the same command reports issues too: those stay open, and are not resolved
 * (Q6, Q8).
 */
export function closingWith(
  closing: ClosingFacts | null,
  { merged }: RecordedReports,
  round: number,
): ClosingFacts | null {
  if (!closing || merged.length === 0) return closing;
  const added = (open: (elsewhere: Elsewhere) => Severity | null): SeverityCounts =>
    merged
      .map(({ known: { own, elsewhere }, issue }) => {
        const counted = own?.open && own.reportedAttempt === round ? countedAs(own) : null;
        return countChange(higher(counted, open(elsewhere)), higher(countedAs(issue), open(elsewhere)));
      })
      .reduce(addCounts, NO_COUNTS);
  const reported = new Set(merged.map(({ issue }) => issue.issueKey));
  return {
    ...closing,
    openInTier: addCounts(
      closing.openInTier,
      added(({ openInTier }) => openInTier),
    ),
    openInRun: addCounts(
      closing.openInRun,
      added(({ openInRun }) => openInRun),
    ),
    resolvedKeys: closing.resolvedKeys.filter((key) => !reported.has(key)),
  };
}

/** The reports by key, keys in order: every write locks backlog entries in this order. */
function byKey(reports: readonly IssueReport[]): [string, IssueReport[]][] {
  const groups = new Map<string, IssueReport[]>();
  for (const report of reports) {
    const group = groups.get(report.issueKey);
    if (group) group.push(report);
    else groups.set(report.issueKey, [report]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function knownOf(facts: ReportedFacts, key: string): KnownIssue {
  const known = facts.known.get(key);
  if (!known) throw new Error(`Nothing was read about ${key}`);
  return known;
}

type Merged = MergedIssue & { readonly known: KnownIssue };

/** Distinct keys by effective severity, in phase, tier and run (Q3), and those of them that are open (Q8). */
function count(recorder: ChangeRecorder, { phase, tier }: ReportedFacts, merged: readonly Merged[]): void {
  const change = (
    of: (counted: Severity | null, elsewhere: Elsewhere) => Severity | null,
    isOpen: boolean,
  ): SeverityCounts =>
    merged
      .map(({ known, issue }) =>
        countChange(
          of(isOpen && !known.own?.open ? null : countedAs(known.own), known.elsewhere),
          of(countedAs(issue), known.elsewhere),
        ),
      )
      .reduce(addCounts, NO_COUNTS);
  const inPhase = change((own) => own, false);
  const inTier = change((own, { inTier }) => higher(own, inTier), false);
  const inRun = change((own, { inRun }) => higher(own, inRun), false);
  const openInTier = change((own, { openInTier }) => higher(own, openInTier), true);
  const openInRun = change((own, { openInRun }) => higher(own, openInRun), true);
  const [tierNow, runNow] = [recorder.tier(tier), recorder.run];
  recorder.patchPhase(phase, counts(recorder.phase(phase), inPhase));
  recorder.patchTier(tier, { ...counts(tierNow, inTier), ...openCounts(tierNow, openInTier) });
  recorder.patchRun({ ...counts(runNow, inRun), ...openCounts(runNow, openInRun) });
}

/** As what the issue counts; null if it does not: an expected failure, or none at all. */
const countedAs = (issue: PhaseIssue | null): Severity | null =>
  issue && !issue.expectedFail ? issue.effectiveSeverity : null;

const counts = (row: { minorIssuesCount: number; majorIssuesCount: number }, by: SeverityCounts) => ({
  minorIssuesCount: row.minorIssuesCount + by.minor,
  majorIssuesCount: row.majorIssuesCount + by.major,
});

const openCounts = (row: { openMinorIssues: number; openMajorIssues: number }, by: SeverityCounts) => ({
  openMinorIssues: row.openMinorIssues + by.minor,
  openMajorIssues: row.openMajorIssues + by.major,
});

/** What the event says of an issue: enough to count the rows again (E1). */
function recorded(issue: PhaseIssue): Record<string, unknown> {
  const { issueKey, category, severity, effectiveSeverity, source, expectedFail, occurrenceCount, reportedAttempt } =
    issue;
  return { issueKey, category, severity, effectiveSeverity, source, expectedFail, occurrenceCount, reportedAttempt };
}
