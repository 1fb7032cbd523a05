-- backlog_summary
-- src/issues/backlog-summary.repository.ts: SUMMARY
--
-- $1 project, $2 runs after which an issue is resolved, $3 and $4 thresholds of age. One pass over the entries that are not resolved.
-- Whether an entry is resolved depends on successful runs that ended after it was seen last: with fewer than $2 of them it is not; with $2
-- and as many more as could have seen it, it is. Only the entries between are judged one by one.

with ends as materialized (select (select s.ended_at from successful_run s where s.project_id = $1
    order by s.ended_at desc offset $2::int - 1 limit 1) as enough, (select s.ended_at from successful_run s where s.project_id = $1
    order by s.ended_at desc offset ($2::int + 1000) - 1 limit 1) as certain),
  live as materialized (select e.issue_key, e.age_in_runs, e.age_in_tiers, e.occurrence_count from ends, backlog_entry e
    where e.project_id = $1 and e.resolved_at is null and e.last_seen_at >= coalesce(ends.certain, '-infinity')
      and (ends.enough is null or e.last_seen_at >= ends.enough or not (e.resolved_at is not null or (
    select count(*) from (
      select from successful_run s where s.project_id = e.project_id and s.ended_at > e.last_seen_at
        and not exists (select from issue_sighting g where g.project_id = e.project_id and g.issue_key = e.issue_key
          and g.episode = e.episode and g.run_id = s.run_id)
      limit $2::int) as quiet) >= $2::int))),
  top as materialized (select array(select b.issue_key from live b order by b.age_in_runs desc, b.occurrence_count desc,
      b.issue_key desc limit 10) as "byRuns",
    array(select b.issue_key from live b order by b.age_in_tiers desc, b.issue_key desc limit 10) as "byTiers",
    array(select b.issue_key from live b order by b.occurrence_count desc, b.issue_key desc limit 10) as "byOccurrences")
  select (select count(*)::int from backlog_entry e where e.project_id = $1) as total,
    (select count(*)::int from live) as live, (select count(*)::int from live b
        where (b.age_in_runs >= $3::int or b.age_in_tiers >= $4::int)) as aged, top.*,
    array(select to_jsonb(e) from backlog_entry e where e.project_id = $1
        and e.issue_key = any(top."byRuns" || top."byTiers" || top."byOccurrences")) as entries
  from top;
