-- layout_read_issues
-- src/file-layout/runs/file-layout.statements.ts: READ_ISSUES
--
-- $1 the requested documents of runs, in JSON: `whole`, all of them; else the index, the strategy, and the files of some phases. Each
-- file's version is read in the same statement as its rows: it may be newer than READ_CHANGED has read, and then its write is in the outbox.

select r.run_id, r.issues_version, r.issues_at,
  case when requested.index and r.issues_version > 0 then (
    select coalesce(json_agg(json_build_object('issue_key', i.issue_key, 'phase_id', i.phase_id, 'tier_id', i.tier_id, 'category',
        i.category,
        'severity', i.severity, 'effective_severity', i.effective_severity, 'occurrence_count', i.occurrence_count,
        'phase_index', f.phase_index, 'tier_index', t.tier_index)), '[]')
    from phase_issue i
    join phase f on f.run_id = i.run_id and f.phase_id = i.phase_id
    join tier t on t.run_id = i.run_id and t.tier_id = i.tier_id
    where i.run_id = r.run_id
  ) end as index_rows,
  coalesce((
    select json_agg(json_build_object('phase', row_to_json(f), 'issues', coalesce(
        (select json_agg(row_to_json(i)) from phase_issue i where i.run_id = f.run_id and i.phase_id = f.phase_id), '[]'))
            order by f.phase_index)
    from (
      select f.* from phase f where requested.whole and f.run_id = r.run_id and f.issues_version > 0
      union all
      select f.* from phase f where not requested.whole and f.run_id = r.run_id and f.phase_id = any(requested.phase_ids)
          and f.issues_version > 0
    ) as f
  ), '[]') as phases,
  case when requested.whole or requested.strategy then (select json_build_object('run_id', s.run_id, 'version', s.version, 'hash', s.hash,
      'document', s.document,
    'shown_version', s.shown_version, 'shown_at', s.shown_at) from strategy s where s.run_id = r.run_id) end as strategy
from jsonb_to_recordset($1::jsonb) as requested (run_id text, whole boolean, index boolean, strategy boolean, phase_ids text[])
join run r on r.run_id = requested.run_id;
