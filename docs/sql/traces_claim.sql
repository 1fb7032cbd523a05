-- traces_claim
-- src/traces/traces.repository.ts: CLAIM
--
-- $1 runs, $2 this server: claims those that no other server has.

insert into run_trace (run_id, seq, claim, claimed_until)
  select r.run_id, 0, $2::uuid, autopack_now() + interval '120 seconds'
  from run r where r.run_id = any($1::text[]) order by r.run_id for key share of r
  on conflict (run_id) do update set claim = excluded.claim, claimed_until = excluded.claimed_until
    where run_trace.claim is null or run_trace.claim = excluded.claim or run_trace.claimed_until < autopack_now()
  returning run_id as "runId", seq;
