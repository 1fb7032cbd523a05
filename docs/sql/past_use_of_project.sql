-- past_use_of_project
-- src/strategy/past-use.repository.ts: PAST_USE
--
-- $1 project.

with newest as (select r.run_id from run r where r.project_id = $1 order by r.created_at desc, r.run_id desc limit 200)
select f.task_category as "taskCategory", f.complexity, count(*)::int as phases,
  (percentile_disc(0.9) within group (order by f.tokens_used))::float8 as p90
from newest join phase f on f.run_id = newest.run_id where f.state = 'COMPLETE' group by f.task_category, f.complexity;
