/** Fills a database with runs that stand there: what a server that has been used for a while looks like. */
import type pg from 'pg';

/** Finished runs of one tier and three phases, with the events of their start. */
export async function storeRuns(client: pg.Client, from: number, to: number): Promise<void> {
  const ids = `select 'stored-' || lpad(n::text, 7, '0') as id, n from generate_series(${from}, ${to - 1}) n`;
  await client.query(`insert into run_id (run_key, run_id) select id, id from (${ids}) s`);
  await client.query(`insert into run (run_id, project_id, state, version, safety_profile, run_scope, token_cap, max_phases,
      max_duration_minutes, max_minor_issues_total, tier_count, phase_count, phases_complete, created_at, started_at, completed_at,
      deadline_at, changed_at)
    select id, 'default', 'DONE_SUCCESS', 1, 'NORMAL', 'MULTI_TIER', 5000000, 25, 120, 9, 1, 3, 3, t, t, t, t, t
    from (select id, now() - n * interval '1 minute' as t from (${ids}) s) r`);
  await client.query(`insert into tier (run_id, tier_id, tier_index, name, state, token_cap, ci_run_cap, max_minor_issues_tolerated,
      max_major_issues_tolerated, phase_count, phases_complete, shown_version, shown_at)
    select id, 'T0', 0, 'Tier', 'COMPLETE', 1, 1, 1, 0, 3, 3, 1, now() from (${ids}) s`);
  await client.query(`insert into phase (run_id, phase_id, tier_id, phase_index, name, state, complexity, builder_mode, allowed_paths,
      acceptance_criteria, allow_noop, max_builder_attempts, max_auditor_attempts, incident_token_cap, completed_at, shown_version, shown_at)
    select id, 'F' || p, 'T0', p, 'Phase', 'COMPLETE', 'LOW', 'TWEAK_LIGHT', '[]', '[]', false, 3, 1, 1, now(), 1, now()
    from (${ids}) s, generate_series(0, 2) p`);
  await client.query(`insert into run_event (run_id, seq, type, subject, actor, cause, at, to_state, data, write_id)
    select id, 1, 'RUN_STATE_CHANGED', 'run', 'operator', 'startRun', now(), 'RUN_CREATED', '{}', gen_random_uuid() from (${ids}) s`);
  for (const table of ['run_id', 'run', 'tier', 'phase', 'run_event']) await client.query(`analyze ${table}`);
}
