-- archive_lock
-- src/archive/archive.repository.ts: LOCK
--
-- Only one server does it: the others pass over it. $1 what.

select pg_try_advisory_lock(hashtextextended($1::text, 0)) as locked;
