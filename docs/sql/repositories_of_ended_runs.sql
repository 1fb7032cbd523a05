-- repositories_of_ended_runs
-- src/git-adapter/held.repository.ts: REPOSITORIES

select distinct repository_path as path from run where repository_path is not null and completed_at is not null;
