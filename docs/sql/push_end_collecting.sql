-- push_end_collecting
-- src/remotes/pushing.statements.ts: END_COLLECTING
--
-- Remotes whose time to collect is over.

update project_remote set collect_until = null where collect_until <= autopack_now();
