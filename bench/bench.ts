/** What every part of the benchmarks gets. */
import type pg from 'pg';
import type { Send } from './graphql.js';
import type { Report } from './report.js';
import type { BenchServer } from './server.js';
import type { Sizes } from './sizes.js';

export interface Bench {
  readonly sizes: Sizes;
  readonly report: Report;
  /** Of the database that the server uses. */
  readonly databaseUrl: string;
  /** A connection of the bench's own to it. */
  readonly client: pg.Client;
  readonly server: BenchServer;
  /** Of the server. */
  readonly url: string;
  readonly send: Send;
  /** For repositories and the like; it is removed in the end. */
  readonly folder: string;
}
