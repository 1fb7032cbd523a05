-- push_renew
-- src/remotes/pushing.statements.ts: RENEW_PUSH
--
-- A push that goes on. $1 project, $2 push; no row: it is another's now.

update project_remote set next_attempt_at = autopack_now() + interval '60 seconds' where project_id = $1 and push_id = $2
    returning project_id;
