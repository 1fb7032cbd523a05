-- fold_run_tally
-- src/views/tally.repository.ts: FOLD
--
-- Folds runs that have ended, and what deletions took out, into the sums. These are locked in the order of the key, runs and parts that
-- another server folds are left to it: two folds do not wait for each other in a circle. $1 how many at most.

with taken as materialized (select run_id from ended_run where not tallied order by run_id limit $1::int for update skip locked),
  marked as (update ended_run e set tallied = true from taken t where e.run_id = t.run_id),
  parts as materialized (select day, kind, project_id, name, detail, part from run_tally where part <> ''
      order by part limit $1::int for update skip locked),
  gone as (delete from run_tally t using parts p where t.day = p.day and t.kind = p.kind and t.project_id = p.project_id and t.name = p.name
      and t.detail = p.detail and t.part = p.part
    returning t.day, t.kind, t.project_id, t.name, t.detail, t.runs, t.phases, t.completed, t.failed, t.tokens),
  summed as (select day, kind, project_id, name, detail, sum(runs)::bigint as runs, sum(phases)::bigint as phases,
      sum(completed)::bigint as completed,
      sum(failed)::bigint as failed, sum(tokens)::bigint as tokens
    from (select * from autopack_run_tally(array(select run_id from taken)) union all select * from gone) as added
    group by day, kind, project_id, name, detail),
  folded as (insert into run_tally (day, kind, project_id, name, detail, part, runs, phases, completed, failed, tokens)
    select day, kind, project_id, name, detail, '', runs, phases, completed, failed, tokens from summed order by day, kind, project_id,
        name, detail
    on conflict on constraint pk_run_tally do update set runs = run_tally.runs + excluded.runs, phases = run_tally.phases + excluded.phases,
      completed = run_tally.completed + excluded.completed, failed = run_tally.failed + excluded.failed,
          tokens = run_tally.tokens + excluded.tokens)
  select ((select count(*) from taken) + (select count(*) from parts))::int as amount;
