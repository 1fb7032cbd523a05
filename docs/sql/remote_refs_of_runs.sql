-- remote_refs_of_runs
-- src/remotes/remotes.repository.ts: OF_RUNS
--
-- Those that are not pushed first. $1 runs.

select to_jsonb(f) as ref from unnest($1::text[]) as asked (run_id) cross join lateral (
    select * from remote_ref f where f.run_id = asked.run_id order by (f.state = 'PUSHED'), f.ref limit 200) as f;
