/**
 * The incident pack's documents for scripts: the last events as they are stored, and the issues that the run left open.
 */
import type { RenderedEvent } from '../parts/event-words.js';
import { renderedJson } from '../parts/json.js';
import type { IncidentView, OpenIssue } from './incident-view.js';

/** `incident/events.json`; `data` is null where it was too large for a file. */
export const incidentEvents = ({ run, events, skippedByEnd }: IncidentView): string =>
  renderedJson({
    run_version: run.version,
    run_id: run.runId,
    earlier_events_left_out: run.version - skippedByEnd - events.length,
    skipped_by_the_end: skippedByEnd,
    events: events.map(eventFields),
  });

/** `incident/issues.json` */
export const incidentIssues = ({ run, issues, openIssues }: IncidentView): string =>
  renderedJson({
    run_version: run.version,
    run_id: run.runId,
    open_issue_count: openIssues,
    issues_left_out: openIssues - issues.length,
    issues: issues.map(issueFields),
  });

const eventFields = ({ seq, type, subject, actor, cause, at, fromState, toState, data }: RenderedEvent) => ({
  seq,
  type,
  subject,
  actor,
  cause,
  at: at.toISOString(),
  from_state: fromState,
  to_state: toState,
  data: data && withoutPlaces(data),
});

const issueFields = (issue: OpenIssue) => ({
  issue_key: issue.issueKey,
  tier_id: issue.tierId,
  phase_id: issue.phaseId,
  phase_index: issue.phaseIndex,
  category: issue.category,
  severity: issue.severity.toLowerCase(),
  effective_severity: issue.effectiveSeverity.toLowerCase(),
  source: issue.source.toLowerCase(),
  description: issue.description,
  expected_fail: issue.expectedFail,
  occurrence_count: issue.occurrenceCount,
});

/** Packs are passed around: where the repository lies on the server's disk is none of their readers' business (A4). */
function withoutPlaces(value: unknown): object | null {
  return JSON.parse(
    JSON.stringify(value, (name, inner: unknown) => (name === 'repositoryPath' ? undefined : inner)),
  ) as object | null;
}
