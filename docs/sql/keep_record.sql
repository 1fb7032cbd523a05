-- keep_record
-- src/lifecycle/command-runner.ts: KEEP_RECORD

insert into idempotency_record select k.* from jsonb_populate_record(null::idempotency_record, $1::jsonb) k;
