-- runs_and_heads
-- src/phases/phases.repository.ts: RUNS_AND_HEADS
--
-- $1 runs.

select row_to_json(r) as run, row_to_json(p) as head, row_to_json(t) as tier,
    case when r.safety_profile = 'SAFETY_CRITICAL' and p.state = 'CI_RUNNING' and p.issues_version > 0 then (
    select jsonb_build_object('closes', exists (select from phase_issue i where i.run_id = p.run_id and i.phase_id = p.phase_id and i.open
        and i.reported_attempt <> p.round),
      'openInTier', jsonb_build_object('minor', count(*) filter (where in_tier = 'MINOR'), 'major',
          count(*) filter (where in_tier = 'MAJOR')),
      'openInRun', jsonb_build_object('minor', count(*) filter (where in_run = 'MINOR'), 'major', count(*) filter (where in_run = 'MAJOR')))
    from (select min(i.effective_severity) as in_run, min(i.effective_severity) filter (where i.tier_id = p.tier_id) as in_tier
      from phase_issue i where i.run_id = p.run_id and i.open and not i.expected_fail
        and not (i.phase_id = p.phase_id and i.reported_attempt <> p.round)
      group by i.issue_key) as remaining) end as closing
  from run r left join phase p on p.run_id = r.run_id and p.phase_index = r.head_phase_index
    left join tier t on t.run_id = p.run_id and t.tier_id = p.tier_id
  where r.run_id = any($1::text[]);
