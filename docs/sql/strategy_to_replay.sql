-- strategy_to_replay
-- src/foresight/recorded-runs.repository.ts: STRATEGY
--
-- $1 run.

select r.state, s.document from run r left join strategy s on s.run_id = r.run_id where r.run_id = $1;
