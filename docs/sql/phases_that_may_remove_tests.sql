-- phases_that_may_remove_tests
-- src/lifecycle/work/ci-evidence.statements.ts: REMOVERS
--
-- Phases of the run that may remove tests. $1 run.

select phase_id as "phaseId" from phase_strategy where run_id = $1 and document->>'mayRemoveTests' = 'true';
