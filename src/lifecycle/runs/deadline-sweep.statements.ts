/** The SQL of the periodic work on runs (B5, P10, W5). */
import { statement } from '../../database/database.js';

export const OVERDUE = statement({
  name: 'overdue_runs',
  text: `select run_id from run where completed_at is null and deadline_at < autopack_now() order by deadline_at limit 200`,
});

/**
 * Runs whose predecessor has ended or was deleted while they waited: the server that ended it crashed before it
 * released them (P10).
 */
export const FORSAKEN = statement({
  name: 'forsaken_runs',
  text: `select w.run_id from run w left join run p on p.run_id = w.previous_run_id
    where w.previous_run_id is not null and w.started_at is null and w.completed_at is null
      and (p.run_id is null or p.completed_at is not null) limit 200`,
});

export const FORGET = statement({
  name: 'forget_records',
  text: `delete from idempotency_record k where (k.mutation, k.key) in (
    select o.mutation, o.key from idempotency_record o where o.created_at < autopack_now() - interval '24 hours'
      and not exists (select from run r where r.run_id = o.run_id) order by o.created_at limit 5000)`,
});
