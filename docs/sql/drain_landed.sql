-- drain_landed
-- src/database/drain-writes.ts: DRAIN_LANDED
--
-- $1 write.

select 1 as landed from drain where write_id = $1;
