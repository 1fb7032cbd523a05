/** The SQL of base checks (V6): runs that wait for a check, and verdicts that nothing has followed yet. */
import { statement } from '../../database/database.js';
import { PROFILES_OF_RUN } from './check-facts.store.js';

const MOST_AT_ONCE = 100;

const MOST_KNOWN = 20;

/**
 * The tests that fail on snapshot `n` of run `b`: those that CI excused there, if the snapshot ran the steps that ran
 * on the base of that run; else those that failed on that base, because other steps say nothing about it.
 */
const STILL_RED = `case when exists (select from commit_check c where c.run_id = n.run_id and c.kind = 'BASE' and c.steps_hash = n.ci_steps)
    then (select t.judged -> 'redOnBase' from ci_try t where t.run_id = n.run_id and t.phase_id = n.phase_id and t.judged is not null
      order by t.at desc, t.number desc limit 1) else b.base_check -> 'outcome' -> 'failing' end`;

/** Runs that wait for a check that does not exist yet, with what is known about their base. */
const AWAITED = `select autopack_now() as now, r.run_id, r.project_id, r.base_commit, r.created_at, s.policies, ${PROFILES_OF_RUN},
    (select jsonb_agg(to_jsonb(k)) from (select * from commit_check k where k.project_id = r.project_id and k.commit = r.base_commit
      and k.state = 'DONE' and k.verdict <> 'ENVIRONMENT' order by k.ended_at desc limit ${MOST_KNOWN}) as k) as known,
    (select jsonb_build_object('runId', n.run_id, 'executed', n.executed, 'at', n.at, 'failing', ${STILL_RED})
      from snapshot n join run b on b.run_id = n.run_id where n.run_id in (r.previous_run_id, r.continues_run_id) and n.commit = r.base_commit
      order by n.at desc limit 1) as before
  from run r join strategy s on s.run_id = r.run_id
  where r.base_check -> 'outcome' = 'null'::jsonb and r.completed_at is null and r.base_commit is not null
    and not exists (select from commit_check c where c.check_id = r.run_id || '/base/' || r.base_commit)`;

/** $1 run. */
export const AWAITED_BY_RUN = statement({ name: 'awaited_base_check', text: `${AWAITED} and r.run_id = $1` });

export const AWAITED_BY_ANY = statement({ name: 'awaited_base_checks', text: `${AWAITED} limit ${MOST_AT_ONCE}` });

/** A verdict that nothing has followed yet. $1 run. */
export const KNOWN_OF_RUN = statement({
  name: 'known_base_check',
  text: `select check_id from commit_check where run_id = $1 and kind = 'BASE' and state = 'DONE' and followed_at is null`,
});
