/** `autopack doctor`: looks at everything that a server needs and at the one that runs, and says what is wrong. It changes nothing. */
import type { ResultOf } from '../../common/typed-document.js';
import { readEnvironment } from '../../config/environment.js';
import { ownTokenFault, type Settings } from '../../config/settings.js';
import { presentAgents } from '../../worker/agents/agent-program.js';
import { GraphqlClient } from '../graphql/client.js';
import { filesInPlace } from '../graphql/files-in-place.js';
import { gql } from '../graphql/gql.js';
import { Checks } from '../shared/checks.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import { serverAddress, type ServerOptions } from '../shared/server-address.js';
import { checkCredentials, checkRemotes } from './doctor-remotes.js';
import { checkReplays } from './doctor-replay.js';
import { databaseFinding, folderFault, gitFinding } from './doctor-surroundings.js';

const LEAST_NODE = [20, 19] as const;
const PAGE = 20;
const LIVE_RUNS =
  gql(`query LiveRuns($first: Int!, $after: String) { runs(filter: { terminal: false }, first: $first, after: $after) {
  nodes { runId fileLayout { upToDate } } pageInfo { hasNextPage endCursor } } }`);
const RECOUNT = gql(
  'query RecountAll { recount { runs entries sightings differences { subject name stored recounted } } }',
);

const ROW_DIFFERENCES = gql(
  'query RowDifferences($runIds: [ID!]!) { rowDifferences(runIds: $runIds) { runId subject name stored recomputed } }',
);

type RowDifference = ResultOf<typeof ROW_DIFFERENCES>['rowDifferences'][number];

export interface DoctorOptions extends ServerOptions {
  /** Counts everything about issues again (Q4). */
  readonly recount?: boolean;
  /** Decides ended runs again (X4). */
  readonly replay?: boolean;
}

export async function doctor(output: Output, options: DoctorOptions): Promise<number> {
  const checks = new Checks(output);
  checkNode(checks);
  checkAgents(checks);
  const settings = checkSettings(checks);
  if (settings) await checkSurroundings(checks, settings);
  const client = clientFor(options, settings !== undefined);
  const [recounts, replays] = [options.recount === true, options.replay === true];
  if (client && (await checkServer(checks, client, options.url !== undefined || recounts || replays))) {
    await checkLiveRuns(checks, client);
    await checkRemotes(checks, client);
    if (recounts) await checkCounters(checks, client);
    if (replays) await checkReplays(checks, client, output);
  }
  output.line(
    checks.failed === 0 ? 'Nothing is wrong.' : `${checks.failed} of ${checks.all.length} findings need you.`,
  );
  output.document({ ok: checks.failed === 0, failed: checks.failed, checks: checks.all });
  return checks.failed === 0 ? EXIT.ok : EXIT.wrong;
}

/** null: the settings, which are a finding already, do not say which server it is. */
function clientFor(options: DoctorOptions, isUsable: boolean): GraphqlClient | null {
  if (!isUsable && options.url === undefined) return null;
  try {
    return new GraphqlClient(serverAddress(options));
  } catch (error) {
    if (isUsable || error instanceof CommandFailed) throw error;
    return null;
  }
}

function checkNode(checks: Checks): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isNewEnough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  if (isNewEnough) checks.ok('Node', process.versions.node);
  else checks.fail('Node', `${process.versions.node}; Autopack needs ${LEAST_NODE.join('.')} or newer`);
}

/** A server needs none; the workers of this machine do. */
function checkAgents(checks: Checks): void {
  const present = presentAgents();
  if (present.length > 0) checks.ok('agents', `${present.join(', ')}: their programs are in PATH`);
  else checks.note('agents', 'no program of a preset is in PATH; a worker with --agent needs one, see docs/agents.md');
}

function checkSettings(checks: Checks): Settings | undefined {
  try {
    const settings = readEnvironment();
    for (const warning of settings.warnings) checks.note('settings', warning);
    // Good for what the doctor asks of a server elsewhere.
    const fault = ownTokenFault(settings.token);
    if (fault !== null) checks.note('settings', `no server starts with this: ${fault}`);
    checks.ok('settings', 'every value can be used');
    return settings;
  } catch (error) {
    const problems = (error as { problems?: readonly string[] }).problems ?? [(error as Error).message];
    for (const problem of problems) checks.fail('settings', problem);
    return undefined;
  }
}

async function checkSurroundings(checks: Checks, settings: Settings): Promise<void> {
  const folder = async (name: string, path: string): Promise<void> => {
    const fault = await folderFault(path);
    if (fault === null) checks.ok(name, `${path} can be written`);
    else checks.fail(name, fault);
  };
  await folder('run files', settings.runsRoot);
  const git = await gitFinding();
  if (git.fault === null) checks.ok('git', git.found);
  else checks.note('git', git.fault);
  await checkCredentials(checks, settings);
  if (settings.databaseUrl === undefined) {
    await folder('embedded database', settings.dataDir);
  } else {
    const { fault, found } = await databaseFinding(settings.databaseUrl);
    if (fault === null) checks.ok('database', found);
    else checks.fail('database', fault);
  }
}

/** True if a server answers. One that is not asked for by name need not run. */
async function checkServer(checks: Checks, client: GraphqlClient, isNamed: boolean): Promise<boolean> {
  try {
    const { status, text } = await client.get('/health/ready');
    if (status === 200) checks.ok('server', `${client.server.url} is ready`);
    else checks.fail('server', `${client.server.url} answers ${status}: ${text.slice(0, 200)}`);
    return status === 200;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    if (isNamed) checks.fail('server', error.message);
    else checks.note('server', `none runs at ${client.server.url}; the files of runs were not looked at`);
    return false;
  }
}

async function checkLiveRuns(checks: Checks, client: GraphqlClient): Promise<void> {
  let [live, after]: [number, string | null] = [0, null];
  const behind: string[] = [];
  const rows: RowDifference[] = [];
  try {
    do {
      const { runs }: ResultOf<typeof LIVE_RUNS> = await client.request(LIVE_RUNS, { first: PAGE, after });
      live += runs.nodes.length;
      const suspects = runs.nodes.filter((run) => !run.fileLayout.upToDate);
      const found = await Promise.all(
        suspects.map(async ({ runId }) => ((await filesInPlace(client, runId)) ? [] : [runId])),
      );
      behind.push(...found.flat());
      const runIds = runs.nodes.map(({ runId }) => runId);
      if (runIds.length > 0) rows.push(...(await client.request(ROW_DIFFERENCES, { runIds })).rowDifferences);
      after = runs.pageInfo.hasNextPage ? runs.pageInfo.endCursor : null;
    } while (after !== null);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    checks.fail('files of live runs', error.message);
    return;
  }
  for (const runId of behind)
    checks.fail(
      'files of live runs',
      `${printable(runId)} is behind; autopack rebuild ${printable(runId)} writes its files anew`,
    );
  if (behind.length === 0)
    checks.ok('files of live runs', live === 0 ? 'no run is live' : `${live} looked at, all up to date`);
  reportRows(checks, rows);
}

/** Rows of live runs that are not what their events make (E1): somebody else wrote to the database. */
function reportRows(checks: Checks, differences: readonly RowDifference[]): void {
  for (const { runId, subject, name, stored, recomputed } of differences)
    checks.fail(
      'rows of live runs',
      name === 'events'
        ? `${printable(runId)}: its events cannot be followed: ${recomputed ?? ''}`
        : `${printable(runId)}, ${printable(subject)}: ${name} is ${stored ?? 'missing'}, its events make ${recomputed ?? 'nothing'}`,
    );
  if (differences.length === 0) checks.ok('rows of live runs', 'they are what their events make');
}

async function checkCounters(checks: Checks, client: GraphqlClient): Promise<void> {
  try {
    const { recount } = await client.request(RECOUNT);
    for (const { subject, name, stored, recounted } of recount.differences) {
      checks.fail(
        'recount',
        `${printable(subject)}: ${name} is ${stored ?? 'missing'}, its rows make ${recounted ?? 'nothing'}`,
      );
    }
    const { runs, entries, sightings } = recount;
    if (recount.differences.length === 0) {
      checks.ok('recount', `no difference in ${runs} runs, ${entries} backlog entries and ${sightings} sightings`);
    }
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    checks.fail('recount', error.message);
  }
}
