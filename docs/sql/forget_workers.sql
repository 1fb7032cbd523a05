-- forget_workers
-- src/lifecycle/work/work-sweep.statements.ts: FORGET

delete from worker where last_seen_at < autopack_now() - interval '1 day';
