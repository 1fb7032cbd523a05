import { setTimeout as delay } from 'node:timers/promises';

import type { Program } from '../processes/program.js';
import { checkServer, type ServerCheck } from './connection-check.js';
import { EmbeddedDatabaseError, explainServerOutput, useOwnServer } from './errors.js';
import { endOrphans, thaw } from './orphans.js';
import { type PostmasterStart, type Refusal, startPostmaster, untilEnded } from './postmaster.js';
import { readPostmaster, removeLeftoverFile } from './postmaster-file.js';

const startTimeoutMs = 120_000;
/** How long to retry after a refusal that may pass by itself, and for a server that runs and does not answer. */
const refusalTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;
const retryMs = 50;
/** A recovery that is over sooner is not worth a word. */
const wordyMs = 1_000;

export interface RunningServer {
  readonly port: number;
  readonly pid: number;
  /** Set when we started it. */
  readonly program?: Program;
}

/** What a start needs is prepared only when there is a start: attaching stays quick. */
export interface ServerRequest {
  readonly cluster: string;
  readonly password: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly prepareStart: () => Promise<PostmasterStart>;
  readonly log?: (message: string) => void;
}

/**
 * Attaches to the server of the cluster, or starts it, and proves over a connection that it is this cluster's. What a dead server left (its
 * file, processes that outlived it, changes to recover) is taken over. Call it under the lock.
 */
export async function runningServer(request: ServerRequest): Promise<RunningServer> {
  const deadline = Date.now() + startTimeoutMs;
  const refusalDeadline = Date.now() + refusalTimeoutMs;
  const recovery = new RecoveryNotice(request);
  let started: Program | undefined;
  try {
    for (;;) {
      const state = await readPostmaster(request.cluster);
      switch (state.kind) {
        case 'ready': {
          const program = started?.pid === state.pid ? started : undefined;
          const check = await checkServer(state.port, request.password, request.cluster);
          if (check.kind === 'ours') return { port: state.port, pid: state.pid, ...(program && { program }) };
          if (check.kind === 'password refused' || Date.now() > refusalDeadline)
            throw await useless(request, check, state.pid, program);
          // Somebody may have stopped it, and died: nobody watches over it any more.
          if (check.kind === 'unreachable') thaw(request.cluster, state.pid);
          await delay(retryMs);
          break;
        }
        case 'starting':
          recovery.begins();
          if (Date.now() > deadline) throw doesNotAnswer(request, state.pid, 'it is still starting');
          await delay(retryMs);
          break;
        case 'stopping':
          await untilEnded(state.pid, deadline);
          break;
        case 'absent': {
          if (Date.now() > deadline) throw startRefused(request, 'It ended again as soon as it was ready.');
          if (state.unclean) recovery.begins();
          if (state.leftover) await removeLeftoverFile(request.cluster);
          await endOrphans(request.cluster, state.unclean);
          const outcome = await startPostmaster(await request.prepareStart(), deadline);
          if (outcome.kind === 'ready') {
            started = outcome.program;
            break;
          }
          if (!mayPass(outcome) || Date.now() > refusalDeadline) throw startRefused(request, outcome.output);
          await delay(retryMs);
          break;
        }
        default:
          return state satisfies never;
      }
    }
  } finally {
    recovery.ends();
  }
}

/** Says so when a start takes long because the server before it was not stopped. */
class RecoveryNotice {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly request: ServerRequest) {}

  begins(): void {
    const { log, logFile } = this.request;
    this.timer ??= setTimeout(
      () =>
        log?.(
          `The embedded database was not stopped in order; it recovers what was written last. Its log is ${logFile}.`,
        ),
      wordyMs,
    );
  }

  ends(): void {
    clearTimeout(this.timer);
  }
}

/** A server that cannot be used is not left behind if we have started it. */
async function useless(
  request: ServerRequest,
  check: Exclude<ServerCheck, { kind: 'ours' }>,
  pid: number,
  program: Program | undefined,
): Promise<EmbeddedDatabaseError> {
  if (program) {
    program.signal('SIGINT');
    await untilEnded(pid, Date.now() + stopTimeoutMs);
  }
  if (check.kind === 'password refused') return passwordRefused(request);
  return doesNotAnswer(request, pid, check.kind === 'unreachable' ? check.reason : 'another database answers');
}

/**
 * A dead server's pid still answers, its children still end, another start is under way, the port has just been taken, or somebody
 * killed the server while it recovered.
 */
function mayPass({ output, killed }: Refusal): boolean {
  return (
    killed ||
    output === '' ||
    /lock file ".*" already exists|is still in use|could not bind|could not create any TCP\/IP sockets/.test(output)
  );
}

function startRefused({ cluster, logFile }: ServerRequest, output: string): EmbeddedDatabaseError {
  const sentence =
    explainServerOutput(output, cluster) ??
    `The embedded database in ${cluster} could not be started; its log is ${logFile}.`;
  return new EmbeddedDatabaseError(
    `${sentence} ${useOwnServer}\nPostgreSQL's last words:\n${output.split('\n').slice(-8).join('\n')}`,
  );
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
