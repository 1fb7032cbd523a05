-- settle_change_fault
-- src/database/promotion-change-writes.ts: SETTLE_FAULT
--
-- A look that failed. $1 to $4 as in settle_change_look, $5 fault, $6 message, $7 milliseconds until the next, $8 those within which a
-- change must be opened; null: this fault is waited for. One that was requested for a remote that is no longer the
-- project's is not opened any more.

with clock as materialized (select autopack_now() as now)
  update promotion_change c set failures = c.failures + 1, fault = $5, fault_message = $6,
      next_at = clock.now + $7::int * interval '1 millisecond',
    state = case when o.is_over then 'GIVEN_UP' else c.state end, ended_at = case when o.is_over then clock.now else c.ended_at end,
    changed_at = case when o.is_over then clock.now else c.changed_at end
  from clock, lateral (select c2.state = 'REQUESTED' and (c2.tried_since < clock.now - $8::bigint * interval '1 millisecond' is true
      or not exists (
      select from project_remote m where m.project_id = c2.project_id and m.url = c2.remote and m.forge = c2.forge)) as is_over
    from promotion_change c2 where c2.run_id = $1) o
  where c.run_id = $1 and c.round = $2 and c.write_id = $3 and c.state in ('REQUESTED', 'OPEN')
      and exists (select from forge_poll f where f.project_id = c.project_id and f.poll_id = $4) returning c.run_id, c.state;
