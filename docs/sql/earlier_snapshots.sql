-- earlier_snapshots
-- src/lifecycle/work/ci-evidence.statements.ts: EARLIER
--
-- The run's snapshots up to the newest of the same steps. $1 run.

select phase_id as "phaseId", executed, ci_steps as "ciSteps" from snapshot where run_id = $1 order by at desc, phase_id desc;
