-- draft_facts
-- src/lifecycle/facts/facts.store.ts: DRAFT_FACTS
--
-- $1 run, $2 tier, $3 phases that are to be added, $4 and $5 mutation and key.

select autopack_now() as now, (select row_to_json(k) from idempotency_record k where k.mutation = $4 and k.key = $5) as remembered,
    row_to_json(r) as run, row_to_json(t) as tier,
    (select row_to_json(p) from phase p where p.run_id = r.run_id and p.phase_id = ($3::text[])[1]) as phase,
    array(select p.phase_id from phase p where p.run_id = r.run_id and p.phase_id = any($3::text[])) as taken_phase_ids,
    (select coalesce(sum(p.incident_token_cap), 0) from phase p where p.run_id = t.run_id
        and p.tier_id = t.tier_id) as tier_incident_tokens,
    (select coalesce(sum(b.phase_count), 0)::int from tier b where b.run_id = t.run_id
        and b.tier_index <= t.tier_index) as end_of_tier_index,
    (select p.ruleset_version from project p where p.project_id = r.project_id) as ruleset_version
  from (select $1::text as run_id) requested
  left join run r on r.run_id = requested.run_id
  left join tier t on t.run_id = r.run_id and t.tier_id = $2;
