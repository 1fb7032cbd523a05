-- layout_read_attachment
-- src/file-layout/runs/work.statements.ts: READ_ATTACHMENT
--
-- $1 run id, $2 path below its directory: what proves the bytes of an attachment.

select row_to_json(x) as attachment from attempt_artefact x where x.run_id = $1 and x.path = $2;
