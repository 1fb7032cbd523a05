-- drain_leases
-- src/drain/drain.repository.ts: LEASES
--
-- $1 projects; null: all.

select count(*)::int as count, max(live.until) as until from (
    select l.hard_deadline_at as until from lease l where ($1::text[] is null or l.project_id = any($1::text[]))
    union all
    select t.hard_deadline_at from commit_check c join commit_check_try t on t.check_id = c.check_id and t.number = c.try_number
      where c.state = 'LEASED' and ($1::text[] is null or c.project_id = any($1::text[]))) as live;
