-- insert_check
-- src/database/check-writes.ts: INSERT_CHECK
--
-- A new check, once for its run, kind and commit. $1 the row.

insert into commit_check select n.* from jsonb_populate_record(null::commit_check, $1::jsonb) n join run r on r.run_id = n.run_id
    on conflict on constraint pk_commit_check do nothing returning check_id;
