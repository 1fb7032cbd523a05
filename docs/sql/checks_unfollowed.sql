-- checks_unfollowed
-- src/lifecycle/checks/check.sweeper.ts: UNFOLLOWED
--
-- Whoever writes a verdict does what follows from it; a while later that server has died.

select check_id from commit_check where state = 'DONE' and followed_at is null
    and coalesce(ended_at, created_at) < autopack_now() - interval '2 seconds'
    limit 200;
