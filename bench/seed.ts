/** Fills a database with runs that stand there: what a server that has been used for a while looks like. */
import type pg from 'pg';

import { NO_WORK } from '../src/domain/model/phase-work.js';

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
  await client.query(
    `insert into phase (run_id, phase_id, tier_id, phase_index, name, state, complexity, builder_mode, allowed_paths,
      acceptance_criteria, allow_noop, max_builder_attempts, max_auditor_attempts, incident_token_cap, completed_at, shown_version, shown_at, work)
    select id, 'F' || p, 'T0', p, 'Phase', 'COMPLETE', 'LOW', 'TWEAK_LIGHT', '[]', '[]', false, 3, 1, 1, now(), 1, now(), $1::jsonb
    from (${ids}) s, generate_series(0, 2) p`,
    [JSON.stringify(NO_WORK)],
  );
  await client.query(`insert into run_event (run_id, seq, type, subject, actor, cause, at, to_state, data, write_id)
    select id, 1, 'RUN_STATE_CHANGED', 'run', 'operator', 'startRun', now(), 'RUN_CREATED', '{}', gen_random_uuid() from (${ids}) s`);
  for (const table of ['run_id', 'run', 'tier', 'phase', 'run_event']) await client.query(`analyze ${table}`);
}

/** Tables with rows of a run, in the order in which they refer to each other, and what a copy changes besides the run's id. `$n` is the copy's number. */
interface CopiedTable {
  readonly table: string;
  readonly changes?: string;
}
/** In the order of their numbers, and all of them before the original: a queue assigns the copies first. */
const CREATED_AT = `'created_at', t.created_at - (1000000 - s.n) * interval '1 millisecond'`;
const ALL_OF_A_RUN: readonly CopiedTable[] = [
  { table: 'run_id', changes: `'run_key', s.id` },
  { table: 'run', changes: CREATED_AT },
  ...['tier', 'phase', 'strategy', 'phase_strategy'].map((table) => ({ table })),
  { table: 'run_event', changes: `'write_id', gen_random_uuid()` },
];

/** A run that waits for a worker. */
export const READY: readonly CopiedTable[] = [...ALL_OF_A_RUN, { table: 'work_queue', changes: CREATED_AT }];
const TOKEN = `'lease_' || lpad(s.n::text, 43, '0')`;
/** A run leased to a worker. */
export const LEASED: readonly CopiedTable[] = [
  ...ALL_OF_A_RUN,
  { table: 'attempt', changes: `'token_hash', encode(sha256((${TOKEN})::bytea), 'hex')` },
  { table: 'lease', changes: `'token', ${TOKEN}` },
];

/** Copies of an existing run, each by its number; the original stays the youngest. */
export async function storeCopies(
  client: pg.Client,
  original: string,
  { prefix, from, to }: { readonly prefix: string; readonly from: number; readonly to: number },
  tables: readonly CopiedTable[],
): Promise<void> {
  for (const { table, changes } of tables) {
    await client.query(
      `insert into ${table} select c.* from ${table} t, (select '${prefix}-' || lpad(n::text, 7, '0') as id, n from generate_series($2::int, $3::int - 1) n) s,
        jsonb_populate_record(t, jsonb_build_object('run_id', s.id${changes ? `, ${changes}` : ''})) c where t.run_id = $1`,
      [original, from, to],
    );
    if (to - from > 1) await client.query(`analyze ${table}`);
  }
}
