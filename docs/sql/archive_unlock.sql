-- archive_unlock
-- src/archive/archive.repository.ts: UNLOCK
--
-- $1 what.

select pg_advisory_unlock(hashtextextended($1::text, 0));
