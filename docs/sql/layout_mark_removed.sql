-- layout_mark_removed
-- src/file-layout/runs/file-layout.statements.ts: MARK_REMOVED
--
-- $1 run key. May be repeated: the first instant remains.

update run_id set files_removed_at = autopack_now() where run_key = $1 and deleted_at is not null and files_removed_at is null;
