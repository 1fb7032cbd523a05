/**
 * What an incident pack shows: rows of a run that has ended as failed. Such a run never changes again (S3), and neither
 * does its pack.
 */
import type { PhaseFacts, RunFacts, TierFacts } from '../../model/facts.js';
import type { PhaseIssue } from '../../model/issue.js';
import { RUN_FAILED_STATES, type RunState } from '../../model/run-state.js';
import type { RenderedEvent } from '../parts/event-words.js';
import type { RenderedSnapshot, WorkRows } from '../parts/work-view.js';

/** Events in `events.json`, issues in `issues.json`. */
export const KEPT_EVENTS = 200;
export const KEPT_ISSUES = 200;
/** Bytes of an event's data beyond which it is left out: the event that starts a run holds its whole plan. */
export const KEPT_DATA_BYTES = 4_096;
/** Failing tests that a try is read with: more than its line names. */
export const KEPT_FAILED_TESTS = 50;

export type OpenIssue = Pick<
  PhaseIssue,
  | 'issueKey'
  | 'phaseId'
  | 'tierId'
  | 'category'
  | 'severity'
  | 'effectiveSeverity'
  | 'source'
  | 'description'
  | 'expectedFail'
  | 'occurrenceCount'
> & { readonly phaseIndex: number };

export interface IncidentView {
  readonly run: RunFacts;
  /** The phase that ended the run, or was at work when it ended; null: none was. */
  readonly phase: PhaseFacts | null;
  /** That phase's tier, or the one that the failure names. */
  readonly tier: TierFacts | null;
  /** Of that phase; its tries come with more failing tests than in the phase's own document. */
  readonly work: WorkRows;
  /**
   * The newest events, in their order, without those with which the end skipped what was waiting: they would hide how
   * it came to that.
   */
  readonly events: readonly RenderedEvent[];
  /** How many phases and tiers were skipped in events that are left out for that. */
  readonly skippedByEnd: number;
  /** Major ones first, then in plan order. */
  readonly issues: readonly OpenIssue[];
  /** How many there are in all. */
  readonly openIssues: number;
  /** The last one that the run made; null: none. */
  readonly snapshot: RenderedSnapshot | null;
}

export const endedAsFailed = (state: RunState): boolean => (RUN_FAILED_STATES as readonly RunState[]).includes(state);
