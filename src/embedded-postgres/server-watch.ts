/**
 * Watches the PostgreSQL server that a process uses, no matter which process started it, and has it started again when it dies, loses its files or freezes.
 * Several processes may watch one server: starting is done under the lock of the data folder, so one starts it and the others join.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { identityOf, isSameProcessRunning, type ProcessIdentity } from '../processes/process-identity.js';
import { EmbeddedDatabaseError } from './errors.js';
import { endServer, killServer, thaw } from './orphans.js';
import { readPostmaster } from './postmaster-file.js';
import { afterFailure, afterLife, noRestarts, pauseBefore } from './restart-limit.js';
import type { RunningServer } from './running-server.js';
import { answersAtDoor } from './server-door.js';

const lookEveryMs = 200;
const filesEveryMs = 1_000;
const doorEveryMs = 2_000;
const doorPatienceMs = 4_000;
/** A server that accepts no connection for so long is resumed (it may have been stopped), and then killed. */
const frozenMs = 12_000;
const thawMs = 4_000;

/** What a process wants to know of its database. */
export interface WatchListener {
  /** It runs again; the port may be another one. */
  readonly moved: (url: string) => void;
  /** It could not be started again, or its data are gone; nothing watches any more. */
  readonly failed: (error: EmbeddedDatabaseError) => void;
}

export interface Watched {
  readonly cluster: string;
  readonly logFile: string;
  /** Joins the server that another process has started, or starts it. Fails with an EmbeddedDatabaseError. */
  readonly restart: (preferredPort: number) => Promise<RunningServer>;
  readonly urlOf: (server: RunningServer) => string;
  readonly log: (message: string) => void;
}

export class ServerWatch {
  private readonly closing = new AbortController();
  private readonly watching: Promise<void>;
  private identity: ProcessIdentity;
  private since = performance.now();
  private restarts = noRestarts;
  private lookedAtFiles = 0;
  private lookedAtDoor = 0;
  private answered = performance.now();
  private thawed = false;

  constructor(
    private server: RunningServer,
    private readonly watched: Watched,
    private readonly listener: WatchListener,
  ) {
    this.identity = identityOf(server.pid);
    this.watching = this.watch().catch((error: unknown) => this.fail(error));
  }

  /** No look and no start after this. */
  async end(): Promise<void> {
    this.closing.abort();
    await this.watching;
  }

  private async watch(): Promise<void> {
    while (!this.closing.signal.aborted) {
      await this.pause(lookEveryMs);
      const why = await this.whatIsWrong();
      if (why === null || this.closing.signal.aborted) continue;
      if (!(await this.bringBack(why))) return;
    }
  }

  /** Null: the server runs, as far as can be seen. */
  private async whatIsWrong(): Promise<string | null> {
    if (!isSameProcessRunning(this.identity)) return 'has ended unexpectedly';
    const now = performance.now();
    if (now - this.lookedAtFiles >= filesEveryMs) {
      this.lookedAtFiles = now;
      const fault = await this.faultOfFiles();
      if (fault !== null) return fault;
    }
    if (now - this.lookedAtDoor >= doorEveryMs) {
      this.lookedAtDoor = now;
      if (await answersAtDoor(this.server.port, doorPatienceMs)) {
        this.answered = performance.now();
        this.thawed = false;
      }
    }
    return this.frozen(performance.now() - this.answered) ? 'takes no connections' : null;
  }

  /** Only what is sure: its file is the server's own from its start to its end, and says so when somebody else stops it. */
  private async faultOfFiles(): Promise<string | null> {
    const state = await readPostmaster(this.watched.cluster);
    if (!('pid' in state) || state.pid !== this.server.pid) return 'has lost its files';
    // Asked kindly, a server waits until the last client has gone, and takes no new ones meanwhile.
    return state.kind === 'stopping' ? 'is being stopped by somebody else' : null;
  }

  private frozen(silentMs: number): boolean {
    if (silentMs >= frozenMs && !this.thawed) {
      this.thawed = true;
      thaw(this.watched.cluster, this.server.pid);
    }
    return silentMs >= frozenMs + thawMs;
  }

  private async bringBack(why: string): Promise<boolean> {
    const { cluster, log, logFile } = this.watched;
    const went = performance.now();
    log(`The embedded database ${why}; it is started again. Its log is ${logFile}.`);
    await this.clear();
    this.restarts = afterLife(this.restarts, went - this.since);
    let last: unknown;
    for (;;) {
      const pauseMs = pauseBefore(this.restarts);
      if (pauseMs === null) throw this.givenUp(why, last);
      await this.pause(pauseMs);
      if (this.closing.signal.aborted) return false;
      try {
        if (!(await exists(join(cluster, 'PG_VERSION'))))
          throw new EmbeddedDatabaseError(`Its data in ${cluster} are gone.`);
        this.adopt(await this.watched.restart(this.server.port));
        log(`The embedded database answers again after ${((performance.now() - went) / 1_000).toFixed(1)} s.`);
        return true;
      } catch (error) {
        last = error;
        this.restarts = afterFailure(this.restarts);
      }
    }
  }

  /** Ends what is left of a server that cannot be used. */
  private async clear(): Promise<void> {
    const { pid } = this.server;
    if (!isSameProcessRunning(this.identity) || (await this.anotherServes())) return;
    if (this.thawed) await killServer(this.watched.cluster, pid);
    else await endServer(this.watched.cluster, pid);
  }

  /** Another process may have been faster: then what was ours is not the cluster's server any more. */
  private async anotherServes(): Promise<boolean> {
    const state = await readPostmaster(this.watched.cluster);
    return 'pid' in state && state.pid !== this.server.pid;
  }

  private adopt(server: RunningServer): void {
    this.server = server;
    this.identity = identityOf(server.pid);
    this.since = this.answered = performance.now();
    this.thawed = false;
    this.listener.moved(this.watched.urlOf(server));
  }

  private givenUp(why: string, last: unknown): EmbeddedDatabaseError {
    const reason = last instanceof Error ? last.message : 'It ends again each time.';
    return new EmbeddedDatabaseError(`The embedded database ${why} and could not be started again. ${reason}`, {
      cause: last,
    });
  }

  private fail(error: unknown): void {
    if (this.closing.signal.aborted) return;
    const message = error instanceof Error ? error.message : String(error);
    this.listener.failed(
      error instanceof EmbeddedDatabaseError ? error : new EmbeddedDatabaseError(message, { cause: error }),
    );
  }

  private async pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.closing.signal, ref: false }).catch(() => undefined);
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
