-- keep_late_result
-- src/database/work-writes.ts: KEEP_LATE_RESULT
--
-- Keeps a result that came too late (W4), once for its content. $1 the row, $2 its artefacts.

with kept as (insert into late_result select n.* from jsonb_populate_record(null::late_result, $1::jsonb) n
    where exists (select from run r where r.run_id = n.run_id) on conflict on constraint pk_late_result do nothing returning run_id)
  insert into attempt_artefact select n.* from kept, jsonb_populate_recordset(null::attempt_artefact, $2::jsonb) n
    on conflict on constraint pk_attempt_artefact do nothing;
