/** The SQL of the periodic work on commit checks (V6, M2). */
import { statement } from '../../database/database.js';

const MOST_AT_ONCE = 200;

export const RUN_OUT = statement({
  name: 'checks_run_out',
  text: `select c.check_id from commit_check c, (select autopack_now() as now) as clock where (c.state = 'DUE' and c.wait_until <= clock.now)
      or (c.state = 'LEASED' and exists (select from commit_check_try t where t.check_id = c.check_id and t.number = c.try_number and t.state = 'LEASED'
        and (t.expires_at <= clock.now or t.hard_deadline_at <= clock.now))) limit ${MOST_AT_ONCE}`,
});

/**
 * The server that writes a verdict also does what follows from it. If that has not happened after two seconds, the
 * server has crashed.
 */
export const UNFOLLOWED = statement({
  name: 'checks_unfollowed',
  text: `select check_id from commit_check where state = 'DONE' and followed_at is null and coalesce(ended_at, created_at) < autopack_now() - interval '2 seconds'
    limit ${MOST_AT_ONCE}`,
});
