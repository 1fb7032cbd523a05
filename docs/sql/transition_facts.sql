-- transition_facts
-- src/lifecycle/facts/facts.store.ts: TRANSITION_FACTS
--
-- $1 mutations, $2 keys, $3 runs, $4 phases, $5 they are to end, $6 they are to be COMPLETE.

select requested.place::int as place, autopack_now() as now, (select row_to_json(k) from idempotency_record k
    where k.mutation = requested.mutation and k.key = requested.key) as remembered, row_to_json(r) as run, row_to_json(p) as phase,
    row_to_json(t) as tier,
    case when h.run_id is not null then jsonb_build_object('phase_id', h.phase_id, 'phase_index', h.phase_index, 'state',
        h.state) end as head,
    case when requested.ends and p.phase_index = r.head_phase_index then (
      select b.phase_index from phase b where b.run_id = r.run_id and b.phase_index > r.head_phase_index and b.state = 'QUEUED'
      order by b.phase_index limit 1) end as behind_head_index,
    case when requested.completes and (p.issues_version > 0 or exists (select from aged_issue a
      where a.run_id = p.run_id and a.debt_phase_id = p.phase_id)) then (
    select jsonb_build_object('closes', exists (select from phase_issue i where i.run_id = p.run_id and i.phase_id = p.phase_id and i.open
        and i.reported_attempt <> p.round),
      'openInTier', jsonb_build_object('minor', count(*) filter (where in_tier = 'MINOR'), 'major',
          count(*) filter (where in_tier = 'MAJOR')),
      'openInRun', jsonb_build_object('minor', count(*) filter (where in_run = 'MINOR'), 'major', count(*) filter (where in_run = 'MAJOR')))
    from (select min(i.effective_severity) as in_run, min(i.effective_severity) filter (where i.tier_id = p.tier_id) as in_tier
      from phase_issue i where i.run_id = p.run_id and i.open and not i.expected_fail
        and not (i.phase_id = p.phase_id and i.reported_attempt <> p.round)
      group by i.issue_key) as remaining) end as closing,
    case when requested.completes then array(select a.issue_key from aged_issue a
      where a.run_id = p.run_id and a.debt_phase_id = p.phase_id and not exists (select from phase_issue i
        where i.run_id = p.run_id and i.phase_id = p.phase_id and i.issue_key = a.issue_key and i.reported_attempt = p.round)
        and not exists (select from phase_issue i where i.run_id = p.run_id and i.issue_key = a.issue_key and i.phase_id <> p.phase_id
          and i.last_seen_at >= p.started_at)
        and not exists (select from issue_sighting g where g.project_id = r.project_id and g.issue_key = a.issue_key
          and g.run_id <> p.run_id and g.last_seen_at >= p.started_at)
      order by a.issue_key) end as resolved_keys
  from (select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[],
      $6::boolean[]) with ordinality as each (mutation, key, run_id, phase_id, ends, completes,
      place) limit cardinality($1::text[])) as requested
  left join run r on r.run_id = requested.run_id
  left join phase p on p.run_id = r.run_id and p.phase_id = requested.phase_id
  left join tier t on t.run_id = p.run_id and t.tier_id = p.tier_id
  left join phase h on h.run_id = r.run_id and h.phase_index = r.head_phase_index;
