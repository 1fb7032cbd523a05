/** The SQL of asking forges (M3). */
import { statement } from '../database/database.js';

/**
 * A server that died leaves a project to another then. A look at a slow forge may take longer: then two servers look at
 * once. Neither opens a second change, and what the earlier one saw is not recorded.
 */
const LEASE_SECONDS = 180;
const LIVE = `c.state in ('REQUESTED', 'OPEN')`;

export const NOW = statement({ name: 'forge_clock', text: 'select autopack_now() as now' });

/** What a server asks every second: whether there is anything to ask a forge. It writes nothing and takes no lock. */
export const LOOK = statement({
  name: 'forge_look',
  text: `with clock as materialized (select autopack_now() as now)
  select exists (select from promotion_change c join forge_poll f on f.project_id = c.project_id
    where ${LIVE} and c.next_at <= (select now from clock) and f.leased_until <= (select now from clock) and f.blocked_until <= (select now from clock)) as has_due`,
});

/** One project whose changes are due, for this server alone. $1 the look, $2 projects that it has already. */
export const TAKE_PROJECT = statement({
  name: 'forge_take_project',
  text: `with clock as materialized (select autopack_now() as now),
  due as materialized (select f.project_id from promotion_change c join forge_poll f on f.project_id = c.project_id, clock
    where ${LIVE} and c.next_at <= clock.now and f.leased_until <= clock.now and f.blocked_until <= clock.now and f.project_id <> all($2::text[])
    order by c.next_at limit 1 for update of f skip locked)
  update forge_poll f set poll_id = $1, leased_until = clock.now + interval '${LEASE_SECONDS} seconds' from due, clock
  where f.project_id = due.project_id returning f.project_id`,
});

/** Changes of a project that are due, with the commit of the run's branch on the remote and the project's remote of now. $1 project, $2 how many. */
export const DUE_CHANGES = statement({
  name: 'forge_due_changes',
  text: `select to_jsonb(c) - 'write_id' as change, c.write_id,
    (select f.pushed from remote_ref f where f.run_id = c.run_id and f.ref = 'refs/heads/' || c.head) as pushed,
    (select jsonb_build_object('url', m.url, 'forge', m.forge) from project_remote m where m.project_id = c.project_id) as remote
    from promotion_change c where c.project_id = $1 and ${LIVE} and c.next_at <= autopack_now() order by c.next_at, c.run_id limit $2`,
});

/**
 * $1 project, $2 the look, $3 milliseconds that its forge wants to be left alone, by all projects of its host; null: it
 * does not. Rows are locked in one order: projects of one forge are told of its limit at the same time.
 */
export const RELEASE_PROJECT = statement({
  name: 'forge_release_project',
  text: `with clock as materialized (select autopack_now() as now),
  mine as materialized (select f.host from forge_poll f where f.project_id = $1 and f.poll_id = $2),
  locked as materialized (select f.project_id from forge_poll f
    where f.project_id = $1 or ($3::int is not null and f.host = (select host from mine)) order by f.project_id for update)
  update forge_poll f set blocked_until = greatest(f.blocked_until, clock.now + coalesce($3::int, 0) * interval '1 millisecond'),
    poll_id = case when f.project_id = $1 then null else f.poll_id end, leased_until = case when f.project_id = $1 then clock.now else f.leased_until end
  from clock, mine, locked l where f.project_id = l.project_id and (f.project_id <> $1 or f.poll_id = $2)`,
});
