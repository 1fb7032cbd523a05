-- intend_for_ended_run
-- src/database/run-writes.ts: INTEND_ENDED
--
-- Undoes a late move of a run that has ended. It is an intent like any other, so that it survives a crash. $1 run, $2 the intent.

update run set ref_intent = $2::jsonb where run_id = $1 and completed_at is not null and ref_intent is null;
