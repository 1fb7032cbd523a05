-- forge_take_project
-- src/forges/forge-poll.statements.ts: TAKE_PROJECT
--
-- One project whose changes are due, for this server alone. $1 the look, $2 projects that it has already.

with clock as materialized (select autopack_now() as now),
  due as materialized (select f.project_id from promotion_change c join forge_poll f on f.project_id = c.project_id, clock
    where c.state in ('REQUESTED', 'OPEN') and c.next_at <= clock.now and f.leased_until <= clock.now and f.blocked_until <= clock.now
        and f.project_id <> all($2::text[])
    order by c.next_at limit 1 for update of f skip locked)
  update forge_poll f set poll_id = $1, leased_until = clock.now + interval '180 seconds' from due, clock
  where f.project_id = due.project_id returning f.project_id;
