/** The SQL of the pushing to remotes (M3). */
import { statement } from '../database/database.js';

/** A push belongs to its server so long, and is renewed; a server that died leaves it to another then. */
const LEASE = `interval '60 seconds'`;
/** Of a project whose remote was set, so many of its newest runs are pushed. */
const RUNS_COLLECTED = 100;
/** A push has at most so many refs; the rest goes with the next. */
const MOST_REFS = 100;

/** A remote has something to do: `r`, at `clock.now`. */
const HAS_DUE = `r.next_attempt_at <= (select now from clock) and exists (
    select from remote_ref f where f.project_id = r.project_id and f.state = 'DUE' and f.next_attempt_at <= (select now from clock))`;

/**
 * What a server asks every second: it writes nothing and takes no lock. $1 projects that this server pushes already.
 */
export const LOOK_FOR_PUSHES = statement({
  name: 'push_look',
  text: `with clock as materialized (select autopack_now() as now)
  select exists (select from project_remote r where r.collect_until is not null) as has_new,
    exists (select from project_remote r where r.project_id <> all($1::text[]) and ${HAS_DUE}) as has_due`,
});

/** Runs of remotes that were set lately, with refs that are not known yet. */
export const RUNS_TO_COLLECT = statement({
  name: 'push_runs_to_collect',
  text: `select n.run_id as "runId" from project_remote m cross join lateral (
    select r.run_id from run r where r.project_id = m.project_id order by r.created_at desc, r.run_id desc limit ${RUNS_COLLECTED}) as n
  where m.collect_until is not null and exists (select from snapshot s where s.run_id = n.run_id and s.commit is not null
    and (not exists (select from remote_ref f where f.run_id = s.run_id and f.ref = 'refs/heads/autonomous/' || s.run_id)
      or (s.tag_object is not null and not exists (select from remote_ref f where f.run_id = s.run_id and f.ref = 'refs/tags/' || s.tag))))`,
});

/** Its branch first, as the trigger writes them: two writers never wait for each other. $1 run. */
export const COLLECT_RUN = statement({
  name: 'push_collect_run',
  text: `insert into remote_ref (run_id, ref, project_id, wanted, wanted_at, state, attempts, next_attempt_at)
    select w.run_id, w.ref, w.project_id, w.wanted, autopack_now(), 'DUE', 0, autopack_now() from (
      select r.run_id, r.project_id, 'refs/heads/autonomous/' || r.run_id as ref, r.head_commit as wanted, 0 as place from run r where r.run_id = $1
        and exists (select from snapshot s where s.run_id = r.run_id and s.commit is not null)
      union all select r.run_id, r.project_id, 'refs/tags/' || s.tag, s.tag_object, 1 from run r join snapshot s on s.run_id = r.run_id
        where r.run_id = $1 and s.tag is not null and s.tag_object is not null
      order by place, ref) as w
    where w.wanted is not null and exists (select from project_remote m where m.project_id = w.project_id)
  on conflict on constraint pk_remote_ref do nothing`,
});

/** Remotes whose time to collect is over. */
export const END_COLLECTING = statement({
  name: 'push_end_collecting',
  text: 'update project_remote set collect_until = null where collect_until <= autopack_now()',
});

/**
 * Takes remotes to push to, with their refs; those that another server takes at this moment are passed over. Of one ref
 * that several runs want, such as the target of promotions, the oldest wish comes first. $1 projects that this server
 * pushes already, $2 how many, $3 the push.
 */
export const TAKE_PUSHES = statement({
  name: 'push_take',
  text: `with clock as materialized (select autopack_now() as now),
  due as materialized (select r.project_id from project_remote r where r.project_id <> all($1::text[]) and ${HAS_DUE}
    order by r.next_attempt_at limit $2 for update of r skip locked),
  taken as (update project_remote r set push_id = $3, last_attempt_at = clock.now, next_attempt_at = clock.now + ${LEASE}
    from due, clock where r.project_id = due.project_id returning r.project_id, r.url, r.forge, r.failures)
  select t.project_id as "projectId", t.url, t.forge, t.failures, (select coalesce(jsonb_agg(jsonb_build_object('runId', f.run_id, 'ref', f.ref, 'wanted', f.wanted,
      'pushed', f.pushed, 'attempts', f.attempts, 'repositoryPath', f.repository_path)), '[]') from (
    select * from (select distinct on (f.ref) f.*, run.repository_path from remote_ref f join run on run.run_id = f.run_id
        where f.project_id = t.project_id and f.state = 'DUE' and f.next_attempt_at <= (select now from clock) order by f.ref, f.wanted_at, f.run_id) as f
      order by f.wanted_at, f.ref limit ${MOST_REFS}) as f) as refs
  from taken t`,
});

/** A push that goes on. $1 project, $2 push; no row: it is another's now. */
export const RENEW_PUSH = statement({
  name: 'push_renew',
  text: `update project_remote set next_attempt_at = autopack_now() + ${LEASE} where project_id = $1 and push_id = $2 returning project_id`,
});

/** A push that its server broke off: another server makes it at once. $1 project, $2 push. */
export const RELEASE_PUSH = statement({
  name: 'push_release',
  text: 'update project_remote set push_id = null, next_attempt_at = autopack_now() where project_id = $1 and push_id = $2',
});

/**
 * What became of a push, if it is still the one that was taken. A ref that is wanted elsewhere meanwhile stays due; one
 * that another writer changes at this moment is looked at again by the next push. $1 project, $2 push, $3 its refs,
 * $4 milliseconds until the next push, $5 fault and $6 words if it failed as a whole, $7 whether something was pushed.
 */
export const SETTLE_PUSH = statement({
  name: 'push_settle',
  text: `with clock as materialized (select autopack_now() as now),
  ended as (update project_remote r set push_id = null, next_attempt_at = clock.now + $4::int * interval '1 millisecond',
      failures = case when $5::text is null then 0 else r.failures + 1 end, last_fault = $5, last_error = $6,
      last_pushed_at = case when $7::boolean then clock.now else r.last_pushed_at end
    from clock where r.project_id = $1 and r.push_id = $2 returning r.project_id),
  outcome as materialized (select n.* from ended, jsonb_to_recordset($3::jsonb)
    as n (run_id text, ref text, wanted text, state text, pushed text, pause_ms int, fault text, error text)),
  locked as materialized (select f.run_id, f.ref from remote_ref f join outcome n on n.run_id = f.run_id and n.ref = f.ref for update of f skip locked),
  settled as (update remote_ref f set pushed = coalesce(n.pushed, f.pushed), pushed_at = case when n.pushed is null then f.pushed_at else clock.now end,
      state = case when f.wanted = n.wanted then n.state else f.state end, attempts = case when f.wanted = n.wanted then f.attempts + 1 else f.attempts end,
      next_attempt_at = case when f.wanted = n.wanted then clock.now + n.pause_ms * interval '1 millisecond' else f.next_attempt_at end,
      last_fault = case when f.wanted = n.wanted then n.fault end, last_error = case when f.wanted = n.wanted then n.error end
    from locked l, outcome n, clock where f.run_id = l.run_id and f.ref = l.ref and n.run_id = l.run_id and n.ref = l.ref returning f.run_id)
  select (select count(*)::int from ended) as ended, (select count(*)::int from settled) as refs`,
});
