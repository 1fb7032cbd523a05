/** The API in the words of the e2e tests: documents that select everything, short commands, and what a server has stored. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { TestDatabase } from './databases.js';
import type { AnyData, TestClient } from './graphql-client.js';
import { filesShow } from './files.js';
import { BACKGROUND } from './statements.js';

const BUDGET = 'budgets { scope name limit used left }';

/** All scalars of a run, with its budgets and its failure. */
export const RUN_FIELDS = `id runId projectId state isTerminal nextStates version safetyProfile runScope
  tokenCap maxPhases maxDurationMinutes maxMinorIssuesTotal tokensUsed ciRunsUsed minorIssuesCount majorIssuesCount
  debtStatus promotionEligibleToMain failureReason createdAt startedAt completedAt deadlineAt
  ${BUDGET}
  failure { rule message tierId phaseId budget { scope name limit used left } reasons { code message source } }`;
export const TIER_FIELDS = `id tierId runId tierIndex name description state cleanliness cleanlinessReasons { code message source }
  tokenCap ciRunCap maxMinorIssuesTolerated maxMajorIssuesTolerated tokensUsed ciRunsUsed minorIssuesCount majorIssuesCount
  startedAt completedAt ${BUDGET}`;
export const PHASE_FIELDS = `id phaseId runId tierId phaseIndex name description state nextStates taskCategory complexity builderMode
  allowedPaths acceptanceCriteria allowNoop maxBuilderAttempts maxAuditorAttempts incidentTokenCap builderAttempts auditorAttempts
  tokensUsed minorIssuesCount majorIssuesCount issueState startedAt completedAt ${BUDGET}`;
export const EVENT_FIELDS = 'id runId seq type subject actor cause at fromState toState data';
export const ERRORS = `errors { __typename code message retryable path
  ... on ConflictError { currentVersion } ... on TransitionRefusedError { currentState allowedStates } }`;

/** A plan in short: `plan({ T1: ['F1.1', 'F1.2'], T2: ['F2.1'] })`. */
export const plan = (tiers: Readonly<Record<string, readonly string[]>>): AnyData[] =>
  Object.entries(tiers).map(([tierId, phases]) => ({ tierId, name: `Tier ${tierId}`, phases: phases.map(phase) }));

export const phase = (phaseId: string): AnyData => ({ phaseId, name: `Phase ${phaseId}` });

/** The commands and reads that most tests need; every command answers its payload, errors included. */
export interface Api {
  startRun(input: AnyData, selection?: string): Promise<AnyData>;
  /** A lever that may be refused. */
  updatePhaseStatus(input: AnyData): Promise<AnyData>;
  /** Levers that must be accepted, one after the other: `move('run', 'p1', 'EXECUTING', 'GATE')`. */
  move(runId: string, phaseId: string, ...states: string[]): Promise<AnyData>;
  /** A mutation with one input: `command('cancelRun', { … }, 'run { state }')`. */
  command(name: string, input: AnyData, selection?: string): Promise<AnyData>;
  /** A run with its tiers, phases and events. */
  read(runId: string): Promise<AnyData>;
}

export function api(client: TestClient): Api {
  const command: Api['command'] = async (name, input, selection = 'run { runId state version }') => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const answer = await client.ask(`mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} ${ERRORS} } }`, { input });
    return answer[name];
  };
  const updatePhaseStatus: Api['updatePhaseStatus'] = (input) =>
    command('updatePhaseStatus', input, `phase { ${PHASE_FIELDS} } run { ${RUN_FIELDS} }`);
  return {
    command,
    updatePhaseStatus,
    startRun: (input, selection = `run { ${RUN_FIELDS} }`) => command('startRun', input, selection),
    move: async (runId, phaseId, ...states) => {
      let last: AnyData;
      for (const state of states) {
        last = await updatePhaseStatus({ runId, phaseId, state });
        if (last.errors.length > 0) throw new Error(`${phaseId} to ${state}: ${JSON.stringify(last.errors)}`);
      }
      return last;
    },
    read: async (runId) => {
      const { run } = await client.ask(
        `query ($runId: ID!) { run(runId: $runId) { ${RUN_FIELDS} currentPhase { phaseId }
          tiers { ${TIER_FIELDS} } phases { ${PHASE_FIELDS} } events(first: 1000) { ${EVENT_FIELDS} } } }`,
        { runId },
      );
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
 * notes that they are behind are left out: they are rendered behind the server's back.
 */
export async function stored(server: { readonly database: TestDatabase; readonly runsRoot: string }): Promise<Stored> {
  await filesShow(server);
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
export async function statementsOf<Result>(work: () => Promise<Result>): Promise<{ result: Result; statements: string[] }> {
  const statements: string[] = [];
  const real = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [what] = given as [string | { name?: string; text?: string } | undefined];
    const isBackground = typeof what === 'object' && BACKGROUND.test(what.name ?? '');
    if (!isBackground) statements.push(typeof what === 'string' ? what : (what?.text ?? ''));
    return Reflect.apply(real, this, given) as never;
  } as never;
  try {
    return { result: await work(), statements };
  } finally {
    pg.Client.prototype.query = real;
  }
}
