-- forge_look
-- src/forges/forge-poll.statements.ts: LOOK
--
-- What a server asks every second: whether there is anything to ask a forge. It writes nothing and takes no lock.

with clock as materialized (select autopack_now() as now)
  select exists (select from promotion_change c join forge_poll f on f.project_id = c.project_id
    where c.state in ('REQUESTED', 'OPEN') and c.next_at <= (select now from clock) and f.leased_until <= (select now from clock)
        and f.blocked_until <= (select now from clock)) as has_due;
