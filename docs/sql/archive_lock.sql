-- archive_lock
-- src/archive/archive.repository.ts: LOCK
--
-- Only one server archives a run: the others pass over it. $1 the run.

select pg_try_advisory_lock(hashtextextended('archive ' || $1::text, 0)) as locked;
