/**
 * Writes of commands about work: with the change of a run also its lease, attempts, tries, snapshot, proofs of
 * attachments, recorded issues and the issues that a completing phase closes, in one statement (C6). Derived changes
 * skip the rows that the command itself writes.
 */
import type { IssueClosing } from '../domain/decisions/change/change.js';
import type { WorkChange } from '../domain/decisions/work/work-change.js';
import type { AttachmentFacts } from '../domain/model/attempt.js';
import { isRunTerminal } from '../domain/model/run-state.js';
import { change, type ChangeToWrite, changeValues, PROJECT_RECORDED } from './change-parts.js';
import { statement } from './database.js';
import { mayLease } from './dispatch-sql.js';
import { type IssueParameters, issueValues, recordedRows, seenEntries } from './issue-parts.js';
import { ATTACHMENT, ATTEMPT, CI_TRY, LATE_RESULT, LEASE, SNAPSHOT } from './rows.js';
import { assign } from './table.js';

const SAME_ATTEMPT = `exists (select from ${ATTEMPT.recordset({ rows: '$11' }, 'w', ['run_id', 'phase_id', 'number'])}
      where w.run_id = a.run_id and w.phase_id = a.phase_id and w.number = a.number)`;
/** Rows of the runs whose change landed. */
const OF_RUN = 'where n.run_id = c.run_id';

/**
 * What changes by commands about work write besides: `$10` leases, `$11` attempts, `$12` attachments, `$13` tries, `$14`
 * snapshots.
 */
const WORK = `leased as (${LEASE.insert({ rows: '$10', besides: 'changed_run c' })}
    ${OF_RUN} and c.completed_at is null
    on conflict on constraint pk_lease do update set ${assign(LEASE.changing, 'excluded')}),
  attempts as (${ATTEMPT.insert({ rows: '$11', besides: 'changed_run c' })}
    ${OF_RUN}
    on conflict on constraint pk_attempt do update set ${assign(ATTEMPT.changing, 'excluded')}),
  attachments as (${ATTACHMENT.insert({ rows: '$12', besides: 'changed_run c' })}
    ${OF_RUN}
    on conflict on constraint pk_attempt_artefact do nothing),
  tries as (${CI_TRY.insert({ rows: '$13', besides: 'changed_run c' })}
    ${OF_RUN}),
  snapshots as (${SNAPSHOT.insert({ rows: '$14', besides: 'changed_run c' })}
    ${OF_RUN})`;

/**
 * Changes of different runs by commands about work, which touch no issues. Answers those that landed. $1 to $9 as in
 * commit_changes, $10 leases, $11 attempts, $12 attachments, $13 tries, $14 snapshots, $15 runs in which a
 * lease begins: their changes land only while work is dispatched (A9).
 */
export const COMMIT_WORK = statement({
  name: 'commit_work',
  text: `with ${change(` and (r.run_id <> all($15::text[]) or ${mayLease('r.project_id')})`, SAME_ATTEMPT)},
  ${WORK}
  select run_id from changed_run`,
});

const ISSUES: IssueParameters = { issues: '$15', entries: '$16', sightings: '$17', project: '$18' };

/**
 * One change by a command about work that records issues, closes some, or ends the run. $1 to $14 as in commit_work,
 * $15 to $18 recorded issues and the project, $19 the number of backlog entries that existed, $20 to $22 the issues
 * that close (phase, round, resolved keys).
 */
export const COMMIT_WORK_AND_ISSUES = statement({
  name: 'commit_work_and_issues',
  text: `with ${seenEntries(ISSUES)}, cleaned as materialized (
    select b.project_id, b.issue_key from backlog_entry b
    where b.project_id = $18 and b.issue_key = any($22::text[]) and b.resolved_at is null order by b.issue_key for update
  ), ${change(' and (select count(*) from seen_entries) = $19::int and (select count(*) from cleaned) >= 0', SAME_ATTEMPT)},
  ${WORK},
  ${recordedRows(ISSUES)},
  closed as (update phase_issue i set open = false from changed_run c
    where i.run_id = c.run_id and i.phase_id = $20 and i.open and i.reported_attempt <> $21::int
      and not exists (select from jsonb_to_recordset($15::jsonb) as n (issue_key text) where n.issue_key = i.issue_key)),
  resolved as (update backlog_entry b set resolved_at = c.changed_at, version = b.version + 1 from cleaned k, changed_run c
    where b.project_id = k.project_id and b.issue_key = k.issue_key),
  succeeded as (insert into successful_run (run_id, project_id, ended_at)
    select run_id, project_id, completed_at from changed_run where state = 'DONE_SUCCESS'),
  project_outbox_row as (${PROJECT_RECORDED})
  select run_id from changed_run`,
});

/** A change by a command about work, with the proofs of the attachments that it contains. */
export interface WorkToWrite extends ChangeToWrite<WorkChange> {
  readonly attachments: readonly AttachmentFacts[];
}

/** Whether the change touches issues, or the project's files for another reason. */
export const touchesIssues = ({ issues, closing, run }: WorkChange): boolean =>
  issues.length > 0 || closing !== undefined || isRunTerminal(run.state);

export const commitWorkValues = (writes: readonly WorkToWrite[]): unknown[] => [
  ...workValues(writes),
  writes.flatMap(({ change }) => (change.begins ? [change.run.runId] : [])),
];

const workValues = (writes: readonly WorkToWrite[]): unknown[] => [
  ...changeValues(writes),
  LEASE.json(writes.flatMap(({ change }) => change.lease ?? [])),
  ATTEMPT.json(writes.flatMap(({ change }) => change.attempts)),
  ATTACHMENT.json(writes.flatMap(({ attachments }) => attachments)),
  CI_TRY.json(writes.flatMap(({ change }) => change.tries)),
  SNAPSHOT.json(writes.flatMap(({ change }) => change.snapshots)),
];

export function commitWorkAndIssuesValues(write: WorkToWrite): unknown[] {
  const { phaseId, attempt, resolvedKeys }: IssueClosing = write.change.closing ?? {
    phaseId: '',
    attempt: 0,
    resolvedKeys: [],
  };
  return [...workValues([write]), ...issueValues(write.change), phaseId, attempt, resolvedKeys];
}

/**
 * Renews leases, many at a time (W6): without new tokens a heartbeat touches nothing but its lease. $1 tokens, $2
 * running totals; returns the live ones.
 */
export const RENEW_LEASES = statement({
  name: 'renew_leases',
  text: `with clock as materialized (select autopack_now() as now),
  requested as (select distinct on (token) token, reported from unnest($1::text[], $2::bigint[]) as a (token, reported) order by token, reported desc nulls last),
  renewed as (update lease l set expires_at = least(clock.now + make_interval(secs => l.expiry_seconds), l.hard_deadline_at), beaten = true,
      tokens_told = greatest(l.tokens_told, requested.reported)
    from requested, clock where l.token = requested.token and l.expires_at > clock.now and l.hard_deadline_at > clock.now
      and (requested.reported is null or requested.reported <= coalesce(l.tokens_told, 0))
    returning l.*)
  select to_jsonb(l) as lease, to_jsonb(r) as run, to_jsonb(t) as tier, to_jsonb(p) as phase, clock.now from renewed l, clock, run r, phase p, tier t
  where r.run_id = l.run_id and p.run_id = l.run_id and p.phase_id = l.phase_id and t.run_id = l.run_id and t.tier_id = p.tier_id`,
});

/** Stores a result that arrived too late (W4), once for its content. $1 the row, $2 its attachments. */
export const KEEP_LATE_RESULT = statement({
  name: 'keep_late_result',
  text: `with kept as (${LATE_RESULT.insert({ rows: '$1', one: true })}
    where exists (select from run r where r.run_id = n.run_id) on conflict on constraint pk_late_result do nothing returning run_id)
  ${ATTACHMENT.insert({ rows: '$2', besides: 'kept' })}
    on conflict on constraint pk_attempt_artefact do nothing`,
});

/** The extension of a lease each time its result cannot be stored; the run's deadline stays the limit. $1 token. */
export const SPARE_LEASE = statement({
  name: 'spare_lease',
  text: `update lease l set
      hard_deadline_at = greatest(l.hard_deadline_at, least(clock.now + interval '5 minutes', r.deadline_at)),
      expires_at = greatest(l.expires_at, least(clock.now + interval '5 minutes', r.deadline_at))
    from (select autopack_now() as now) as clock, run r where l.token = $1 and r.run_id = l.run_id`,
});
