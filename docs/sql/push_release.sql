-- push_release
-- src/remotes/pushing.statements.ts: RELEASE_PUSH
--
-- A push that its server broke off: another server makes it at once. $1 project, $2 push.

update project_remote set push_id = null, next_attempt_at = autopack_now() where project_id = $1 and push_id = $2;
