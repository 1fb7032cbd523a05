-- settle_ended_run
-- src/database/run-writes.ts: SETTLE_ENDED
--
-- The refs of a run that has ended; the run's row never changes again, so differences are stored beside it. $1 run, $2 the intent, $3 refs that were elsewhere, $4 where.

with settled as (update run set ref_intent = null where run_id = $1 and completed_at is not null and ref_intent = $2::jsonb
    returning run_id),
    recorded as (insert into ref_difference (run_id, ref, found, at)
      select s.run_id, d.ref, d.found, autopack_now() from settled s, unnest($3::text[], $4::text[]) as d (ref, found)
      on conflict on constraint pk_ref_difference do nothing)
    select run_id from settled;
