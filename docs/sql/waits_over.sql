-- waits_over
-- src/lifecycle/work/work-sweep.statements.ts: WAITED

select run_id from work_queue where wait_until <= autopack_now() order by wait_until limit 200;
