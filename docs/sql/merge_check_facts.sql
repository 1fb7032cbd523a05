-- merge_check_facts
-- src/lifecycle/checks/merge-checks.statements.ts: MERGE_FACTS
--
-- $1 the run.

select s.policies, (select jsonb_agg(distinct ps.document ->> 'ciProfile') from phase_strategy ps where ps.run_id = r.run_id) as profiles,
    (select jsonb_agg(to_jsonb(c)) from (select * from commit_check c where c.run_id = r.run_id and c.kind = 'MERGE'
      and c.state <> 'STOPPED' order by c.created_at desc limit 20) as c) as checks
    from run r join strategy s on s.run_id = r.run_id where r.run_id = $1;
