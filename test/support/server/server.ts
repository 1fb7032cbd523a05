/** A real server in this process, on a database and a runs root of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Environment, readSettings } from '../../../src/config/settings.js';
import { type RunningServer, startServer } from '../../../src/main.js';
import { graphqlClient, type TestClient } from '../graphql-client.js';
import { freshDatabase, type TestDatabase } from './databases.js';

export interface TestServer extends TestClient {
  readonly url: string;
  readonly database: TestDatabase;
  readonly runsRoot: string;
  /** Another server on the same database and root. */
  another(environment?: Environment): Promise<RunningServer & TestClient>;
  close(): Promise<void>;
}

export async function startTestServer(environment: Environment = {}): Promise<TestServer> {
  const database = await freshDatabase();
  const runsRoot = await mkdtemp(join(tmpdir(), 'autopack-runs-'));
  const base = {
    PORT: '0',
    DATABASE_URL: database.url,
    AUTONOMOUS_RUNS_DIR: runsRoot,
    AUTOPACK_LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
  };
  const start = (more: Environment) => startServer(readSettings({ ...base, ...environment, ...more }, process.cwd()));
  const others: RunningServer[] = [];
  const server = await start({});
  return {
    ...graphqlClient(server.url, environment.AUTOPACK_TOKEN),
    url: server.url,
    database,
    runsRoot,
    another: async (more = {}) => {
      const other = await start(more);
      others.push(other);
      return { ...other, ...graphqlClient(other.url, environment.AUTOPACK_TOKEN) };
    },
    close: async () => {
      await Promise.allSettled(others.map((other) => other.close()));
      await server.close();
      await database.drop();
      await rm(runsRoot, { recursive: true, force: true });
    },
  };
}
