-- issues_of_phase_for_tag
-- src/lifecycle/work/ci-evidence.statements.ts: PHASE_ISSUES
--
-- $1 run, $2 phase.

select to_jsonb(i) as issue from phase_issue i where i.run_id = $1 and i.phase_id = $2 order by i.issue_key;
