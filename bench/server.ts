/** The built server as a process of its own, as users run it: embedded PostgreSQL with fsync, files and events. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { end, hasEnded, note } from './children.js';
import { TRIVIAL } from './graphql.js';
import { processorMs } from './processor.js';

/** Even on a machine that has a lot else to do. */
const LONGEST_START_MS = 120_000;

export interface BenchServer {
  readonly url: string;
  /** From spawn to the first GraphQL answer. */
  readonly startMs: number;
  /** Resident memory of the server process, in MiB. */
  memoryMiB(): Promise<number>;
  /** Processor time of the server process and of those of its children that have ended, in ms; NaN where there is no /proc. */
  processorMs(): Promise<number>;
  stop(): Promise<void>;
}

/** `onLog` hears each line that the server writes; left out, the lines go where ours go. `nodeOptions` come before the server's program. */
export async function startBenchServer(
  environment: Readonly<Record<string, string>>,
  {
    onLog,
    nodeOptions = [],
  }: { readonly onLog?: (line: string) => void; readonly nodeOptions?: readonly string[] } = {},
): Promise<BenchServer> {
  const port = await freePort();
  const from = performance.now();
  const child = note(
    spawn(process.execPath, [...nodeOptions, 'dist/cli/main.js', 'serve'], {
      env: { ...process.env, ...environment, PORT: String(port), HOST: '127.0.0.1', AUTOPACK_LOG_LEVEL: 'error' },
      stdio: ['ignore', onLog ? 'pipe' : 'ignore', onLog ? 'pipe' : 'inherit'],
    }),
  );
  if (onLog) for (const output of [child.stdout, child.stderr]) createInterface({ input: output! }).on('line', onLog);
  const url = `http://127.0.0.1:${port}`;
  try {
    await firstAnswer(url, child);
  } catch (error) {
    await end(child);
    throw error;
  }
  return {
    url,
    startMs: performance.now() - from,
    memoryMiB: async () => memoryOf(child.pid!),
    processorMs: () => processorMs(child.pid!),
    stop: () => end(child),
  };
}

async function firstAnswer(url: string, child: ChildProcess): Promise<void> {
  for (const from = performance.now(); performance.now() - from < LONGEST_START_MS;) {
    if (hasEnded(child)) throw new Error(`The server ended with ${child.signalCode ?? `status ${child.exitCode}`}`);
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: TRIVIAL }),
    }).catch(() => null);
    if (answer?.ok) return;
    await sleep(10);
  }
  throw new Error('The server did not answer within two minutes');
}

async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
