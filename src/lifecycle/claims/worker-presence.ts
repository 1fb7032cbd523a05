/** Which workers are there (B6): those that asked for work within a minute. */

/** Seconds for which a worker that asked counts as being there, and for which what failed with a worker waits for another one (C1). */
export const THERE_SECONDS = 60;

/**
 * Part of a statement that reads claims: their workers are seen by the way. `workers` is their ids as text[]; `clock` holds `now`. Who was seen within five seconds is
 * not touched at all: an update that its own condition stops would lock the row, and make a write that is flushed of every claim.
 */
export const seenNow = (role: string, workers: string): string => `seen as (insert into worker (role, worker_id, last_seen_at)
    select distinct ${role}::text, w.id, clock.now from clock, unnest(${workers}) as w (id)
    where not exists (select from worker k where k.role = ${role} and k.worker_id = w.id and k.last_seen_at >= clock.now - interval '5 seconds') order by 2
    on conflict on constraint pk_worker do update set last_seen_at = excluded.last_seen_at
    where worker.last_seen_at < excluded.last_seen_at - interval '5 seconds')`;
