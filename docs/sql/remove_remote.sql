-- remove_remote
-- src/database/remote-writes.ts: REMOVE_REMOTE
--
-- With all that waits to be pushed. $1 record of the key, $2 project.

with written as (delete from project_remote where project_id = $2 returning project_id),
  locked as materialized (select f.run_id, f.ref from remote_ref f join written w on w.project_id = f.project_id
    where true order by f.run_id, f.ref <> 'refs/heads/autonomous/' || f.run_id, f.ref for update of f),
  forgotten as (delete from remote_ref f using locked l where f.run_id = l.run_id and f.ref = l.ref),
  requested as materialized (select c.run_id from promotion_change c join written w on w.project_id = c.project_id
    where c.state = 'REQUESTED' for update of c skip locked),
  due as (update promotion_change c set next_at = least(c.next_at, autopack_now()) from requested q where c.run_id = q.run_id),
  remembered as (insert into idempotency_record (mutation, key, input_hash, run_id, entity, errors, created_at)
    select n.mutation, n.key, n.input_hash, n.run_id, n.entity, n.errors, n.created_at
    from written, jsonb_to_record($1::jsonb) as n (mutation text, key text, input_hash text, run_id text, entity text, errors jsonb,
        created_at timestamptz(3)) where $1::jsonb is not null)
  select project_id from written;
