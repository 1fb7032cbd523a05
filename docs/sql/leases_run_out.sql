-- leases_run_out
-- src/lifecycle/work/work-sweep.statements.ts: RUN_OUT

select run_id from lease, (select autopack_now() as now) as clock where expires_at <= clock.now or hard_deadline_at <= clock.now limit 200;
