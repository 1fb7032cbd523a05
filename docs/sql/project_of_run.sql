-- project_of_run
-- src/events/events.repository.ts: PROJECT
--
-- $1 run.

select project_id from run where run_id = $1;
