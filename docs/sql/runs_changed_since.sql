-- runs_changed_since
-- src/events/events.repository.ts: CHANGED_SINCE
--
-- $1 an instant, $2 projects or null: runs with events since then, and the seq before the first of these. An
-- event's instant is read before the commit, in a request that may spend time on git: the instant of an event committed since then may be older by that time.

with bound as (select $1::timestamptz - interval '2 minutes' as at)
  select r.run_id as "runId", first.seq - 1 as seq
  from bound, run r, lateral (select min(e.seq) as seq from run_event e where e.run_id = r.run_id and e.at >= bound.at) as first
  where (r.completed_at is null or r.completed_at >= bound.at) and r.changed_at >= bound.at
      and ($2::text[] is null or r.project_id = any($2::text[]))
    and first.seq is not null
  order by r.changed_at, r.run_id;
