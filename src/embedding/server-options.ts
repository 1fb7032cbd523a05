/** How a program that embeds a server sets it up: the settings of `autopack serve` as values. */

/** What is left out is as in docs/configuration.md. */
export interface ServerOptions {
  /** Default: 127.0.0.1. An address that others can reach needs a token. */
  readonly host?: string;
  /** Default: 0, which is any free port. */
  readonly port?: number;
  /** Everything that the server keeps is in a folder among the temporary files, and `close` removes it. Goes with none of the three places below. */
  readonly temporary?: boolean;
  /** A PostgreSQL server's address; left out: an embedded one in `dataFolder`. */
  readonly databaseUrl?: string;
  /** Relative to the current folder. Default: `.autopack`. */
  readonly dataFolder?: string;
  /** Where files of runs are written. Default: `.autonomous_runs`. */
  readonly runsFolder?: string;
  /** Clients must send it. At least 8 characters. */
  readonly token?: string;
  /** Names besides its own under which it answers. */
  readonly allowedHosts?: readonly string[];
  /** Folders below which repositories of projects must lie; none: anywhere. */
  readonly repositoryRoots?: readonly string[];
  /** On standard error. Default: `warn`. */
  readonly logLevel?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Connections to the database. */
  readonly poolSize?: number;
  /** Any other setting by its name, such as RUN_TOKEN_CAP. The environment of the process is not read. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface AutopackServer {
  /** Where it listens: http://127.0.0.1:PORT. The API is at `/graphql`. */
  readonly url: string;
  /** Settles, with the reason, when the server cannot go on: its embedded database is lost. Close it then. */
  readonly lost: Promise<Error>;
  /** Takes no more requests, finishes those in flight, leaves the database and releases everything: the process can end. A second call does nothing. */
  close(): Promise<void>;
  /** `await using server = await startServer(…)` closes it at the end of the block. */
  [Symbol.asyncDispose](): Promise<void>;
}
