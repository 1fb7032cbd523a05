-- recount_sightings
-- src/issues/recount.statements.ts: RECOUNTS
--
-- $1 project or null, $2 how many lines at most. What differs between two sides of one row, a line for each value. $1 project or null, $2
-- how many lines at most.

select 'sightings ' || k.run_id || '/' || k.tier_id || '/' || k.issue_key as subject, 'occurrences' as name,
      k.seen::text as stored, k.reported::text as recounted
    from (select run_id, tier_id, issue_key, sum(seen)::int as seen, sum(reported)::int as reported from (
        select g.run_id, g.tier_id, g.issue_key, g.occurrences as seen, 0 as reported from issue_sighting g join run r using (run_id)
          where $1::text is null or g.project_id = $1
        union all
        select i.run_id, i.tier_id, i.issue_key, 0, i.occurrence_count from phase_issue i
            where ($1::text is null or i.run_id in (select run_id from run where project_id = $1))
      ) as both_sides group by 1, 2, 3) as k
    where k.seen <> k.reported order by 1 limit $2::int;
