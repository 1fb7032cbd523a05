/** What every part of the benchmarks gets. */
import type pg from 'pg';

import type { Send } from './graphql.js';
import type { Report } from './report.js';
import type { BenchServer } from './server.js';
import type { Sizes } from './sizes.js';

/** For parts with servers of their own. */
export interface Ground {
  readonly sizes: Sizes;
  readonly report: Report;
  /** Of the database that the shared server uses, in a cluster where more can be made. */
  readonly databaseUrl: string;
  /** For repositories and the like; it is removed in the end. */
  readonly folder: string;
  /** What a server on that database is started with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Measure beside other software too, which has been installed for that. */
  readonly withPeers: boolean;
}

/** For parts that share one server. */
export interface Bench extends Ground {
  readonly server: BenchServer;
  /** Of the server. */
  readonly url: string;
  readonly send: Send;
  /** A connection of the bench's own to the server's database. */
  readonly client: pg.Client;
}
