-- layout_read_backlog
-- src/file-layout/projects/project-files.statements.ts: READ_BACKLOG
--
-- $1 project, $2 successful runs after which an issue counts as resolved.

select b.issue_key as "issueKey", b.category, b.base_severity as "baseSeverity", b.occurrence_count as "occurrenceCount",
  b.age_in_runs as "ageInRuns", b.age_in_tiers as "ageInTiers", b.first_seen_run_id as "firstSeenRunId",
  b.last_seen_run_id as "lastSeenRunId", b.last_seen_at as "lastSeenAt", (b.resolved_at is not null or (
    select count(*) from (
      select from successful_run s where s.project_id = b.project_id and s.ended_at > b.last_seen_at
        and not exists (select from issue_sighting g where g.project_id = b.project_id and g.issue_key = b.issue_key
          and g.episode = b.episode and g.run_id = s.run_id)
      limit $2::int) as quiet) >= $2::int) as resolved
from backlog_entry b where b.project_id = $1 order by b.issue_key collate "C";
