/**
 * The issues of one run in memory: what decisions read of them, and what a change makes of them (Q3, Q6, Q8).
 */
import type { IssueClosing } from '../../decisions/change/change.js';
import type { ClosingFacts } from '../../decisions/change/phase-step.js';
import type { IssueRows } from '../../decisions/issue/record-issues.js';
import type { PhaseFacts } from '../../model/facts.js';
import type { PhaseIssue } from '../../model/issue.js';
import type { Severity } from '../../model/vocabulary.js';
import { DEFAULT_ISSUE_RULES } from '../../rules/issue/default-rules.js';
import type { KnownIssue } from '../../rules/issue/merge.js';
import { higher, type IssueRules, type SeverityCounts } from '../../rules/issue/severity.js';
import type { Strategy } from '../../rules/strategy/strategy.js';
import type { BacklogInMemory } from './backlog.js';

/** What the facts about issues are made from. */
export interface IssueSources {
  /** In the order in which they were first reported. */
  readonly issues: readonly PhaseIssue[];
  readonly backlog: BacklogInMemory;
  /** Null: a draft. */
  readonly strategy: Strategy | null;
}

/** The highest effective severity of issues that count; null: none does. */
function highestSeverity(issues: readonly PhaseIssue[]): Severity | null {
  let highest: Severity | null = null;
  for (const issue of issues) if (!issue.expectedFail) highest = higher(issue.effectiveSeverity, highest);
  return highest;
}

/** Distinct keys by highest effective severity. */
function countedKeys(issues: readonly PhaseIssue[]): SeverityCounts {
  const byKey = new Map<string, Severity>();
  for (const issue of issues)
    if (!issue.expectedFail)
      byKey.set(issue.issueKey, higher(issue.effectiveSeverity, byKey.get(issue.issueKey) ?? null));
  const severities = [...byKey.values()];
  return {
    minor: severities.filter((severity) => severity === 'MINOR').length,
    major: severities.filter((severity) => severity === 'MAJOR').length,
  };
}

/** How issues of the run are judged (Q5). */
export function issueRulesOf(strategy: Strategy | null): IssueRules {
  if (!strategy) return DEFAULT_ISSUE_RULES;
  const { severityByCategory, aging } = strategy.issues;
  return { severityByCategory, resolvedAfterRuns: aging.resolvedAfterRuns };
}

/** What completing the phase does to its issues; null: nothing. */
export function closingFacts({ issues, strategy }: IssueSources, phase: PhaseFacts): ClosingFacts | null {
  const isStale = (issue: PhaseIssue) =>
    issue.phaseId === phase.phaseId && issue.open && issue.reportedAttempt !== phase.round;
  const cleanup = strategy?.debtCleanup.phases.find(({ phaseId }) => phaseId === phase.phaseId);
  if (issues.length === 0 && cleanup === undefined) return null;
  const open = issues.filter((issue) => issue.open && !isStale(issue));
  const isThere = (key: string) => open.some((issue) => issue.phaseId === phase.phaseId && issue.issueKey === key);
  const resolvedKeys = (cleanup?.issueKeys ?? []).filter((key) => !isThere(key));
  const closes = issues.some(isStale);
  if (!closes && resolvedKeys.length === 0) return null;
  const openInTier = countedKeys(open.filter((issue) => issue.tierId === phase.tierId));
  return { openInTier, openInRun: countedKeys(open), closes, resolvedKeys };
}

/** What is known of a key that a command of the phase reports. */
export function knownIssue(sources: IssueSources, phase: PhaseFacts, issueKey: string): KnownIssue {
  const { issues, backlog, strategy } = sources;
  const same = issues.filter((issue) => issue.issueKey === issueKey);
  const others = same.filter((issue) => issue.phaseId !== phase.phaseId);
  const inTier = others.filter((issue) => issue.tierId === phase.tierId);
  const isOpen = (issue: PhaseIssue) => issue.open;
  return {
    issueKey,
    own: same.find((issue) => issue.phaseId === phase.phaseId) ?? null,
    elsewhere: {
      inTier: highestSeverity(inTier),
      inRun: highestSeverity(others),
      openInTier: highestSeverity(inTier.filter(isOpen)),
      openInRun: highestSeverity(others.filter(isOpen)),
    },
    aged: strategy?.issues.agedKeys.includes(issueKey) ?? false,
    entry: backlog.entry(issueKey),
    resolved: backlog.isResolved(issueKey, issueRulesOf(strategy).resolvedAfterRuns),
    sighting: backlog.sighting(issueKey, phase.runId, phase.tierId),
    seenInRun: backlog.wasSeenIn(issueKey, phase.runId),
  };
}

/** The issues after some were recorded. */
export function recordedIssues(before: readonly PhaseIssue[], { issues }: Pick<IssueRows, 'issues'>) {
  if (issues.length === 0) return before;
  const isSame = (a: PhaseIssue) => (b: PhaseIssue) => a.phaseId === b.phaseId && a.issueKey === b.issueKey;
  const kept = before.map((row) => issues.find(isSame(row)) ?? row);
  return [...kept, ...issues.filter((issue) => !before.some(isSame(issue)))];
}

/** The issues after a phase has completed: those that its attempt did not report are closed (Q8). */
export function closedIssues(before: readonly PhaseIssue[], { phaseId, attempt }: IssueClosing) {
  const closes = (issue: PhaseIssue) => issue.phaseId === phaseId && issue.reportedAttempt !== attempt;
  return before.map((issue) => (closes(issue) ? { ...issue, open: false } : issue));
}
