-- settle_change_fault
-- src/database/promotion-change-writes.ts: SETTLE_FAULT
--
-- A look that failed. $1 to $4 as in settle_change_look, $5 fault, $6 message, $7 milliseconds until the next, $8 whether this fault is
-- waited for: the wait does not count then. $9 milliseconds within which a change must be opened, $10 those within which one that is open
-- must be seen again. Where the project's remote is no longer the one that it was requested for, a change is not opened any more, and one that is open must be seen as soon as it would have to be opened.

with clock as materialized (select autopack_now() as now),
  tried as materialized (select c.state, case when c.failures = 0 then clock.now
      else c.tried_since + greatest(clock.now - c.next_at - interval '1 hour', interval '0') end
      + case when $8::boolean then $7::int else 0 end * interval '1 millisecond' as since,
    not exists (select from project_remote m where m.project_id = c.project_id and m.url = c.remote and m.forge = c.forge) as has_left
    from promotion_change c, clock where c.run_id = $1),
  judged as materialized (select t.since, case when t.state = 'REQUESTED' and t.has_left then true when $8::boolean then false
      else t.since < clock.now - case when t.state = 'REQUESTED' or t.has_left then $9::bigint
          else $10::bigint end * interval '1 millisecond' end as is_over
    from tried t, clock)
  update promotion_change c set failures = c.failures + 1, fault = $5, fault_message = $6,
      next_at = clock.now + $7::int * interval '1 millisecond', tried_since = j.since,
    state = case when j.is_over then 'GIVEN_UP' else c.state end, ended_at = case when j.is_over then clock.now else c.ended_at end,
    changed_at = case when j.is_over then clock.now else c.changed_at end
  from clock, judged j
  where c.run_id = $1 and c.round = $2 and c.write_id = $3 and c.state in ('REQUESTED', 'OPEN')
      and exists (select from forge_poll f where f.project_id = c.project_id and f.poll_id = $4) returning c.run_id, c.state;
