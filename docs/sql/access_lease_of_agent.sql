-- access_lease_of_agent
-- src/tokens/tokens.repository.ts: LEASE_OF_AGENT
--
-- $1 hash of the token of a lease, $2 the stored token that the agent's token names, or null. A lease that is over is not found, nor one that was given to a token that is no longer good: a worker can name what it likes, so that the row counts besides.

select l.token as "leaseToken", l.run_id as "runId", l.phase_id as "phaseId", l.attempt, l.role, l.worker_id as "workerId",
    l.project_id as "projectId"
  from attempt a join lease l on l.run_id = a.run_id and l.phase_id = a.phase_id and l.attempt = a.number
  where a.token_hash = $1 and l.expires_at > autopack_now() and l.hard_deadline_at > autopack_now()
    and not exists (select from unnest(array[$2::text, a.holder_id]) as used (token_id) where used.token_id is not null
      and not exists (select from access_token t where t.token_id = used.token_id
          and not (t.revoked_at is not null or coalesce(t.expires_at <= autopack_now(), false))));
