-- aged_issues
-- src/lifecycle/facts/policy.store.ts: AGED
--
-- $1 project, $2 and $3 thresholds of age in runs and tiers, $4 runs after which an issue is resolved, $5 a run whose own sightings do not
-- count, or null.

select b.issue_key as "issueKey", b.category, b.base_severity as "baseSeverity", b.age_in_runs as "ageInRuns",
    b.age_in_tiers as "ageInTiers"
  from backlog_entry b
  cross join lateral (select count(*)::int as tiers, least(count(*), 1)::int as runs from issue_sighting g
    where $5::text is not null and g.project_id = b.project_id and g.issue_key = b.issue_key and g.episode = b.episode
      and g.run_id = $5 and g.counted) as own
  where b.project_id = $1 and (b.age_in_runs >= $2::int or b.age_in_tiers >= $3::int) and not (b.resolved_at is not null or (
    select count(*) from (
      select from successful_run s where s.project_id = b.project_id and s.ended_at > b.last_seen_at
        and not exists (select from issue_sighting g where g.project_id = b.project_id and g.issue_key = b.issue_key
          and g.episode = b.episode and g.run_id = s.run_id)
      limit $4::int) as quiet) >= $4::int)
    and (b.age_in_runs - own.runs >= $2::int or b.age_in_tiers - own.tiers >= $3::int)
  order by b.issue_key;
