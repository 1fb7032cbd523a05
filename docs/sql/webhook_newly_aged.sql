-- webhook_newly_aged
-- src/webhooks/webhook-sending.statements.ts: NEWLY_AGED
--
-- Issues that a new ruleset makes old enough. $1 project, $2 runs after which an issue is resolved, $3 and $4 its thresholds, $5 and $6
-- those before, $7 how many.

select to_jsonb(b) as entry from backlog_entry b where b.project_id = $1 and (b.age_in_runs >= $3::int or b.age_in_tiers >= $4::int)
    and not (b.age_in_runs >= $5::int or b.age_in_tiers >= $6::int)
    and not (b.resolved_at is not null or (
    select count(*) from (
      select from successful_run s where s.project_id = b.project_id and s.ended_at > b.last_seen_at
        and not exists (select from issue_sighting g where g.project_id = b.project_id and g.issue_key = b.issue_key
          and g.episode = b.episode and g.run_id = s.run_id)
      limit $2::int) as quiet) >= $2::int) order by b.age_in_runs desc, b.occurrence_count desc, b.issue_key desc limit $7;
