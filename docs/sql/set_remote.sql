-- set_remote
-- src/database/remote-writes.ts: SET_REMOTE
--
-- Another address begins anew: what was pushed elsewhere is forgotten, and a push that is under way records nothing. The address of before
-- is read first: a row that this statement has written cannot be locked by it any more. $1 record of the key, $2 project, $3 write, $4
-- address, $5 forge.

with before as materialized (select url from project_remote where project_id = $2 for update),
  written as (insert into project_remote (project_id, url, forge, set_at, collect_until, next_attempt_at, failures, write_id)
    select p.project_id, $4, $5, autopack_now(), autopack_now() + interval '30 seconds', autopack_now(), 0, $3 from project p
    where p.project_id = $2 and (select count(*) from before) >= 0
    on conflict on constraint pk_project_remote do update set url = excluded.url, forge = excluded.forge, set_at = excluded.set_at,
      collect_until = excluded.collect_until, next_attempt_at = excluded.next_attempt_at, failures = 0, push_id = null, last_fault = null,
          last_error = null,
      last_attempt_at = case when project_remote.url = excluded.url then project_remote.last_attempt_at end,
      last_pushed_at = case when project_remote.url = excluded.url then project_remote.last_pushed_at end, write_id = excluded.write_id
    returning project_id),
  locked as materialized (select f.run_id, f.ref from remote_ref f join written w on w.project_id = f.project_id
    where not exists (select from before b where b.url = $4) order by f.run_id, f.ref <> 'refs/heads/autonomous/' || f.run_id,
        f.ref for update of f),
  forgotten as (delete from remote_ref f using locked l where f.run_id = l.run_id and f.ref = l.ref),
  requested as materialized (select c.run_id from promotion_change c join written w on w.project_id = c.project_id
    where c.state = 'REQUESTED' for update of c skip locked),
  due as (update promotion_change c set next_at = least(c.next_at, autopack_now()) from requested q where c.run_id = q.run_id),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select project_id from written;
