-- budget_report
-- src/views/tally.repository.ts: REPORT
--
-- $1 project or null; $2 the first instant or null. With one: $3 the first hour of UTC that lies after it as a whole, as an instant, $4 its
-- key, $5 the first whole day, $6 the key of its first hour. What is left of the hour before $3 is read from rows.

with counted as (
    select t.kind, t.name, t.detail, t.runs, t.phases, t.completed, t.failed, t.tokens from run_tally t
      where $5::text is null and t.day = '' and ($1::text is null or t.project_id = $1)
    union all
    select t.kind, t.name, t.detail, t.runs, t.phases, t.completed, t.failed, t.tokens from run_tally t
      where t.day >= $5::text and ($1::text is null or t.project_id = $1)
    union all
    select t.kind, t.name, t.detail, t.runs, t.phases, t.completed, t.failed, t.tokens from run_tally t
      where t.day >= $4::text and t.day < $6::text and ($1::text is null or t.project_id = $1)
    union all
    select t.kind, t.name, t.detail, t.runs, t.phases, t.completed, t.failed, t.tokens from autopack_run_tally(array(
      select e.run_id from ended_run e where not e.tallied and ($1::text is null or e.project_id = $1)
          and ($3::timestamptz is null or e.completed_at >= $3)
      union all
      select r.run_id from run r where r.completed_at >= $2::timestamptz and r.completed_at < $3::timestamptz
          and ($1::text is null or r.project_id = $1))) t
      where t.day = '')
  select kind, name, detail, sum(runs)::float8 as runs, sum(phases)::float8 as phases, sum(completed)::float8 as completed,
    sum(failed)::float8 as failed, sum(tokens)::float8 as tokens
  from counted group by kind, name, detail having sum(runs) > 0 or sum(phases) > 0 order by kind, name, detail;
