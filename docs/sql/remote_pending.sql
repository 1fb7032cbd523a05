-- remote_pending
-- src/remotes/remotes.repository.ts: PENDING
--
-- $1 projects.

select p.project_id as "projectId", autopack_now() as now,
    (select count(*)::int from (select from remote_ref f where f.project_id = p.project_id and f.state = 'DUE' limit 1000) as due) as due,
    (select count(*)::int from (select from remote_ref f where f.project_id = p.project_id
        and f.state = 'CONFLICT' limit 1000) as conflicts) as conflicts
  from unnest($1::text[]) as p (project_id);
