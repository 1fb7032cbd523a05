-- run_counts
-- src/views/tally.repository.ts: COUNTS
--
-- $1 project or null.

with counted as (
    select t.project_id, t.name as state, t.runs from run_tally t
      where t.day = '' and t.kind = 'STATE' and ($1::text is null or t.project_id = $1)
    union all
    select r.project_id, r.state, 1 from ended_run e join run r on r.run_id = e.run_id where not e.tallied
        and ($1::text is null or e.project_id = $1)
    union all
    select r.project_id, r.state, count(*) from run r where r.completed_at is null
        and ($1::text is null or r.project_id = $1) group by r.project_id, r.state)
  select project_id as "projectId", state, sum(runs)::int as count from counted group by project_id, state having sum(runs) > 0
      order by project_id, state;
