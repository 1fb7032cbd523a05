/** The API in the words of the e2e tests: short commands and reads, and what a server has stored. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import pg from 'pg';

import type { ResultOf } from '../../../src/common/typed-document.js';
import type { TestClient } from '../graphql-client.js';
import type { TestDatabase } from '../server/databases.js';
import { waitForFiles } from '../server/files.js';
import { BACKGROUND } from '../server/statements.js';
import { type CommandName, commandsOf, EVENT, type InputOf, type PayloadOf, PHASE, RUN, TIER } from './commands.js';
import type {
  PhaseInput,
  PhaseState,
  StartRunInput,
  TierInput,
  UpdatePhaseStatusInput,
} from './documents.generated.js';
import { gql } from './gql.js';

/** A plan in short: `plan({ T1: ['F1.1', 'F1.2'], T2: ['F2.1'] })`. */
export const plan = (tiers: Readonly<Record<string, readonly string[]>>): TierInput[] =>
  Object.entries(tiers).map(([tierId, phases]) => ({ tierId, name: `Tier ${tierId}`, phases: phases.map(phase) }));

export const phase = (phaseId: string): PhaseInput => ({ phaseId, name: `Phase ${phaseId}` });

/** The commands and reads that most tests need; every command answers its payload, errors included. */
export interface Api {
  startRun(input: StartRunInput): Promise<PayloadOf<'startRun'>>;
  /** A manual transition that may be refused. */
  updatePhaseStatus(input: UpdatePhaseStatusInput): Promise<PayloadOf<'updatePhaseStatus'>>;
  /** Manual transitions that must be accepted, one after the other: `move('run', 'p1', 'EXECUTING', 'GATE')`; the payload of the last one. */
  move(runId: string, phaseId: string, ...states: PhaseState[]): Promise<PayloadOf<'updatePhaseStatus'>>;
  /** A mutation with one input: `command('cancelRun', { … })`. What its payload holds: see commands.ts. */
  command<Name extends CommandName>(name: Name, input: InputOf<Name>): Promise<PayloadOf<Name>>;
  /** A run with its tiers, phases and events; it must be there. */
  read(runId: string): Promise<RunRead>;
  /** Null: there is no such run. */
  find(runId: string): Promise<RunRead | null>;
}

const READ = gql(
  `query ReadRun($runId: ID!) { run(runId: $runId) { ...RunRow currentPhase { phaseId }
    tiers { ...TierRow } phases { ...PhaseRow } events(first: 1000) { ...EventRow } } }`,
  RUN,
  TIER,
  PHASE,
  EVENT,
);

export type RunRead = NonNullable<ResultOf<typeof READ>['run']>;

export function api(client: TestClient): Api {
  const command = commandsOf(client);
  const find = async (runId: string): Promise<RunRead | null> => (await client.request(READ, { runId })).run;
  return {
    command,
    find,
    updatePhaseStatus: (input) => command('updatePhaseStatus', input),
    startRun: (input) => command('startRun', input),
    move: async (runId, phaseId, ...states) => {
      let last: PayloadOf<'updatePhaseStatus'> | undefined;
      for (const state of states) {
        last = await command('updatePhaseStatus', { runId, phaseId, state });
        if (last.errors.length > 0) throw new Error(`${phaseId} to ${state}: ${JSON.stringify(last.errors)}`);
      }
      return last!;
    },
    read: async (runId) => {
      const run = await find(runId);
      if (!run) throw new Error(`There is no run ${runId}`);
      return run;
    },
  };
}

const TABLES = [
  ...[
    'aged_issue',
    'backlog_entry',
    'idempotency_record',
    'issue_sighting',
    'phase',
    'phase_issue',
    'phase_strategy',
    'project',
    'ruleset',
  ],
  ...['run', 'run_event', 'run_id', 'run_outbox', 'strategy', 'successful_run', 'tier'],
];

export interface Stored {
  /** By table: how many rows, and a digest of all their values. */
  readonly rows: Readonly<Record<string, string>>;
  /** By path below the runs root: a digest of the bytes; a folder is an empty text. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Everything that a server keeps, its runs' files with it: two equal answers mean that nothing was written, changed or removed in between. Files of projects and the
 * records that they are outdated are left out: they are rendered in the background.
 */
export async function stored(server: { readonly database: TestDatabase; readonly runsRoot: string }): Promise<Stored> {
  await waitForFiles(server);
  const digests = TABLES.map(
    (table) =>
      `select '${table}' as name, count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from ${table} t`,
  );
  const rows = await server.database.query<{ name: string; digest: string }>(digests.join(' union all '));
  return {
    rows: Object.fromEntries(rows.map(({ name, digest }) => [name, digest])),
    files: withoutProjects(await filesBelow(server.runsRoot)),
  };
}

const withoutProjects = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('_projects')));

/** Files below a folder with a digest of their bytes, temporary files of a write in progress included. */
export async function filesBelow(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    found[name] = entry.isFile()
      ? createHash('sha256')
          .update(await readFile(path))
          .digest('hex')
      : '';
  }
  return found;
}

/** The statements that this process sends while `work` runs, transactions' brackets included. */
export async function statementsOf<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; statements: string[] }> {
  const statements: string[] = [];
  const real = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [what] = given as [string | { name?: string; text?: string } | undefined];
    const isBackground = typeof what === 'object' && BACKGROUND.test(what.name ?? '');
    if (!isBackground) statements.push(typeof what === 'string' ? what : (what?.text ?? ''));
    return Reflect.apply(real, this, given) as never;
  };
  try {
    return { result: await work(), statements };
  } finally {
    pg.Client.prototype.query = real;
  }
}
