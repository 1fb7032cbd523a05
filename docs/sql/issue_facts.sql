-- issue_facts
-- src/lifecycle/facts/issue-facts.store.ts: ISSUE_FACTS
--
-- $1 run, $2 phase, $3 distinct keys, $4 and $5 idempotency key, $6 the successful runs after which an issue is resolved where the run has
-- no strategy. Of the severities MAJOR comes first, so that the least is the highest.

select autopack_now() as now, row_to_json(r) as run, row_to_json(p) as phase, row_to_json(t) as tier, s.issue_policy,
    (select row_to_json(k) from idempotency_record k where k.mutation = $4 and k.key = $5) as remembered,
    case when p.run_id is not null then (
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
      from unnest($3::text[]) as wanted (issue_key)
      left join backlog_entry b on b.project_id = r.project_id and b.issue_key = wanted.issue_key
    ) end as known
  from (select $1::text as run_id) requested
  left join run r on r.run_id = requested.run_id
  left join phase p on p.run_id = r.run_id and p.phase_id = $2
  left join tier t on t.run_id = p.run_id and t.tier_id = p.tier_id
  left join strategy s on s.run_id = r.run_id
  cross join lateral (select coalesce((s.issue_policy ->> 'resolvedAfterRuns')::int, $6::int) as resolved_after_runs) as rules;
