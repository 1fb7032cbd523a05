import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { checkServer } from './connection-check.js';
import { EmbeddedDatabaseError, explainServerOutput, useOwnServer } from './errors.js';
import { startPostmaster, untilEnded, type PostmasterStart } from './postmaster.js';
import { readPostmaster, removeLeftoverFile } from './postmaster-file.js';

const startTimeoutMs = 120_000;
/** How long a refusal that may pass by itself is tried again. */
const refusalTimeoutMs = 15_000;
const retryMs = 50;

export interface RunningServer {
  readonly port: number;
  readonly pid: number;
  /** Set when we started it. */
  readonly child?: ChildProcess;
}

/** What a start needs is prepared only when there is a start: attaching stays quick. */
export interface ServerRequest {
  readonly cluster: string;
  readonly password: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly prepareStart: () => Promise<PostmasterStart>;
}

/** Attaches to the server of the cluster, or starts it, and proves over a connection that it is this cluster's. Call it under the lock. */
export async function runningServer(request: ServerRequest): Promise<RunningServer> {
  const deadline = Date.now() + startTimeoutMs;
  const refusalDeadline = Date.now() + refusalTimeoutMs;
  for (;;) {
    const state = await readPostmaster(request.cluster);
    switch (state.kind) {
      case 'ready': {
        const check = await checkServer(state.port, request.password, request.cluster);
        if (check.kind === 'ours') return { port: state.port, pid: state.pid };
        if (check.kind === 'password refused') throw passwordRefused(request);
        if (Date.now() > refusalDeadline)
          throw doesNotAnswer(request, state.pid, check.kind === 'unreachable' ? check.reason : 'another database answers');
        await delay(retryMs);
        break;
      }
      case 'starting':
        if (Date.now() > deadline) throw doesNotAnswer(request, state.pid, 'it is still starting');
        await delay(retryMs);
        break;
      case 'stopping':
        await untilEnded(state.pid, deadline);
        break;
      case 'absent': {
        if (state.leftover) await removeLeftoverFile(request.cluster);
        const outcome = await startPostmaster(await request.prepareStart(), deadline);
        if (outcome.kind === 'ready') return await proved(request, outcome.child, outcome.port);
        if (!mayPass(outcome.output) || Date.now() > refusalDeadline) throw startRefused(request, outcome.output);
        await delay(retryMs);
        break;
      }
      default:
        return state satisfies never;
    }
  }
}

async function proved(request: ServerRequest, child: ChildProcess, port: number): Promise<RunningServer> {
  const pid = child.pid ?? 0;
  const check = await checkServer(port, request.password, request.cluster);
  if (check.kind === 'ours') return { port, pid, child };
  child.kill('SIGINT');
  await untilEnded(pid, Date.now() + refusalTimeoutMs);
  if (check.kind === 'password refused') throw passwordRefused(request);
  throw doesNotAnswer(request, pid, check.kind === 'unreachable' ? check.reason : 'another database answers');
}

/**
 * A dead server's pid still answers, its children still end, another start is under way, or the port has just been taken. A server that
 * says nothing at all was killed.
 */
function mayPass(output: string): boolean {
  return output === '' || /lock file ".*" already exists|is still in use|could not bind|could not create any TCP\/IP sockets/.test(output);
}

function startRefused({ cluster, logFile }: ServerRequest, output: string): EmbeddedDatabaseError {
  const sentence =
    explainServerOutput(output, cluster) ?? `The embedded database in ${cluster} could not be started; its log is ${logFile}.`;
  return new EmbeddedDatabaseError(`${sentence} ${useOwnServer}\nPostgreSQL's last words:\n${output.split('\n').slice(-8).join('\n')}`);
}

function passwordRefused({ passwordFile }: ServerRequest): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `The embedded database refuses the password in ${passwordFile}. Put the file back that belongs to this data folder, for example from a backup. ${useOwnServer}`,
  );
}

function doesNotAnswer({ cluster, logFile }: ServerRequest, pid: number, reason: string): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `The embedded database in ${cluster} (process ${pid}) does not answer: ${reason}. Its log is ${logFile}. End that process and start Autopack again. ${useOwnServer}`,
  );
}
