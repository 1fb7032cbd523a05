-- archive_candidates
-- src/archive/archive.repository.ts: CANDIDATES
--
-- $1 the runs, $2 the projects, $3 days, $4 and $5 the last one that was looked at, $6 how many. In the order in which they ended.

select r.run_id, r.project_id, r.completed_at from run r join project p on p.project_id = r.project_id
    where r.completed_at is not null and ($1::text[] is null or r.run_id = any($1::text[]))
        and ($2::text[] is null or r.project_id = any($2::text[]))
      and (r.completed_at < autopack_now() - make_interval(days => coalesce($3::int, p.retention_days))
          or ($1::text[] is not null and $3::int is null))
      and ($4::timestamptz is null or (r.completed_at, r.run_id) > ($4::timestamptz, $5::text))
    order by r.completed_at, r.run_id limit $6;
