-- archive_candidates_old
-- src/archive/archive.repository.ts: OLD
--
-- $4 the project or null, $5 days or null: then what the project says. Of each project the oldest are found by its index: one that keeps
-- its runs for ever costs nothing. Runs behind the last one that was looked at, in the order in which they ended; $1 its end or null, $2
-- its id, $3 how many.

select r.run_id, r.project_id, r.completed_at from project p cross join lateral (
      select r.run_id, r.project_id, r.completed_at from run r where r.project_id = p.project_id and r.completed_at is not null
        and r.completed_at < autopack_now() - make_interval(days => coalesce($5::int, p.retention_days))
            and (r.completed_at, r.run_id) > (coalesce($1::timestamptz, '-infinity'), coalesce($2::text, '')) order by r.completed_at,
            r.run_id limit $3::int) r
    where coalesce($5::int, p.retention_days) is not null and ($4::text is null or p.project_id = $4)
    order by r.completed_at, r.run_id limit $3::int;
