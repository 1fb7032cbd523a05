-- layout_settle_runs
-- src/file-layout/file-layout.statements.ts: SETTLE_RUNS
--
-- $1, $2 ids and versions of runs whose files are in place; $3 ids of all locked runs. The outbox needs no durable answer, a write that is
-- rendered twice is the same file: the commit does not wait for the disk.

with quick as materialized (
  select set_config('synchronous_commit', 'off', true)
), settled as (
  delete from run_outbox o using unnest($1::text[], $2::int[]) as done(run_id, version)
  where o.run_id = done.run_id and o.last_seq <= done.version
)
select pg_advisory_unlock(hashtextextended(held.run_id, 20451)) from quick, unnest($3::text[]) as held(run_id);
