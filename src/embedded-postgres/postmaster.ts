import { once } from 'node:events';
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { processState } from '../processes/process-identity.js';
import type { Program } from '../processes/program.js';
import { type Account, runsAsRoot } from './account.js';
import { EmbeddedDatabaseError, errorCode } from './errors.js';
import { thaw } from './orphans.js';
import type { PostgresBinaries } from './platform-package.js';
import { readPostmaster } from './postmaster-file.js';
import { runProgram, startServerProgram } from './run-program.js';

const pollMs = 10;
const largestLogBytes = 5_000_000;
const stopTimeoutMs = 60_000;

/** Small enough for a laptop; durable, so that no acknowledged change is lost. */
const defaultSettings: Readonly<Record<string, string>> = {
  max_connections: '100',
  shared_buffers: '128MB',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

/** Never open to other machines, whatever the settings say. The programs' TLS library is too old to be used. */
const fixedSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  ssl: 'off',
  logging_collector: 'off',
  log_destination: 'stderr',
};

export interface PostmasterStart {
  readonly binaries: PostgresBinaries;
  readonly cluster: string;
  readonly account: Account | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** The port that is taken if it is free: clients of the server before it find this one there. */
  readonly preferredPort?: number;
}

/** `refused`: it ended before it was ready; `output` is what it wrote, `killed` is set if a signal ended it. */
export type StartOutcome = { readonly kind: 'ready'; readonly program: Program; readonly port: number } | Refusal;
export interface Refusal {
  readonly kind: 'refused';
  readonly output: string;
  readonly killed: boolean;
}

/** Starts the server in a session of its own: Ctrl-C in the terminal does not reach it, and it outlives us. */
export async function startPostmaster(start: PostmasterStart, deadline: number): Promise<StartOutcome> {
  const settings = {
    ...defaultSettings,
    ...start.settings,
    ...fixedSettings,
    port: String(await freePort(start.preferredPort)),
  };
  const log = await openLog(start.logFile);
  try {
    const before = (await log.stat()).size;
    const args = ['-D', start.cluster, ...asArguments(settings)];
    const program = await startServerProgram(start.binaries.postgres, args, start.account, log.fd);
    const port = await untilReady(start.cluster, program, deadline);
    if (port !== undefined) return { kind: 'ready', program, port };
    return { kind: 'refused', output: await textSince(log, before), killed: program.exit?.signal != null };
  } finally {
    await log.close();
  }
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. Resolves when the process has ended. */
export async function stopPostmaster(
  cluster: string,
  binaries: PostgresBinaries | undefined,
  pid: number,
): Promise<void> {
  if (process.platform === 'win32' && binaries !== undefined) {
    await runProgram(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w'], undefined);
    return;
  }
  try {
    process.kill(pid, 'SIGINT');
    thaw(cluster, pid);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return;
    throw error;
  }
  await untilEnded(pid, Date.now() + stopTimeoutMs);
}

export async function untilEnded(pid: number, deadline: number): Promise<void> {
  while (processState(pid) === 'running') {
    if (Date.now() > deadline) {
      throw new EmbeddedDatabaseError(
        `The embedded database (process ${pid}) is still stopping. Wait for it to end before you start Autopack again.`,
      );
    }
    await delay(pollMs);
  }
}

async function untilReady(cluster: string, program: Program, deadline: number): Promise<number | undefined> {
  while (program.exit === null) {
    const state = await readPostmaster(cluster);
    if (state.kind === 'ready' && state.pid === program.pid) return state.port;
    if (Date.now() > deadline) {
      throw new EmbeddedDatabaseError(
        `The embedded database (process ${program.pid}) has not finished its start yet; after a crash it may need long to recover. Start Autopack again in a while: it will join it.`,
      );
    }
    await delay(pollMs);
  }
  return undefined;
}

function asArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Free now; should another program take it before the server does, the start is refused and tried again. */
async function freePort(preferred = 0): Promise<number> {
  const server = createServer();
  try {
    server.listen(preferred, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if (preferred !== 0) return freePort();
    throw error;
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string')
    throw new EmbeddedDatabaseError('This system gives no free port on 127.0.0.1.');
  return address.port;
}

/** Made by root in a user's data folder, the log is the user's like the rest of it. */
async function openLog(path: string): Promise<FileHandle> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > largestLogBytes) await rename(path, `${path}.1`);
  const log = await open(path, 'a+', 0o600);
  if (runsAsRoot()) {
    const { uid, gid } = await stat(dirname(path));
    await log.chown(uid, gid);
  }
  return log;
}

async function textSince(log: FileHandle, position: number): Promise<string> {
  const length = (await log.stat()).size - position;
  const { buffer, bytesRead } = await log.read(Buffer.alloc(Math.max(length, 0)), 0, Math.max(length, 0), position);
  return buffer.subarray(0, bytesRead).toString('utf8').trim();
}
