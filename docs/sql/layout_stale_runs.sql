-- layout_stale_runs
-- src/file-layout/runs/file-layout.statements.ts: STALE_RUNS
--
-- $1 age in milliseconds, $2 limit, $3 and $4 the place after which to search.

select o.run_id, min(o.written_at) as written_at from run_outbox o
where o.written_at < autopack_now() - $1::int * interval '1 millisecond'
group by o.run_id
having $3::timestamptz is null or (min(o.written_at), o.run_id) > ($3::timestamptz, $4::text)
order by 2, 1 limit $2::int;
