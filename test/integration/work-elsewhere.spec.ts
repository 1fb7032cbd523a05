/** What one server announces reaches the claims that wait on another one (W1). */
import { SubscriptionHub } from '../../src/events/subscription-hub.js';
import { CheckFollowers } from '../../src/lifecycle/checks/check-followers.js';
import { CommitHooks } from '../../src/lifecycle/pipeline/commit-hooks.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { accepted, LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { until } from '../support/waiting.js';

let database: TestDatabase;
let server: LifecycleServer;
let other: LifecycleServer;
/** What each of them heard since the test began. */
const heard = { server: [] as string[], other: [] as string[] };

beforeAll(async () => {
  database = await freshDatabase();
  server = await LifecycleServer.open(database.url, { events: true });
  other = await LifecycleServer.open(database.url, { events: true });
  for (const [name, on] of Object.entries({ server, other }))
    on.app.get(CommitHooks).add({ workDue: (where) => void heard[name as keyof typeof heard].push(where) });
  await until(
    'both servers to listen',
    async () =>
      (
        await database.query(
          `select from pg_stat_activity where datname = current_database() and application_name = 'autopack events' and query ~* '^listen'`,
        )
      ).length === 2,
  );
});
afterAll(async () => {
  await server?.close();
  await other?.close();
  await database?.drop();
});
beforeEach(() => {
  heard.server = [];
  heard.other = [];
});

const otherHears = () => until('the other server to hear', () => heard.other.length > 0 || null);

it('W1: a change of a run', async () => {
  accepted(await server.start('elsewhere', planOf(1)));
  await otherHears();
  expect(heard).toEqual({ server: [], other: ['elsewhere'] });
});

it('W1: work that no change of a run announces, such as a commit check; and it comes back to nobody', async () => {
  server.app.get(CheckFollowers).announceWork();
  await otherHears();
  // What comes after it on the same way is heard after it.
  accepted(await other.start('answered', planOf(1)));
  await until('the first server to hear of the run', () => heard.server.length > 1 || null);
  expect(heard).toEqual({ server: ['here', 'elsewhere'], other: ['elsewhere'] });
});

it('W1: a project whose dispatch may have been resumed', async () => {
  await server.app.get(CommitHooks).projectChanged('default');
  await otherHears();
  expect(heard.other).toEqual(['elsewhere']);
});

it('O8: live output is no work', async () => {
  server.app.get(SubscriptionHub).printed('elsewhere');
  await server.app.get(CommitHooks).projectChanged('default');
  await otherHears();
  expect(heard.other).toEqual(['elsewhere']);
});
