-- push_take
-- src/remotes/pushing.statements.ts: TAKE_PUSHES
--
-- Takes remotes to push to, with their refs; those that another server takes at this moment are passed over. Of one ref that several runs
-- want, such as the target of promotions, the oldest wish comes first. $1 projects that this server pushes already, $2 how many, $3 the
-- push.

with clock as materialized (select autopack_now() as now),
  due as materialized (select r.project_id from project_remote r where r.project_id <> all($1::text[])
      and r.next_attempt_at <= (select now from clock) and exists (
    select from remote_ref f where f.project_id = r.project_id and f.state = 'DUE' and f.next_attempt_at <= (select now from clock))
    order by r.next_attempt_at limit $2 for update of r skip locked),
  taken as (update project_remote r set push_id = $3, last_attempt_at = clock.now, next_attempt_at = clock.now + interval '60 seconds'
    from due, clock where r.project_id = due.project_id returning r.project_id, r.url, r.forge, r.failures)
  select t.project_id as "projectId", t.url, t.forge, t.failures, (select coalesce(jsonb_agg(jsonb_build_object('runId', f.run_id, 'ref',
      f.ref, 'wanted', f.wanted,
      'pushed', f.pushed, 'attempts', f.attempts, 'repositoryPath', f.repository_path)), '[]') from (
    select * from (select distinct on (f.ref) f.*, run.repository_path from remote_ref f join run on run.run_id = f.run_id
        where f.project_id = t.project_id and f.state = 'DUE' and f.next_attempt_at <= (select now from clock) order by f.ref, f.wanted_at,
            f.run_id) as f
      order by f.wanted_at, f.ref limit 100) as f) as refs
  from taken t;
