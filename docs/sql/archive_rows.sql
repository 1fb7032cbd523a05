-- archive_rows
-- src/archive/archive.repository.ts: ROWS_OF_TABLE
--
-- $1 the run, $2 the table, $3 the key of the last row that was read, or what comes before every key; $4 how many more.

(select to_jsonb(t)::text as line, array[]::text[] as key from run t where $2::text = 'run' and t.run_id = $1 limit $4)
union all (select to_jsonb(t)::text as line, array[t.tier_id::text]::text[] as key from tier t where $2::text = 'tier' and t.run_id = $1
    and (t.tier_id) > (($3::text[])[1]::text) order by t.tier_id limit $4)
union all (select to_jsonb(t)::text as line, array[t.phase_id::text]::text[] as key from phase t where $2::text = 'phase' and t.run_id = $1
    and (t.phase_id) > (($3::text[])[1]::text) order by t.phase_id limit $4)
union all (select to_jsonb(t)::text as line, array[t.phase_id::text, t.issue_key::text]::text[] as key from phase_issue t
    where $2::text = 'phase_issue' and t.run_id = $1 and (t.phase_id, t.issue_key) > (($3::text[])[1]::text, ($3::text[])[2]::text)
    order by t.phase_id, t.issue_key limit $4)
union all (select to_jsonb(t)::text as line, array[t.issue_key::text, t.episode::text, t.tier_id::text]::text[] as key from issue_sighting t
    where $2::text = 'issue_sighting' and t.run_id = $1 and (t.issue_key, t.episode, t.tier_id) > (($3::text[])[1]::text,
    ($3::text[])[2]::int, ($3::text[])[3]::text) order by t.issue_key, t.episode, t.tier_id limit $4)
union all (select to_jsonb(t)::text as line, array[t.issue_key::text]::text[] as key from aged_issue t where $2::text = 'aged_issue'
    and t.run_id = $1 and (t.issue_key) > (($3::text[])[1]::text) order by t.issue_key limit $4)
union all (select to_jsonb(t)::text as line, array[]::text[] as key from strategy t where $2::text = 'strategy' and t.run_id = $1 limit $4)
union all (select to_jsonb(t)::text as line, array[t.phase_id::text]::text[] as key from phase_strategy t where $2::text = 'phase_strategy'
    and t.run_id = $1 and (t.phase_id) > (($3::text[])[1]::text) order by t.phase_id limit $4)
union all (select to_jsonb(t)::text as line, array[t.phase_id::text, t.number::text]::text[] as key from attempt t
    where $2::text = 'attempt' and t.run_id = $1 and (t.phase_id, t.number) > (($3::text[])[1]::text, ($3::text[])[2]::int)
    order by t.phase_id, t.number limit $4)
union all (select to_jsonb(t)::text as line, array[t.path::text]::text[] as key from attempt_artefact t where $2::text = 'attempt_artefact'
    and t.run_id = $1 and (t.path) > (($3::text[])[1]::text) order by t.path limit $4)
union all (select to_jsonb(t)::text as line, array[t.phase_id::text, t.attempt::text, t.round::text, t.number::text]::text[] as key
    from ci_try t where $2::text = 'ci_try' and t.run_id = $1 and (t.phase_id, t.attempt, t.round, t.number) > (($3::text[])[1]::text,
    ($3::text[])[2]::int, ($3::text[])[3]::int, ($3::text[])[4]::int) order by t.phase_id, t.attempt, t.round, t.number limit $4)
union all (select to_jsonb(t)::text as line, array[t.received_at::text, t.id::text]::text[] as key from late_result t
    where $2::text = 'late_result' and t.run_id = $1 and (t.received_at, t.id) > (($3::text[])[1]::timestamptz, ($3::text[])[2]::text)
    order by t.received_at, t.id limit $4)
union all (select to_jsonb(t)::text as line, array[t.phase_id::text]::text[] as key from snapshot t where $2::text = 'snapshot'
    and t.run_id = $1 and (t.phase_id) > (($3::text[])[1]::text) order by t.phase_id limit $4)
union all (select to_jsonb(t)::text as line, array[]::text[] as key from promotion t where $2::text = 'promotion'
    and t.run_id = $1 limit $4)
union all (select to_jsonb(t)::text as line, array[t.ref::text]::text[] as key from ref_difference t where $2::text = 'ref_difference'
    and t.run_id = $1 and (t.ref) > (($3::text[])[1]::text) order by t.ref limit $4);
