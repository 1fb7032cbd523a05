-- push_settle
-- src/remotes/pushing.statements.ts: SETTLE_PUSH
--
-- What became of a push, if it is still the one that was taken. A ref that is wanted elsewhere meanwhile stays due; one that another writer
-- changes at this moment is looked at again by the next push. $1 project, $2 push, $3 its refs, $4 milliseconds until the next push, $5
-- fault and $6 words if it failed as a whole, $7 whether something was pushed.

with clock as materialized (select autopack_now() as now),
  ended as (update project_remote r set push_id = null, next_attempt_at = clock.now + $4::int * interval '1 millisecond',
      failures = case when $5::text is null then 0 else r.failures + 1 end, last_fault = $5, last_error = $6,
      last_pushed_at = case when $7::boolean then clock.now else r.last_pushed_at end
    from clock where r.project_id = $1 and r.push_id = $2 returning r.project_id),
  outcome as materialized (select n.* from ended, jsonb_to_recordset($3::jsonb)
    as n (run_id text, ref text, wanted text, state text, pushed text, pause_ms int, fault text, error text)),
  locked as materialized (select f.run_id, f.ref from remote_ref f join outcome n on n.run_id = f.run_id
      and n.ref = f.ref for update of f skip locked),
  settled as (update remote_ref f set pushed = coalesce(n.pushed, f.pushed), pushed_at = case when n.pushed is null then f.pushed_at
      else clock.now end,
      state = case when f.wanted = n.wanted then n.state else f.state end, attempts = case when f.wanted = n.wanted then f.attempts + 1
          else f.attempts end,
      next_attempt_at = case when f.wanted = n.wanted then clock.now + n.pause_ms * interval '1 millisecond' else f.next_attempt_at end,
      last_fault = case when f.wanted = n.wanted then n.fault end, last_error = case when f.wanted = n.wanted then n.error end
    from locked l, outcome n, clock where f.run_id = l.run_id and f.ref = l.ref and n.run_id = l.run_id and n.ref = l.ref
        returning f.run_id)
  select (select count(*)::int from ended) as ended, (select count(*)::int from settled) as refs;
