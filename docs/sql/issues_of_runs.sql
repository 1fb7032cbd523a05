-- issues_of_runs
-- src/issues/issues.repository.ts: OF_RUNS
--
-- $1 runs.

select to_jsonb(i) as issue, p.phase_index, t.tier_index from phase_issue i
  join phase p on p.run_id = i.run_id and p.phase_id = i.phase_id
  join tier t on t.run_id = p.run_id and t.tier_id = p.tier_id where i.run_id = any($1::text[]) order by p.phase_index, i.issue_key;
