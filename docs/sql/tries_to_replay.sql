-- tries_to_replay
-- src/foresight/recorded-runs.repository.ts: TRIES
--
-- $1 run, $2 the rows that were read, $3 how many more.

select to_jsonb(c) as row from ci_try c where c.run_id = $1 order by c.phase_id, c.attempt, c.round, c.number limit $3 offset $2;
