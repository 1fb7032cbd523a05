-- forge_release_project
-- src/forges/forge-poll.statements.ts: RELEASE_PROJECT
--
-- $1 project, $2 the look, $3 milliseconds that its forge wants to be left alone, by all projects of its host; null: it does not.

with clock as materialized (select autopack_now() as now),
  pause as materialized (select clock.now + coalesce($3::int, 0) * interval '1 millisecond' as until from clock),
  released as (update forge_poll f set poll_id = null, leased_until = clock.now, blocked_until = greatest(f.blocked_until, pause.until)
      from clock, pause
    where f.project_id = $1 and f.poll_id = $2 returning f.host, f.project_id)
  update forge_poll f set blocked_until = greatest(f.blocked_until, pause.until) from pause, released r
  where $3::int is not null and f.host = r.host and f.project_id <> r.project_id;
