-- recount_phases
-- src/issues/recount.statements.ts: RECOUNTS
--
-- $1 project or null, $2 how many lines at most. What differs between two sides of one row, a line for each value. $1 project or null, $2
-- how many lines at most.

select 'phase ' || stored.run_id || '/' || stored.phase_id as subject, value.name, value.stored, value.recounted from phase stored left
    join (select run_id, phase_id,
    count(*) filter (where severity = 'MINOR')::int as minor_issues_count,
        count(*) filter (where severity = 'MAJOR')::int as major_issues_count,
    count(*) filter (where open_severity = 'MINOR')::int as open_minor_issues,
        count(*) filter (where open_severity = 'MAJOR')::int as open_major_issues
  from (select run_id, phase_id, issue_key, min(effective_severity) as severity,
      min(effective_severity) filter (where open) as open_severity
    from phase_issue where not expected_fail group by run_id, phase_id, issue_key) as keys group by run_id,
        phase_id) as c on c.run_id = stored.run_id and c.phase_id = stored.phase_id
    cross join lateral (select coalesce(c.minor_issues_count, 0) as minor_issues_count,
        coalesce(c.major_issues_count, 0) as major_issues_count) as counted
cross join lateral (values ('minor_issues_count', stored.minor_issues_count::text, counted.minor_issues_count::text),
    ('major_issues_count', stored.major_issues_count::text, counted.major_issues_count::text)) as value (name, stored, recounted)
where ($1::text is null or stored.run_id in (select run_id from run where project_id = $1))
    and value.stored is distinct from value.recounted order by 1, 2 limit $2::int;
