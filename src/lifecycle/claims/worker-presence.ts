/** Which workers are present (B6): those that claimed work within the last minute. */

/**
 * Seconds for which a worker counts as present after a claim, and for which work that failed with a worker waits for
 * another worker (C1).
 */
export const THERE_SECONDS = 60;

/**
 * Part of a statement that reads claims: it also records that their workers were seen. `workers` is their ids as
 * text[]; `clock` holds `now`. A worker that was seen within five seconds is left out of the update: an update that its
 * own condition skips would still lock the row, and turn every claim into a write with a flush.
 */
export const seenNow = (
  role: string,
  workers: string,
): string => `seen as (insert into worker (role, worker_id, last_seen_at)
    select distinct ${role}::text, w.id, clock.now from clock, unnest(${workers}) as w (id)
    where not exists (select from worker k where k.role = ${role} and k.worker_id = w.id and k.last_seen_at >= clock.now - interval '5 seconds') order by 2
    on conflict on constraint pk_worker do update set last_seen_at = excluded.last_seen_at
    where worker.last_seen_at < excluded.last_seen_at - interval '5 seconds')`;
