/**
 * How TypeORM meets the database: one set of options for the server, the CLI and the tests. `synchronize` is off
 * everywhere.
 */
import type { ClientBase } from 'pg';
import type { DataSourceOptions } from 'typeorm';

import { ENTITIES } from './entities/all-entities.js';
import { MIGRATIONS } from './migrations/all-migrations.js';

export interface PoolOptions {
  /** Most connections that this process opens. */
  readonly poolSize?: number;
  readonly applicationName?: string;
}

/**
 * JIT is off: statements that run for milliseconds gain nothing from compilation, and PostgreSQL compiles whenever it
 * estimates high costs (measured: 150 ms instead of 2 for the rows of one transition). Generic plans are forced:
 * planning for each set of values took 9 ms for 1 ms of execution when a worker claims. These are commands and not
 * options of the connection, because poolers refuse options.
 */
const plannedOnce = (client: Pick<ClientBase, 'query'>): Promise<unknown> =>
  client.query('set jit = off; set plan_cache_mode = force_generic_plan');

export function dataSourceOptions(url: string, pool: PoolOptions = {}): DataSourceOptions & { type: 'postgres' } {
  return {
    type: 'postgres',
    url,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: 'autopack_migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    poolSize: pool.poolSize ?? 10,
    applicationName: pool.applicationName ?? 'autopack',
    connectTimeoutMS: 10_000,
    extra: {
      statement_timeout: 30_000,
      lock_timeout: 10_000,
      idle_in_transaction_session_timeout: 30_000,
      onConnect: plannedOnce,
    },
  };
}
