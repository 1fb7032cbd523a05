/** Migrates a database to the present schema: under a lock, so that servers that start together do not collide. */
import { DataSource } from 'typeorm';

import { databasePlace, databaseReason } from '../common/database-words.js';
import { dataSourceOptions } from './data-source.js';
import { isConnectionFault } from './faults.js';

const OLDEST_MAJOR = 14;
/** An arbitrary number that only this product uses for its advisory lock. */
const LOCK = 726_173_001;

/** A database that the server cannot use; the message names the remedy. */
class DatabaseUnusableError extends Error {}

export async function migrate(url: string): Promise<void> {
  const dataSource = new DataSource(dataSourceOptions(url, { poolSize: 2, applicationName: 'autopack migration' }));
  try {
    await dataSource.initialize();
  } catch (error) {
    throw new DatabaseUnusableError(explain(url, error), { cause: error });
  }
  const runner = dataSource.createQueryRunner();
  try {
    const [{ version }] = await runner.query("select current_setting('server_version_num')::int as version");
    if (version < OLDEST_MAJOR * 10_000) {
      throw new DatabaseUnusableError(
        `The database is PostgreSQL ${Math.floor(version / 10_000)}; Autopack needs ${OLDEST_MAJOR} or newer.`,
      );
    }
    await runner.query('set lock_timeout = 60000');
    await runner.query('select pg_advisory_lock($1)', [LOCK]);
    await dataSource.runMigrations();
  } finally {
    await runner.query('select pg_advisory_unlock_all()').catch(() => undefined);
    await runner.release();
    await dataSource.destroy();
  }
}

function explain(url: string, error: unknown): string {
  const [where, reason] = [databasePlace(url), databaseReason(error)];
  return isConnectionFault(error)
    ? `No database answers at ${where} (${reason}): start it, or correct DATABASE_URL.`
    : `The database at ${where} refuses us: ${reason}. Check user, password and database name in DATABASE_URL.`;
}
