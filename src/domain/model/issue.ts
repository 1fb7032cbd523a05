/** Issues at their three levels (Q1, Q2): reported, in a phase, in a run, in a project's backlog. */
import type { Complexity, IssueSource, Severity } from './vocabulary.js';

const KEY_FORM = /^[a-z0-9][a-z0-9_.:-]{0,199}$/;

/** Why a text cannot be an issue's key; null if it can (Q1). */
export function issueKeyFault(key: string): string | null {
  if (key.length === 0) return 'must not be empty';
  if (key.length > 200) return 'must have at most 200 characters';
  if (!KEY_FORM.test(key)) {
    return 'must start with a small letter or digit and hold only small letters, digits, "_", ".", ":" and "-", e.g. "style__long_line__app"';
  }
  return null;
}

/** Evidence that is kept of an issue, at most (Q1). */
export const EVIDENCE_MAX_ENTRIES = 50;

/** An issue as it is reported. */
export interface IssueReport {
  readonly issueKey: string;
  readonly category: string;
  /** Null: the category's default. */
  readonly severity: Severity | null;
  readonly source: IssueSource;
  readonly description: string | null;
  readonly taskCategory: string | null;
  readonly complexity: Complexity | null;
  readonly expectedFail: boolean;
  readonly evidenceRefs: readonly string[];
}

/** An issue of a phase: everything that was reported under its key there. */
export interface PhaseIssue {
  readonly runId: string;
  readonly phaseId: string;
  readonly issueKey: string;
  readonly tierId: string;
  readonly category: string;
  readonly severity: Severity;
  /** Major if the severity is, or if the key had aged when the run's strategy was frozen (Q4, Q5). */
  readonly effectiveSeverity: Severity;
  readonly source: IssueSource;
  readonly description: string | null;
  readonly taskCategory: string | null;
  readonly complexity: Complexity | null;
  /** Every report said so: recorded and displayed, never counted (Q3). */
  readonly expectedFail: boolean;
  readonly occurrenceCount: number;
  readonly evidenceRefs: readonly string[];
  readonly firstSeenRun: string;
  readonly lastSeenRun: string;
  readonly open: boolean;
  /**
   * The round of the phase, an assignment and what follows it, that last reported it; 0: reported while the phase was
   * not at work (Q8).
   */
  readonly reportedAttempt: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** An issue of a project, across runs. */
export interface BacklogEntry {
  readonly projectId: string;
  readonly issueKey: string;
  readonly category: string;
  /** The highest that was ever reported; age does not raise it. */
  readonly baseSeverity: Severity;
  readonly occurrenceCount: number;
  /** Distinct runs, and distinct tiers of runs, since it was last resolved (Q4). */
  readonly ageInRuns: number;
  readonly ageInTiers: number;
  readonly episode: number;
  readonly firstSeenRunId: string;
  readonly firstSeenAt: Date;
  readonly lastSeenRunId: string;
  readonly lastSeenAt: Date;
  readonly resolvedAt: Date | null;
  readonly version: number;
}

/** That an issue was seen in a tier of a run. */
export interface IssueSighting {
  readonly projectId: string;
  readonly issueKey: string;
  readonly episode: number;
  readonly runId: string;
  readonly tierId: string;
  readonly severity: Severity;
  readonly counted: boolean;
  readonly occurrences: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}
