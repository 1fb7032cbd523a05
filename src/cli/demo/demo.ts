/**
 * `autopack demo`: a server in this process, a ruleset and a plan in Markdown, a run of two tiers that is driven through the public API over
 * HTTP with issues found on the way, and then time to look around. It can be started again and beside another one: the server makes the run's id, and a free port is taken where PORT is not free.
 */
import { connect } from 'node:net';
import { join } from 'node:path';
import { readEnvironment } from '../../config/environment.js';
import type { Settings } from '../../config/settings.js';
import type { RunningServer } from '../../main.js';
import { driveSampleRun, type Refused } from './demo-run.js';
import { printIssueLevels, readIssueLevels } from './demo-issues.js';
import { DEMO_PLAN, DEMO_PROJECT, DEMO_RULESET, prepareProject, startDemoRun, type StartedDemo } from './demo-project.js';
import { DemoScreen } from './demo-screen.js';
import { EXIT } from '../exit-codes.js';
import { isPortTaken } from '../explain-error.js';
import { fileTree } from './file-tree.js';
import { GraphqlClient } from '../graphql-client.js';
import { printable, type Output } from '../output.js';
import type { RunView } from '../run-view.js';
import { databaseOf } from '../serve.js';
import { reachableUrl, serverAddress } from '../server-address.js';
import { reasonText } from '../plans/strategy-view.js';
import { listenForStop, type StopRequest } from '../until-stopped.js';

/** See serve.ts. */
const LEFTOVERS_MS = 5_000;

export interface DemoOptions {
  /** Ends the server after the run. */
  readonly exit: boolean;
}

export async function demo(output: Output, options: DemoOptions): Promise<number> {
  const settings = quiet(readEnvironment());
  const stop = listenForStop();
  try {
    output.line(`Starting a server on ${databaseOf(settings)} …`);
    const server = await startSomewhere(settings, output);
    try {
      await show(output, server, settings, stop, options);
    } finally {
      await server.close();
    }
    return EXIT.ok;
  } finally {
    stop.ignore();
    setTimeout(() => process.exit(), LEFTOVERS_MS).unref();
  }
}

async function show(output: Output, server: RunningServer, settings: Settings, stop: StopRequest, options: DemoOptions): Promise<void> {
  const url = reachableUrl(server.url);
  const graphql = `${url}/graphql`;
  output.line(`Autopack listens on ${output.paint('bold', server.url)}`);
  output.line();
  const address = serverAddress({ url, ...(settings.token ? { token: settings.token } : {}) });
  const client = new GraphqlClient(address);
  const rulesetVersion = await prepareProject(client);
  const started = await startDemoRun(client);
  output.line(`Project ${DEMO_PROJECT}, ruleset ${rulesetVersion} from ${DEMO_RULESET}; run ${started.runId} from ${DEMO_PLAN}`);
  explain(output, started);
  const sample = await driveSampleRun(client, started.runId, new DemoScreen(output), stop.isStopped);
  if (sample === null) return;
  const { run, refused } = sample;
  output.line();
  output.line(`Refused on the way: ${refused.phaseId} → ${refused.to}`);
  output.line(`  ${output.paint('yellow', printable(refused.message))}`);
  output.line();
  const levels = await readIssueLevels(client, run.runId);
  printIssueLevels(output, levels);
  output.line(`${run.runId} has ended: ${output.paint('green', run.state)}. Its files:`);
  for (const line of fileTree(join(settings.runsRoot, run.runId), run)) output.line(`  ${line}`);
  output.line();
  output.line(`Playground  ${output.paint('bold', graphql)}`);
  output.document({ ...documentOf(server, graphql, run, refused, settings), ...policyOf(rulesetVersion, started), ...levels });
  if (options.exit) return;
  output.line('The server stays up; Ctrl-C stops it.');
  await stop.stopped;
}

/** Why the riskiest phase is handled with more care: the strategy says so of every value (P3). */
function explain(output: Output, { risky }: StartedDemo): void {
  const { phaseId, taskCategory, ciProfile, maxBuilderAttempts, autoApply, reasons } = risky;
  const care = `${ciProfile.toLowerCase()} CI, ${maxBuilderAttempts} tries, ${autoApply ? 'applied at once' : 'no auto-apply'}`;
  output.line(`Why ${ciProfile.toLowerCase()} CI for ${phaseId}? It is ${printable(taskCategory ?? 'of no category')}: ${care}.`);
  for (const reason of reasons) output.line(`  ${output.paint('cyan', printable(reasonText(reason)))}`);
  output.line();
}

/** A server on PORT, or on a free port if that is taken; of two that start at once, the slower one finds out only when it listens. */
async function startSomewhere(settings: Settings, output: Output): Promise<RunningServer> {
  const { startServer } = await import('../../main.js');
  const elsewhere = (): Promise<RunningServer> => {
    output.line(`Port ${settings.port} is taken; taking a free one.`);
    return startServer({ ...settings, port: 0 });
  };
  if (await isTaken(settings)) return elsewhere();
  try {
    return await startServer(settings);
  } catch (error) {
    if (!isPortTaken(error)) throw error;
    return elsewhere();
  }
}

function isTaken({ host, port }: Settings): Promise<boolean> {
  if (port === 0) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const settle = (taken: boolean): void => {
      socket.destroy();
      resolve(taken);
    };
    socket
      .once('connect', () => settle(true))
      .once('error', () => settle(false))
      .once('timeout', () => settle(false));
  });
}

/** The server's log would run through the picture; it says only what is wrong, unless it was asked for more. */
const quiet = (settings: Settings): Settings => (process.env.AUTOPACK_LOG_LEVEL ? settings : { ...settings, logLevel: 'warn' });

function documentOf(server: RunningServer, graphql: string, run: RunView, refused: Refused, settings: Settings): object {
  const files = run.fileLayout.files.map((file) => file.path);
  return {
    ok: true,
    url: server.url,
    graphql,
    runId: run.runId,
    state: run.state,
    tokensUsed: run.tokensUsed,
    directory: join(settings.runsRoot, run.runId),
    files,
    refused,
  };
}

function policyOf(rulesetVersion: number, { strategy, risky }: StartedDemo): object {
  const { phaseId, ciProfile, reasons } = risky;
  return { projectId: DEMO_PROJECT, rulesetVersion, strategyHash: strategy.hash, why: { phaseId, ciProfile, reasons } };
}
