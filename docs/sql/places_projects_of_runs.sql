-- places_projects_of_runs
-- src/tokens/places.repository.ts: PROJECTS_OF_RUNS
--
-- $1 runs.

select run_id as "runId", project_id as "projectId" from run where run_id = any($1::text[]);
