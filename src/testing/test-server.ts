/** What a test sees of its server. */
import type { Autopack } from '../client/autopack.js';

export interface TestServerOptions {
  /**
   * A PostgreSQL server on which databases may be created, such as a service of your CI: postgres://user:password@host:port/database. Left out: an embedded one, which
   * suites that run at the same time share.
   */
  readonly databaseUrl?: string;
  /** The server asks for it; the client sends it. Left out: none. */
  readonly token?: string;
  /** Ids that the server makes count from 1 after each reset. Default: true. */
  readonly predictableIds?: boolean;
  /** On standard error. Default: `silent`. */
  readonly logLevel?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Any other setting by its name, such as RUN_TOKEN_CAP. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the embedded database is kept between runs of tests; see docs/package.md. */
  readonly cacheFolder?: string;
}

export interface TestClock {
  /** Moves the clock of the server forward, and waits until what is due has been done: deadlines, leases, pauses. Answers the new time. */
  advance(by: {
    readonly days?: number;
    readonly hours?: number;
    readonly minutes?: number;
    readonly seconds?: number;
  }): Promise<Date>;
  /** What the server takes for the present. */
  now(): Promise<Date>;
}

export interface TestServer {
  /** http://127.0.0.1:PORT; the same before and after a reset. */
  readonly url: string;
  readonly client: Autopack;
  /** For repositories and other files of your tests. Its content is removed by `reset`, the folder by `close`. */
  readonly folder: string;
  readonly clock: TestClock;
  /** A server as new: no run, no project, no file, the clock right, ids from 1. Claims that wait are answered, sockets are closed. */
  reset(): Promise<void>;
  /** Ends the server and removes everything. A second call does nothing. */
  close(): Promise<void>;
  /** `await using server = await createTestServer()` closes it at the end of the block. */
  [Symbol.asyncDispose](): Promise<void>;
}
