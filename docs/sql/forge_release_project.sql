-- forge_release_project
-- src/forges/forge-poll.statements.ts: RELEASE_PROJECT
--
-- $1 project, $2 the look, $3 milliseconds that its forge wants to be left alone, by all projects of its host; null: it does not. Rows are
-- locked in one order: projects of one forge are told of its limit at the same time.

with clock as materialized (select autopack_now() as now),
  mine as materialized (select f.host from forge_poll f where f.project_id = $1 and f.poll_id = $2),
  locked as materialized (select f.project_id from forge_poll f
    where f.project_id = $1 or ($3::int is not null and f.host = (select host from mine)) order by f.project_id for update)
  update forge_poll f set blocked_until = greatest(f.blocked_until, clock.now + coalesce($3::int, 0) * interval '1 millisecond'),
    poll_id = case when f.project_id = $1 then null else f.poll_id end, leased_until = case when f.project_id = $1 then clock.now
        else f.leased_until end
  from clock, mine, locked l where f.project_id = l.project_id and (f.project_id <> $1 or f.poll_id = $2);
