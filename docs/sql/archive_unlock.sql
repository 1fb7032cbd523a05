-- archive_unlock
-- src/archive/archive.repository.ts: UNLOCK
--
-- $1 the run.

select pg_advisory_unlock(hashtextextended('archive ' || $1::text, 0));
