-- backlog_top_by_tiers
-- src/issues/backlog-summary.repository.ts: TOP_BY_TIERS
--
-- $1 project, $2 runs after which an issue is resolved, $3 and $4 thresholds of age, $5 states or null.

select to_jsonb(b) as entry from (select e.*, (e.resolved_at is not null or (
    select count(*) from (
      select from successful_run s where s.project_id = e.project_id and s.ended_at > e.last_seen_at
        and not exists (select from issue_sighting g where g.project_id = e.project_id and g.issue_key = e.issue_key
          and g.episode = e.episode and g.run_id = s.run_id)
      limit $2::int) as quiet) >= $2::int) as resolved from backlog_entry e where e.project_id = $1) as b
  where ($5::text[] is null or case when b.resolved then 'RESOLVED'
    when (b.age_in_runs >= $3::int or b.age_in_tiers >= $4::int) then 'NEEDS_CLEANUP' else 'OPEN' end = any($5::text[])) and not b.resolved
        order by b.age_in_tiers desc, b.issue_key desc limit 10;
