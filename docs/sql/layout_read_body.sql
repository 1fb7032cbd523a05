-- layout_read_body
-- src/file-layout/runs/work.statements.ts: READ_ATTACHMENT
--
-- $1 run id, $2 path below its directory: what proves the bytes of a body.

select row_to_json(x) as body from attempt_artefact x where x.run_id = $1 and x.path = $2;
