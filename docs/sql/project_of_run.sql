-- project_of_run
-- src/events/events.repository.ts: PROJECT

select project_id from run where run_id = $1;
