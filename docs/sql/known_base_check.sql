-- known_base_check
-- src/lifecycle/checks/base-checks.statements.ts: KNOWN_OF_RUN
--
-- A verdict that nothing has followed yet. $1 run.

select check_id from commit_check where run_id = $1 and kind = 'BASE' and state = 'DONE' and followed_at is null;
