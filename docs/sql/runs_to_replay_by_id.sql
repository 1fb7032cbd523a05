-- runs_to_replay_by_id
-- src/foresight/recorded-runs.repository.ts: NAMED
--
-- $1 runs; those that were never there are left out.

select i.run_id as "runId", r.project_id as "projectId", r.state, r.completed_at is not null as ended
    from unnest($1::text[]) as n(run_id) join run_id i on i.run_key = lower(n.run_id) and i.run_id = n.run_id
      left join run r on r.run_id = n.run_id;
