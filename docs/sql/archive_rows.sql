-- archive_rows
-- src/archive/archive.repository.ts: ROWS_OF_TABLE
--
-- $1 the run, $2 the table, $3 the last line that was read, at first empty, $4 how many more.

select line from (select to_jsonb(t)::text as line from run t where $2::text = 'run' and t.run_id = $1
    union all select to_jsonb(t)::text as line from tier t where $2::text = 'tier' and t.run_id = $1
    union all select to_jsonb(t)::text as line from phase t where $2::text = 'phase' and t.run_id = $1
    union all select to_jsonb(t)::text as line from phase_issue t where $2::text = 'phase_issue' and t.run_id = $1
    union all select to_jsonb(t)::text as line from issue_sighting t where $2::text = 'issue_sighting' and t.run_id = $1
    union all select to_jsonb(t)::text as line from aged_issue t where $2::text = 'aged_issue' and t.run_id = $1
    union all select to_jsonb(t)::text as line from strategy t where $2::text = 'strategy' and t.run_id = $1
    union all select to_jsonb(t)::text as line from phase_strategy t where $2::text = 'phase_strategy' and t.run_id = $1
    union all select to_jsonb(t)::text as line from attempt t where $2::text = 'attempt' and t.run_id = $1
    union all select to_jsonb(t)::text as line from attempt_artefact t where $2::text = 'attempt_artefact' and t.run_id = $1
    union all select to_jsonb(t)::text as line from ci_try t where $2::text = 'ci_try' and t.run_id = $1
    union all select to_jsonb(t)::text as line from late_result t where $2::text = 'late_result' and t.run_id = $1
    union all select to_jsonb(t)::text as line from snapshot t where $2::text = 'snapshot' and t.run_id = $1
    union all select to_jsonb(t)::text as line from promotion t where $2::text = 'promotion' and t.run_id = $1
    union all select to_jsonb(t)::text as line from ref_difference t where $2::text = 'ref_difference' and t.run_id = $1) as kept
    where line > $3 order by line limit $4;
