-- waits_over
-- src/lifecycle/work/work.sweeper.ts: WAITED

select run_id from work_queue where wait_until <= autopack_now() order by wait_until limit 200;
