-- layout_stale_projects
-- src/file-layout/projects/project-files.statements.ts: STALE_PROJECTS
--
-- $1 age in milliseconds, $2 limit, $3 and $4 the place after which to search.

select o.project_id, min(o.written_at) as written_at from project_outbox o
where o.written_at < autopack_now() - $1::int * interval '1 millisecond'
group by o.project_id
having $3::timestamptz is null or (min(o.written_at), o.project_id) > ($3::timestamptz, $4::text)
order by 2, 1 limit $2::int;
