-- checks_unfollowed
-- src/lifecycle/checks/check-sweep.statements.ts: UNFOLLOWED
--
-- The server that writes a verdict also does what follows from it. If that has not happened after two seconds, the server has crashed.

select check_id from commit_check where state = 'DONE' and followed_at is null
    and coalesce(ended_at, created_at) < autopack_now() - interval '2 seconds'
    limit 200;
