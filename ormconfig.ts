/**
 * The TypeORM command line's way to the database: `npm run migration:generate|run|revert|check`. It takes DATABASE_URL, or
 * the server's embedded database where none is set.
 */
import 'reflect-metadata';

import { DataSource } from 'typeorm';

import { dataSourceOptions } from './src/database/data-source.js';
import { acquireEmbeddedDatabase } from './src/embedded-postgres/embedded-database.js';

const url =
  process.env.DATABASE_URL ??
  (await acquireEmbeddedDatabase({ dataDir: process.env.AUTOPACK_DATA_DIR ?? '.autopack' })).url;

export default new DataSource(dataSourceOptions(url));
