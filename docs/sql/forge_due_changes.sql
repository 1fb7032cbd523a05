-- forge_due_changes
-- src/forges/forge-poll.statements.ts: DUE_CHANGES
--
-- Changes of a project that are due, with the commit of the run's branch on the remote and the project's remote of now. $1 project, $2 how
-- many.

select to_jsonb(c) - 'write_id' as change, c.write_id,
    (select f.pushed from remote_ref f where f.run_id = c.run_id and f.ref = 'refs/heads/' || c.head) as pushed,
    (select jsonb_build_object('url', m.url, 'forge', m.forge) from project_remote m where m.project_id = c.project_id) as remote
    from promotion_change c where c.project_id = $1 and c.state in ('REQUESTED', 'OPEN') and c.next_at <= autopack_now() order by c.next_at,
        c.run_id limit $2;
