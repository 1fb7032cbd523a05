/**
 * How recorded issues are written (Q2): rows of the phase, the backlog and its sightings, as parts of the statement
 * that writes the run's change.
 */
import type { IssueRows } from '../domain/decisions/issue/record-issues.js';
import type { RunFacts } from '../domain/model/facts.js';
import { BACKLOG_ENTRY, PHASE_ISSUE, SIGHTING } from './rows.js';
import { assign } from './table.js';

/** Parameters of the statement: JSON lists of rows, and the project. */
export interface IssueParameters {
  readonly issues: string;
  readonly entries: string;
  readonly sightings: string;
  readonly project: string;
}

/** Locks the backlog entries that still have the version that the decision read, in the order of their keys. */
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
}: IssueParameters): string => `phase_issues as (${PHASE_ISSUE.insert({ rows: issues, besides: 'changed_run' })}
    on conflict on constraint pk_phase_issue do update set ${assign(PHASE_ISSUE.changing, 'excluded')}),
  known_entries as (update backlog_entry b set ${assign(BACKLOG_ENTRY.changing, 'n')}
    from seen_entries s, ${BACKLOG_ENTRY.recordset({ rows: entries }, 'n', ['issue_key', ...BACKLOG_ENTRY.changing])}, changed_run
    where n.issue_key = s.issue_key and b.project_id = ${project} and b.issue_key = s.issue_key),
  new_entries as (${BACKLOG_ENTRY.insert({ rows: entries, besides: 'changed_run' })}
    where n.version = 1 order by n.issue_key),
  sightings as (${SIGHTING.insert({ rows: sightings, besides: 'changed_run' })}
    on conflict on constraint pk_issue_sighting do update set ${assign(SIGHTING.changing, 'excluded')})`;

/** The values of the parameters, and the number of entries that existed. */
export const issueValues = ({ issues, entries, sightings, run }: IssueRows & { readonly run: RunFacts }): unknown[] => [
  PHASE_ISSUE.json(issues),
  JSON.stringify(entries.map((entry) => ({ ...BACKLOG_ENTRY.toJson(entry), seen_version: entry.seenVersion }))),
  SIGHTING.json(sightings),
  run.projectId,
  entries.filter((entry) => entry.seenVersion !== null).length,
];
