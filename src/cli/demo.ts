/**
 * `autopack demo`: a server in this process, a sample run of two tiers that is driven through the public API over HTTP, and then time to
 * look around. It can be started again and beside another one: the server makes the run's id, and a free port is taken where PORT is not free.
 */
import { connect } from 'node:net';
import { join } from 'node:path';
import { readEnvironment } from '../config/environment.js';
import type { Settings } from '../config/settings.js';
import type { RunningServer } from '../main.js';
import { driveSampleRun, type Refused } from './demo-run.js';
import { DemoScreen } from './demo-screen.js';
import { EXIT } from './exit-codes.js';
import { isPortTaken } from './explain-error.js';
import { GraphqlClient } from './graphql-client.js';
import { printable, type Output } from './output.js';
import type { RunView } from './run-view.js';
import { databaseOf } from './serve.js';
import { reachableUrl, serverAddress } from './server-address.js';
import { listenForStop, type StopRequest } from './until-stopped.js';

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
  const screen = new DemoScreen(output);
  const sample = await driveSampleRun(new GraphqlClient(address), screen, stop.isStopped);
  if (sample === null) return;
  const { run, refused } = sample;
  output.line();
  output.line(`Refused on the way: ${refused.phaseId} → ${refused.to}`);
  output.line(`  ${output.paint('yellow', printable(refused.message))}`);
  output.line();
  output.line(`${run.runId} has ended: ${output.paint('green', run.state)}. Its files:`);
  for (const line of fileTree(join(settings.runsRoot, run.runId), run)) output.line(`  ${line}`);
  output.line();
  output.line(`Playground  ${output.paint('bold', graphql)}`);
  output.document(documentOf(server, graphql, sample.run, refused, settings));
  if (options.exit) return;
  output.line('The server stays up; Ctrl-C stops it.');
  await stop.stopped;
}

/** A server on PORT, or on a free port if that is taken; of two that start at once, the slower one finds out only when it listens. */
async function startSomewhere(settings: Settings, output: Output): Promise<RunningServer> {
  const { startServer } = await import('../main.js');
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

/** The run's directory as a tree. */
function fileTree(directory: string, run: RunView): string[] {
  const files = run.fileLayout.files.map((file) => ({ ...file, parts: file.path.split('/') }));
  const folders = [...new Set(files.filter(({ parts }) => parts.length > 1).map(({ parts }) => parts[0]!))].sort();
  const entries = [
    ...files.filter(({ parts }) => parts.length === 1).map((file) => ({ name: file.path, inside: [file] })),
    ...folders.map((folder) => ({ name: `${folder}/`, inside: files.filter(({ parts }) => parts.length > 1 && parts[0] === folder) })),
  ];
  const lines = entries.flatMap(({ name, inside }, index) => {
    const isLast = index === entries.length - 1;
    const first = inside[0]!;
    if (inside.length === 1 && first.parts.length === 1) return [`${isLast ? '└─' : '├─'} ${name}  ${first.sizeBytes} bytes`];
    const sorted = [...inside].sort((a, b) => (a.path < b.path ? -1 : 1));
    return [
      `${isLast ? '└─' : '├─'} ${name}`,
      ...sorted.map(
        (file, at) => `${isLast ? '   ' : '│  '}${at === sorted.length - 1 ? '└─' : '├─'} ${file.parts.at(-1)}  ${file.sizeBytes} bytes`,
      ),
    ];
  });
  return [directory, ...lines];
}

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
