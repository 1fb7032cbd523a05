/** The SQL of the periodic work on phases (W3, V1, G7). */
import { statement } from '../../database/database.js';

const MOST_AT_ONCE = 200;

export const RUN_OUT = statement({
  name: 'leases_run_out',
  text: `select run_id from lease, (select autopack_now() as now) as clock where expires_at <= clock.now or hard_deadline_at <= clock.now limit ${MOST_AT_ONCE}`,
});

export const WAITED = statement({
  name: 'waits_over',
  text: `select run_id from work_queue where wait_until <= autopack_now() order by wait_until limit ${MOST_AT_ONCE}`,
});

/** Pending moves of refs: the server crashed before it was done, or could not reach the repository and paused. */
export const INTENDED = statement({
  name: 'refs_intended',
  text: `select r.run_id from run r left join phase h on h.run_id = r.run_id and h.phase_index = r.head_phase_index
    where r.ref_intent is not null and r.changed_at < autopack_now() - interval '2 seconds'
      and (h.not_before is null or h.not_before <= autopack_now()) limit ${MOST_AT_ONCE}`,
});

export const FORGET = statement({
  name: 'forget_workers',
  text: `delete from worker where last_seen_at < autopack_now() - interval '1 day'`,
});
