-- archive_attachments
-- src/archive/archive.repository.ts: ATTACHMENTS
--
-- $1 the run, $2 the last path, $3 how many.

select path, sha256 from attempt_artefact where run_id = $1 and path > $2 order by path limit $3;
