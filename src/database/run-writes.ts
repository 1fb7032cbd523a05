/**
 * The guarded write: writes changes of runs, each under the condition of the version that its decision read (C6). Rows,
 * events, the outbox row and the idempotency record of a change land together or not at all. Rows of runs are locked
 * first, in the order of their ids, so that writers do not deadlock; the slower one finds another version and writes
 * nothing. Writes that touch backlog entries, which other runs touch too, lock these before the run, in the order of
 * their keys; such a write takes one change at a time.
 */
import type { IssueClosing } from '../domain/decisions/change/change.js';
import type { IssueRecording } from '../domain/decisions/issue/record-issues.js';
import {
  change,
  type ChangeToWrite,
  changeValues,
  PROJECT_RECORDED,
  RECORDED_AGAIN,
  rememberWith,
} from './change-parts.js';
import { statement } from './database.js';
import { type IssueParameters, issueValues, recordedRows, seenEntries } from './issue-parts.js';
import { RECORD } from './rows.js';

/**
 * Changes of different runs. Returns those that landed; a run that is not among them has another version by now. $1
 * runs, $2 the versions that were read, $3 to $5 rows of the runs, their tiers and phases, $6 events, $7 writes, $8
 * records of keys, $9 work that is offered.
 */
export const COMMIT_CHANGES = statement({
  name: 'commit_changes',
  text: `with ${change()}\n  select run_id from changed_run`,
});

/**
 * The write of a change that ends a phase as COMPLETE, or the run: issues that the completing attempt did not report
 * are closed (Q8), aged ones that the phase was to clean up are resolved, and a success is kept for the age of issues
 * (Q6). $1 to $9 as in commit_changes, $10 phase, $11 its round, $12 project, $13 keys that are resolved.
 */
export const COMMIT_ENDING = statement({
  name: 'commit_ending',
  text: `with cleaned as materialized (
    select b.project_id, b.issue_key from backlog_entry b
    where b.project_id = $12 and b.issue_key = any($13::text[]) and b.resolved_at is null order by b.issue_key for update
  ), ${change(' and (select count(*) from cleaned) >= 0')},
  closed as (update phase_issue i set open = false from changed_run c
    where i.run_id = c.run_id and i.phase_id = $10 and i.open and i.reported_attempt <> $11::int),
  resolved as (update backlog_entry b set resolved_at = c.changed_at, version = b.version + 1 from cleaned k, changed_run c
    where b.project_id = k.project_id and b.issue_key = k.issue_key),
  succeeded as (insert into successful_run (run_id, project_id, ended_at)
    select run_id, project_id, completed_at from changed_run where state = 'DONE_SUCCESS'),
  project_outbox_row as (${PROJECT_RECORDED})
  select run_id from changed_run`,
});

export function commitEndingValues(write: ChangeToWrite): unknown[] {
  const { change } = write;
  const { phaseId, attempt, resolvedKeys }: IssueClosing = change.closing ?? {
    phaseId: '',
    attempt: 0,
    resolvedKeys: [],
  };
  return [...changeValues([write]), phaseId, attempt, change.run.projectId, resolvedKeys];
}

const ISSUES: IssueParameters = { issues: '$10', entries: '$11', sightings: '$12', project: '$13' };

/**
 * The write of recorded issues (Q2): besides the run's rows the phase's issues, the backlog entries and their
 * sightings. It lands only if every backlog entry still has the version that the decision read; an entry that was
 * created meanwhile violates the key of the new one. $1 to $9 as in commit_changes, $10 issues, $11 backlog entries,
 * $12 sightings, $13 project, $14 the number of entries that existed.
 */
export const COMMIT_ISSUES = statement({
  name: 'commit_issues',
  text: `with ${seenEntries(ISSUES)}, ${change(' and (select count(*) from seen_entries) = $14::int')},
  ${recordedRows(ISSUES)},
  project_outbox_row as (${PROJECT_RECORDED})
  select run_id from changed_run`,
});

export const commitIssuesValues = (write: ChangeToWrite<IssueRecording>): unknown[] => [
  ...changeValues([write]),
  ...issueValues(write.change),
];

/**
 * Deletes a terminal run at the version read; its id stays reserved (I1). The rows are deleted by cascade, the files
 * afterwards; the files of the run that it continued no longer name it. $1 run, $2 the version that was read, $3 record
 * of the key.
 */
export const DELETE_RUN = statement({
  name: 'delete_run',
  text: `with gone as (delete from run where run_id = $1 and version = $2 and completed_at is not null returning run_id, continues_run_id),
  kept as (update run_id i set deleted_at = autopack_now() from gone where i.run_key = lower(gone.run_id)),
  retold as (${RECORDED_AGAIN('gone join run r on r.run_id = gone.continues_run_id')}),
  remembered as (${rememberWith('gone', '$3')})
  select run_id from gone`,
});

/** $1 run, $2 seq, $3 write. */
export const EVENT_LANDED = statement({
  name: 'event_landed',
  text: 'select 1 as landed from run_event where run_id = $1 and seq = $2 and write_id = $3',
});

/** $1 key of the run id. */
export const DELETION_LANDED = statement({
  name: 'deletion_landed',
  text: 'select 1 as landed from run_id where run_key = $1 and deleted_at is not null',
});

/**
 * The refs of a run that has ended; the run's row never changes again, so differences are stored beside it. $1 run, $2
 * the intent, $3 refs that were elsewhere, $4 where.
 */
export const SETTLE_ENDED = statement({
  name: 'settle_ended_run',
  text: `with settled as (update run set ref_intent = null where run_id = $1 and completed_at is not null and ref_intent = $2::jsonb returning run_id),
    recorded as (insert into ref_difference (run_id, ref, found, at)
      select s.run_id, d.ref, d.found, autopack_now() from settled s, unnest($3::text[], $4::text[]) as d (ref, found)
      on conflict on constraint pk_ref_difference do nothing)
    select run_id from settled`,
});

/**
 * Undoes a late move of a run that has ended. It is an intent like any other, so that it survives a crash. $1 run, $2
 * the intent.
 */
export const INTEND_ENDED = statement({
  name: 'intend_for_ended_run',
  text: `update run set ref_intent = $2::jsonb where run_id = $1 and completed_at is not null and ref_intent is null`,
});

/** $1 the record. */
export const KEEP_RECORD = statement({
  name: 'keep_record',
  text: RECORD.insert({ rows: '$1', one: true }),
});
