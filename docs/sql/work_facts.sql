-- work_facts
-- src/lifecycle/facts/work-facts.store.ts: WORK_FACTS
--
-- A phase at most for each of them. $1 mutations, $2 keys, $3 keys of issues, each time a list as JSON or null; $4 hashes of tokens, or $5
-- runs, $6 phases, or null for their heads, and $7 attempts, or null for those of the leases.

select requested.place::int as place, autopack_now() as now, (select row_to_json(k) from idempotency_record k
    where k.mutation = requested.mutation and k.key = requested.key) as remembered, row_to_json(r) as run, row_to_json(p) as phase,
    row_to_json(t) as tier,
    ps.document as strategy, s.policies, s.issue_policy, s.hash as strategy_hash, row_to_json(l) as lease, row_to_json(a) as attempt,
        row_to_json(c) as candidate,
    h.phase_id as head_phase_id,
    case when p.state = 'CI_RUNNING' and p.phase_index = r.head_phase_index then (
      select b.phase_index from phase b where b.run_id = r.run_id and b.phase_index > r.head_phase_index and b.state = 'QUEUED'
      order by b.phase_index limit 1) end as behind_head_index,
    case when p.state = 'CI_RUNNING' and (p.issues_version > 0 or exists (select from aged_issue a
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
    case when p.state = 'CI_RUNNING' then array(select a.issue_key from aged_issue a
      where a.run_id = p.run_id and a.debt_phase_id = p.phase_id and not exists (select from phase_issue i
        where i.run_id = p.run_id and i.phase_id = p.phase_id and i.issue_key = a.issue_key and i.reported_attempt = p.round)
        and not exists (select from phase_issue i where i.run_id = p.run_id and i.issue_key = a.issue_key and i.phase_id <> p.phase_id
          and i.last_seen_at >= p.started_at)
        and not exists (select from issue_sighting g where g.project_id = r.project_id and g.issue_key = a.issue_key
          and g.run_id <> p.run_id and g.last_seen_at >= p.started_at)
      order by a.issue_key) end as resolved_keys,
    case when p.state = 'CI_RUNNING' then (select json_agg(row_to_json(y) order by y.number) from ci_try y where y.run_id = p.run_id
      and y.phase_id = p.phase_id and y.round = p.round and y.attempt = coalesce((p.work -> 'candidate' ->> 'attempt')::int,
          0)) end as tries,
    case when cardinality(requested.issue_keys) > 0 then case when p.run_id is not null then (
      select jsonb_agg(jsonb_build_object(
        'issue_key', wanted.issue_key,
        'own', (select to_jsonb(i) from phase_issue i where i.run_id = p.run_id and i.phase_id = p.phase_id
            and i.issue_key = wanted.issue_key),
        'elsewhere', (select jsonb_build_object(
            'inRun', min(i.effective_severity),
            'inTier', min(i.effective_severity) filter (where i.tier_id = p.tier_id),
            'openInRun', min(i.effective_severity) filter (where i.open),
            'openInTier', min(i.effective_severity) filter (where i.open and i.tier_id = p.tier_id))
          from phase_issue i where i.run_id = p.run_id and i.issue_key = wanted.issue_key and i.phase_id <> p.phase_id
              and not i.expected_fail),
        'aged', exists (select from aged_issue a where a.run_id = p.run_id and a.issue_key = wanted.issue_key),
        'entry', to_jsonb(b),
        'resolved', b.issue_key is not null and (b.resolved_at is not null or (
    select count(*) from (
      select from successful_run s where s.project_id = b.project_id and s.ended_at > b.last_seen_at
        and not exists (select from issue_sighting g where g.project_id = b.project_id and g.issue_key = b.issue_key
          and g.episode = b.episode and g.run_id = s.run_id)
      limit rules.resolved_after_runs) as quiet) >= rules.resolved_after_runs),
        'sighting', (select to_jsonb(g) from issue_sighting g where g.project_id = b.project_id and g.issue_key = b.issue_key
          and g.episode = b.episode and g.run_id = p.run_id and g.tier_id = p.tier_id),
        'seen_in_run', exists (select from issue_sighting g where g.project_id = b.project_id and g.issue_key = b.issue_key
          and g.episode = b.episode and g.run_id = p.run_id and g.counted)))
      from unnest(requested.issue_keys::text[]) as wanted (issue_key)
      left join backlog_entry b on b.project_id = r.project_id and b.issue_key = wanted.issue_key
    ) end end as known
  from (select named.place, named.mutation, named.key, array(select jsonb_array_elements_text(named.issue_keys::jsonb)) as issue_keys,
      coalesce(holder.run_id, named.run_id) as run_id, coalesce(holder.phase_id, named.phase_id) as phase_id,
          coalesce(holder.number, named.number) as number
      from (select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
          $7::int[]) with ordinality as each (mutation, key, issue_keys, token_hash, run_id, phase_id, number,
          place) limit cardinality($1::text[])) as named left join attempt holder on holder.token_hash = named.token_hash) as requested
  left join run r on r.run_id = requested.run_id
  left join phase h on h.run_id = r.run_id and h.phase_index = r.head_phase_index
  left join phase p on p.run_id = r.run_id and p.phase_id = coalesce(requested.phase_id, h.phase_id)
  left join tier t on t.run_id = p.run_id and t.tier_id = p.tier_id
  left join strategy s on s.run_id = r.run_id
  left join phase_strategy ps on ps.run_id = p.run_id and ps.phase_id = p.phase_id
  left join lease l on l.run_id = p.run_id and l.phase_id = p.phase_id
  left join attempt a on a.run_id = p.run_id and a.phase_id = p.phase_id and a.number = coalesce(requested.number, l.attempt)
  left join attempt c on c.run_id = p.run_id and c.phase_id = p.phase_id and c.number = (p.work -> 'candidate' ->> 'attempt')::int
  cross join lateral (select coalesce((s.issue_policy ->> 'resolvedAfterRuns')::int, 5) as resolved_after_runs) as rules;
