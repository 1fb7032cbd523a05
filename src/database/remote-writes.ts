/**
 * Writes of commands on remotes (M3), each in one statement that lands whole or not at all, with the idempotency record.
 */
import type { ForgeKind } from '../domain/model/remote.js';
import { type RecordRow, rememberWith } from './change-parts.js';
import { statement } from './database.js';

const REMEMBER = rememberWith('written', '$1');
/**
 * The refs of the project are forgotten, locked in the order in which runs write theirs: the branch of a run, then its
 * tags. So neither waits for the other. `when`: whether they are.
 */
const forget = (
  when: string,
) => `locked as materialized (select f.run_id, f.ref from remote_ref f join written w on w.project_id = f.project_id
    where ${when} order by f.run_id, f.ref <> 'refs/heads/autonomous/' || f.run_id, f.ref for update of f),
  forgotten as (delete from remote_ref f using locked l where f.run_id = l.run_id and f.ref = l.ref)`;
/**
 * Changes that are not opened yet are looked at now: they may end by it. One that another writer holds is looked at in its
 * turn, and no writer waits.
 */
const LOOK_NOW = `requested as materialized (select c.run_id from promotion_change c join written w on w.project_id = c.project_id
    where c.state = 'REQUESTED' for update of c skip locked),
  due as (update promotion_change c set next_at = least(c.next_at, autopack_now()) from requested q where c.run_id = q.run_id)`;
/** So long after a remote was set, refs of transactions that did not see it yet are looked for. */
const COLLECTED_FOR = `interval '30 seconds'`;

/**
 * Another address begins anew: what was pushed elsewhere is forgotten, and a push that is under way records nothing. The
 * address of before is read first: a row that this statement has written cannot be locked by it any more. $1
 * record of the key, $2 project, $3 write, $4 address, $5 forge.
 */
export const SET_REMOTE = statement({
  name: 'set_remote',
  text: `with before as materialized (select url from project_remote where project_id = $2 for update),
  written as (insert into project_remote (project_id, url, forge, set_at, collect_until, next_attempt_at, failures, write_id)
    select p.project_id, $4, $5, autopack_now(), autopack_now() + ${COLLECTED_FOR}, autopack_now(), 0, $3 from project p
    where p.project_id = $2 and (select count(*) from before) >= 0
    on conflict on constraint pk_project_remote do update set url = excluded.url, forge = excluded.forge, set_at = excluded.set_at,
      collect_until = excluded.collect_until, next_attempt_at = excluded.next_attempt_at, failures = 0, push_id = null, last_fault = null, last_error = null,
      last_attempt_at = case when project_remote.url = excluded.url then project_remote.last_attempt_at end,
      last_pushed_at = case when project_remote.url = excluded.url then project_remote.last_pushed_at end, write_id = excluded.write_id
    returning project_id),
  ${forget('not exists (select from before b where b.url = $4)')},
  ${LOOK_NOW},
  remembered as (${REMEMBER})
  select project_id from written`,
});

/** With all that waits to be pushed. $1 record of the key, $2 project. */
export const REMOVE_REMOTE = statement({
  name: 'remove_remote',
  text: `with written as (delete from project_remote where project_id = $2 returning project_id),
  ${forget('true')},
  ${LOOK_NOW},
  remembered as (${REMEMBER})
  select project_id from written`,
});

/**
 * What is not on the remote is pushed now; rows that a writer holds at this moment become due by that. $1 record of the
 * key, $2 project, $3 write.
 */
export const RETRY_PUSH = statement({
  name: 'retry_push',
  text: `with written as (update project_remote set write_id = $3, next_attempt_at = case when push_id is null then autopack_now() else next_attempt_at end,
      failures = 0 where project_id = $2 returning project_id),
  missing as materialized (select f.run_id, f.ref from remote_ref f join written w on w.project_id = f.project_id
    where f.state <> 'PUSHED' for update of f skip locked),
  due as (update remote_ref f set state = 'DUE', attempts = 0, next_attempt_at = autopack_now() from missing m where f.run_id = m.run_id and f.ref = m.ref),
  remembered as (${REMEMBER})
  select project_id from written`,
});

/** $1 project, $2 write. */
export const REMOTE_LANDED = statement({
  name: 'remote_landed',
  text: 'select 1 as landed from project_remote where project_id = $1 and write_id = $2',
});

/** $1 project. */
export const REMOTE_GONE = statement({
  name: 'remote_gone',
  text: 'select 1 as landed where not exists (select from project_remote where project_id = $1)',
});

const recordText = (record: RecordRow) => record && JSON.stringify(record);

export const setRemoteValues = (
  { projectId, url, forge }: { readonly projectId: string; readonly url: string; readonly forge: ForgeKind | null },
  writeId: string,
  record: RecordRow,
) => [recordText(record), projectId, writeId, url, forge];

export const removeRemoteValues = (projectId: string, record: RecordRow) => [recordText(record), projectId];

export const retryPushValues = (projectId: string, writeId: string, record: RecordRow) => [
  ...[recordText(record), projectId, writeId],
];
