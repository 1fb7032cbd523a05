-- remote_of_run
-- src/lifecycle/facts/promotion-facts.store.ts: REMOTE
--
-- $1 run.

select m.url, m.forge from run r join project_remote m on m.project_id = r.project_id where r.run_id = $1;
