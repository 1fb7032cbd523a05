-- event_landed
-- src/database/run-writes.ts: EVENT_LANDED
--
-- $1 run, $2 seq, $3 write.

select 1 as landed from run_event where run_id = $1 and seq = $2 and write_id = $3;
