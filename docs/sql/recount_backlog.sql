-- recount_backlog
-- src/issues/recount.statements.ts: RECOUNTS
--
-- $1 project or null, $2 how many lines at most. What differs between two sides of one row, a line for each value. $1 project or null, $2
-- how many lines at most.

select 'backlog ' || stored.project_id || '/' || stored.issue_key as subject, value.name, value.stored, value.recounted
    from backlog_entry stored left join (select g.project_id, g.issue_key, min(g.severity) as base_severity,
    sum(g.occurrences)::int as occurrence_count,
      max(g.episode) as episode, min(g.first_seen_at) as first_seen_at, max(g.last_seen_at) as last_seen_at,
      (array_agg(g.run_id order by g.first_seen_at, g.episode))[1] as first_seen_run_id,
      (array_agg(g.run_id order by g.last_seen_at desc, g.episode desc))[1] as last_seen_run_id
    from issue_sighting g group by 1, 2) as seen on seen.project_id = stored.project_id and seen.issue_key = stored.issue_key
    cross join lateral (select count(distinct g.run_id)::int as age_in_runs, count(*)::int as age_in_tiers from issue_sighting g
      where g.project_id = stored.project_id and g.issue_key = stored.issue_key and g.episode = seen.episode and g.counted) as age
    cross join lateral (select seen.*, age.*) as counted
cross join lateral (values ('base_severity', stored.base_severity::text, counted.base_severity::text),
    ('occurrence_count', stored.occurrence_count::text, counted.occurrence_count::text),
    ('age_in_runs', stored.age_in_runs::text, counted.age_in_runs::text),
    ('age_in_tiers', stored.age_in_tiers::text, counted.age_in_tiers::text), ('episode', stored.episode::text, counted.episode::text),
    ('first_seen_at', stored.first_seen_at::text, counted.first_seen_at::text),
    ('last_seen_at', stored.last_seen_at::text, counted.last_seen_at::text),
    ('first_seen_run_id', stored.first_seen_run_id::text, counted.first_seen_run_id::text),
    ('last_seen_run_id', stored.last_seen_run_id::text, counted.last_seen_run_id::text)) as value (name, stored, recounted)
where ($1::text is null or stored.project_id = $1) and value.stored is distinct from value.recounted order by 1, 2 limit $2::int;
