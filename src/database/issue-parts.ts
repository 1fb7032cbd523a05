/** How recorded issues are written (Q2): rows of the phase, the backlog and its sightings, as parts of the statement that writes the run's change. */

/** Parameters of the statement: JSON lists of rows, and the project. */
export interface IssueParameters {
  readonly issues: string;
  readonly entries: string;
  readonly sightings: string;
  readonly project: string;
}

/** Locks the backlog entries that still have the version that the decision saw, in the order of their keys. */
export const seenEntries = ({ entries, project }: IssueParameters): string => `seen_entries as materialized (
    select b.issue_key from jsonb_to_recordset(${entries}::jsonb) as e (issue_key text, seen_version int)
    join backlog_entry b on b.project_id = ${project} and b.issue_key = e.issue_key and b.version = e.seen_version
    order by b.issue_key for update of b
  )`;

/** An entry that appeared meanwhile breaks the key of the new one. */
export const recordedRows = ({
  issues,
  entries,
  sightings,
  project,
}: IssueParameters): string => `phase_issues as (insert into phase_issue select n.* from changed_run, jsonb_populate_recordset(null::phase_issue, ${issues}::jsonb) n
    on conflict on constraint pk_phase_issue do update set category = excluded.category, severity = excluded.severity,
      effective_severity = excluded.effective_severity, source = excluded.source, description = excluded.description,
      task_category = excluded.task_category, complexity = excluded.complexity, expected_fail = excluded.expected_fail,
      occurrence_count = excluded.occurrence_count, evidence_refs = excluded.evidence_refs, last_seen_run = excluded.last_seen_run,
      open = excluded.open, reported_attempt = excluded.reported_attempt, last_seen_at = excluded.last_seen_at),
  known_entries as (update backlog_entry b set base_severity = n.base_severity, occurrence_count = n.occurrence_count,
      age_in_runs = n.age_in_runs, age_in_tiers = n.age_in_tiers, episode = n.episode, last_seen_run_id = n.last_seen_run_id,
      last_seen_at = n.last_seen_at, resolved_at = n.resolved_at, version = n.version
    from seen_entries s, jsonb_populate_recordset(null::backlog_entry, ${entries}::jsonb) n, changed_run
    where n.issue_key = s.issue_key and b.project_id = ${project} and b.issue_key = s.issue_key),
  new_entries as (insert into backlog_entry select n.* from changed_run, jsonb_populate_recordset(null::backlog_entry, ${entries}::jsonb) n
    where n.version = 1 order by n.issue_key),
  sightings as (insert into issue_sighting select n.* from changed_run, jsonb_populate_recordset(null::issue_sighting, ${sightings}::jsonb) n
    on conflict on constraint pk_issue_sighting do update set severity = excluded.severity, counted = excluded.counted,
      occurrences = excluded.occurrences, last_seen_at = excluded.last_seen_at)`;
