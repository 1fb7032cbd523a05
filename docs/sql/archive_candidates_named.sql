-- archive_candidates_named
-- src/archive/archive.repository.ts: NAMED
--
-- $4 the runs, $5 the project, $6 days, or null: then their age does not count. Runs behind the last one that was looked at, in the order
-- in which they ended; $1 its end or null, $2 its id, $3 how many.

select r.run_id, r.project_id, r.completed_at from run r where r.run_id = any($4::text[]) and r.completed_at is not null
    and ($5::text is null or r.project_id = $5) and ($6::int is null or r.completed_at < autopack_now() - make_interval(days => $6::int))
        and (r.completed_at, r.run_id) > (coalesce($1::timestamptz, '-infinity'), coalesce($2::text, '')) order by r.completed_at,
        r.run_id limit $3::int;
