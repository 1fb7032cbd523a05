/** Which workers are present (B6): those that claimed work within the last minute. */

/**
 * Seconds for which a worker counts as present after a claim, and for which work that failed with a worker waits for
 * another worker (C1).
 */
export const THERE_SECONDS = 60;

/**
 * Part of a statement that reads claims: it also records that their workers were seen. `workers` is their ids as
 * text[]; `clock` holds `now`; `project` is what they claim from, as SQL: a project or a set of them, empty for all, or
 * null for a run that does not exist, for which nobody is there. A worker that was seen within five seconds is left out of the
 * update: an update that its own condition skips would still lock the row, and turn every claim into a write with a
 * flush.
 */
export const seenNow = (
  role: string,
  workers: string,
  project: string,
): string => `seen as (insert into worker (role, worker_id, project_id, last_seen_at)
    select distinct ${role}::text, w.id, w.project_id, clock.now from clock, (select id, ${project} as project_id from unnest(${workers}) as u (id)) w
    where w.project_id is not null and not exists (select from worker k where k.role = ${role} and k.worker_id = w.id and k.project_id = w.project_id
      and k.last_seen_at >= clock.now - interval '5 seconds') order by 2, 3
    on conflict on constraint pk_worker do update set last_seen_at = excluded.last_seen_at
    where worker.last_seen_at < excluded.last_seen_at - interval '5 seconds')`;

/** What a claim for a project or a run, both of which may be null, claims from, as `seenNow` takes it. */
export const claimedFrom = (project: string, run: string): string =>
  `case when ${run}::text is null then coalesce(${project}::text, '') else (select r.project_id from run r where r.run_id = ${run}) end`;

/**
 * Whether a worker of a role is there for a project, as SQL: one that claimed from it, or from all projects, within the
 * last minute, or that is at work in it, or at work elsewhere and claims from it between.
 */
export const isThereFor = (role: string, project: string): string => {
  const claims = `w.role = ${role} and w.project_id in ('', ${project})`;
  return `(exists (select from worker w where ${claims} and w.last_seen_at > autopack_now() - interval '${THERE_SECONDS} seconds')
    or exists (select from lease l where l.role = ${role} and (l.project_id = ${project}
      or exists (select from worker w where ${claims} and w.worker_id = l.worker_id)))
    or ${role} = 'CI' and exists (select from commit_check c join commit_check_try t on t.check_id = c.check_id and t.number = c.try_number
      where c.state = 'LEASED' and (c.project_id = ${project} or exists (select from worker w where ${claims} and w.worker_id = t.worker_id))))`;
};
