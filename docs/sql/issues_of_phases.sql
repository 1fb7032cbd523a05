-- issues_of_phases
-- src/issues/issues.repository.ts: OF_PHASES
--
-- $1 runs and $2 phases, pair by pair.

select to_jsonb(i) as issue, p.phase_index, t.tier_index from phase_issue i
  join phase p on p.run_id = i.run_id and p.phase_id = i.phase_id
  join tier t on t.run_id = p.run_id and t.tier_id = p.tier_id where (i.run_id, i.phase_id) in (select *
      from unnest($1::text[], $2::text[])) order by i.issue_key;
