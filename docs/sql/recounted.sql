-- recounted
-- src/issues/recount.statements.ts: RECOUNTED
--
-- $1 project or null: how much was looked at.

select (select count(*)::int from run where $1::text is null or project_id = $1) as runs,
    (select count(*)::int from backlog_entry where $1::text is null or project_id = $1) as entries,
    (select count(*)::int from issue_sighting where $1::text is null or project_id = $1) as sightings;
