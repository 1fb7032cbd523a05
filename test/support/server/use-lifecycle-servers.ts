/** The set-up that most integration specs share: a database of their own, and two servers on it. */
import { freshDatabase, type TestDatabase } from './databases.js';
import { type LifecycleOptions, LifecycleServer } from './lifecycle.js';

export interface LifecycleServers {
  readonly database: TestDatabase;
  readonly server: LifecycleServer;
  /** Another server on the same database: for races, repeats and events that come from elsewhere. */
  readonly other: LifecycleServer;
}

/**
 * Opens a database and two servers before the tests of the file, and closes them after the last one, also if opening
 * failed halfway. `opened` receives them before the first test.
 */
export function useLifecycleServers(opened: (servers: LifecycleServers) => void, options: LifecycleOptions = {}): void {
  const closing: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    const database = await freshDatabase();
    closing.unshift(() => database.drop());
    const [server, other] = [
      await LifecycleServer.open(database.url, options),
      await LifecycleServer.open(database.url, options),
    ];
    closing.unshift(
      () => server.close(),
      () => other.close(),
    );
    opened({ database, server, other });
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });
}
