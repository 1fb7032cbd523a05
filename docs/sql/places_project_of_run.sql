-- places_project_of_run
-- src/tokens/places.repository.ts: PROJECT_OF_RUN
--
-- $1 run.

select project_id as "projectId" from run where run_id = $1;
