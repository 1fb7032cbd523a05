-- attempts_to_replay
-- src/foresight/recorded-runs.repository.ts: ATTEMPTS
--
-- $1 run, $2 the rows that were read, $3 how many more.

select to_jsonb(a) as row from attempt a where a.run_id = $1 order by a.phase_id, a.number limit $3 offset $2;
