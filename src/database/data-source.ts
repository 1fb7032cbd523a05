/** How TypeORM meets the database: one set of options for the server, the CLI and the tests. `synchronize` is off everywhere. */
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
 * Statements that run for milliseconds gain nothing from being compiled, and PostgreSQL compiles them whenever it guesses that they cost much: measured 150 ms instead
 * of 2 for the rows of one move. Nor from being planned anew for each set of values: 9 ms of planning for 1 ms of work when a worker claims. As commands and not as options
 * of the connection, which poolers refuse.
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
    extra: { statement_timeout: 30_000, lock_timeout: 10_000, idle_in_transaction_session_timeout: 30_000, onConnect: plannedOnce },
  };
}
