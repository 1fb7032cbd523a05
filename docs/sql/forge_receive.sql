-- forge_receive
-- src/forges/forge-messages.repository.ts: RECEIVE
--
-- $1 project, $2 delivery.

with clock as materialized (select autopack_now() as now),
  taken as (insert into forge_delivery (project_id, delivery_id, received_at) select p.project_id, $2, clock.now from clock, project p
      where p.project_id = $1
    on conflict on constraint pk_forge_delivery do nothing returning project_id)
  update promotion_change c set next_at = least(c.next_at, greatest(clock.now,
      coalesce(c.checks_read_at, clock.now - interval '2 seconds') + interval '2 seconds'))
  from clock, taken t where c.project_id = t.project_id and c.state in ('REQUESTED', 'OPEN') returning c.run_id;
