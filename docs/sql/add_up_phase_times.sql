-- add_up_phase_times
-- src/views/calibration.repository.ts: ADD_UP_TIMES
--
-- Adds up the times of ended runs, once for each; runs that another server adds up are left to it. $1 how many at most.

with taken as materialized (select run_id from ended_run where phase_times is null order by run_id limit $1::int for update skip locked),
  added as (update ended_run e set phase_times = autopack_phase_times(e.run_id) from taken t where e.run_id = t.run_id returning e.run_id)
  select count(*)::int as amount from added;
