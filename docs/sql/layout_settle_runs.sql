-- layout_settle_runs
-- src/file-layout/runs/file-layout.statements.ts: SETTLE_RUNS
--
-- $1 entries of the outbox whose files are in place; $2 ids of all locked runs. Settling the outbox need not be durable, because rendering
-- a write twice gives the same file: the commit does not wait for the disk.

with quick as materialized (
  select set_config('synchronous_commit', 'off', true)
), settled as (
  delete from run_outbox o using jsonb_to_recordset($1::jsonb) as done(run_id text, first_seq int, written_at timestamptz)
  where o.run_id = done.run_id and o.first_seq = done.first_seq and o.written_at = done.written_at
)
select pg_advisory_unlock(hashtextextended(held.run_id, 20451)) from quick, unnest($2::text[]) as held(run_id);
