/** The writes of commit checks (V6, M2): guarded by the version of the check, one statement each (C6). */
import type { CheckChange, CommitCheck } from '../domain/rules/ci/commit-check.js';
import { json, type RecordRow, rememberWith } from './change-parts.js';
import { statement } from './database.js';
import { mayLease } from './dispatch-sql.js';
import { CHECK_TRY, COMMIT_CHECK } from './rows.js';
import { assign } from './table.js';

const except = (columns: readonly string[], ...others: readonly string[]) =>
  columns.filter((column) => !others.includes(column));
/** The statement increments the version; CHECK_FOLLOWED records that what follows from a verdict is done. */
const CHECK_COLUMNS = except(COMMIT_CHECK.changing, 'version', 'followed_at');
/** `beaten` and the columns that a heartbeat renews are not written back: a heartbeat may have arrived meanwhile. */
const TRY_COLUMNS = except(CHECK_TRY.changing, 'expires_at', 'beaten', 'end_write_id');

/**
 * $1 the check, $2 the version that was read, $3 the check afterwards, $4 the try that begins or ends, $5 the record of
 * the key, $6 whether its lease begins: then it lands only while work is dispatched (A9).
 */
export const WRITE_CHECK = statement({
  name: 'write_check',
  text: `with changed as (update commit_check c set version = c.version + 1, ${assign(CHECK_COLUMNS, 'n')}
      from ${COMMIT_CHECK.recordset({ rows: '$3', one: true }, 'n', CHECK_COLUMNS)} where c.check_id = $1 and c.version = $2 and (not $6::boolean or ${mayLease('c.project_id')}) returning c.check_id),
    tried as (${CHECK_TRY.insert({ rows: '$4', one: true, besides: 'changed' })}
      on conflict on constraint pk_commit_check_try do update set ${assign(TRY_COLUMNS, 'excluded')}, end_write_id = excluded.begin_write_id),
    remembered as (${rememberWith('changed', '$5')})
    select check_id from changed`,
});

export const writeCheckValues = ({ check, tried }: CheckChange, writeId: string, record: RecordRow): unknown[] => [
  check.checkId,
  check.version,
  json(COMMIT_CHECK.toJson(check)),
  json(CHECK_TRY.toJson({ ...tried, beginWriteId: writeId, endWriteId: null })),
  record && json(record),
  tried.state === 'LEASED',
];

/** $1 the check, $2 the try, $3 the write. */
export const CHECK_LANDED = statement({
  name: 'check_landed',
  text: `select 1 as landed from commit_check_try where check_id = $1 and number = $2 and ($3::uuid in (begin_write_id, end_write_id))`,
});

/** A new check, once for its run, kind and commit. $1 the row. */
export const INSERT_CHECK = statement({
  name: 'insert_check',
  text: `${COMMIT_CHECK.insert({ rows: '$1', one: true })} join run r on r.run_id = n.run_id
    on conflict on constraint pk_commit_check do nothing returning check_id`,
});

export const insertCheckValues = (check: CommitCheck): unknown[] => [json(COMMIT_CHECK.toJson(check))];

/** What follows from a verdict is done. $1 the check. */
export const CHECK_FOLLOWED = statement({
  name: 'check_followed',
  text: 'update commit_check set followed_at = autopack_now() where check_id = $1 and followed_at is null',
});

/**
 * Checks whose run has ended or was deleted: their verdict is no longer needed. The next heartbeat tells their workers
 * to stop.
 */
export const STOP_CHECKS = statement({
  name: 'stop_checks',
  text: `with stopped as (update commit_check c set state = 'STOPPED', version = c.version + 1, ended_at = autopack_now()
      where c.state in ('DUE', 'LEASED') and not exists (select from run r where r.run_id = c.run_id and (c.kind <> 'BASE' or r.completed_at is null))
      returning c.check_id)
    update commit_check_try t set state = 'STOPPED', token = null, ended_at = autopack_now() from stopped s
    where t.check_id = s.check_id and t.state = 'LEASED'`,
});

/** Renews the lease of a check (W6). $1 the hash of its token; returns it while it is live. */
export const RENEW_CHECK = statement({
  name: 'renew_check',
  text: `with clock as materialized (select autopack_now() as now)
    update commit_check_try t set expires_at = least(clock.now + make_interval(secs => t.expiry_seconds), t.hard_deadline_at), beaten = true
    from clock, commit_check c join run r on r.run_id = c.run_id
    where t.token_hash = $1 and t.state = 'LEASED' and t.expires_at > clock.now and t.hard_deadline_at > clock.now
      and c.check_id = t.check_id and c.state = 'LEASED' and c.try_number = t.number and (c.kind <> 'BASE' or r.completed_at is null)
    returning t.check_id`,
});

/** Stops checks for earlier states of a promotion's target: they are no longer needed. $1 the run, $2 the new check. */
export const STOP_MERGE_CHECKS = statement({
  name: 'stop_merge_checks',
  text: `with stopped as (update commit_check c set state = 'STOPPED', version = c.version + 1, ended_at = autopack_now()
      where c.run_id = $1 and c.kind = 'MERGE' and c.check_id <> $2 and c.state in ('DUE', 'LEASED') returning c.check_id)
    update commit_check_try t set state = 'STOPPED', token = null, ended_at = autopack_now() from stopped s
    where t.check_id = s.check_id and t.state = 'LEASED'`,
});
