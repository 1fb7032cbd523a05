/** A project whose credentials are an app of GitHub: git and the API of the forge by tokens that it gives out (M3). */
import { join } from 'node:path';

import { FakeApp } from '../support/forges/fake-app.js';
import { until } from '../support/waiting.js';
import { ForgeWorld } from './forges.fixture.js';
import { refsOfRun } from './remotes.fixture.js';

let world: ForgeWorld;
beforeAll(async () => {
  world = await ForgeWorld.open();
}, 60_000);
afterAll(() => world?.close());
import.meta.jest.setTimeout(60_000);

const EXCHANGES = /\/access_tokens$/;
const basic = (token: string) => `Basic ${btoa(`x-access-token:${token}`)}`;

async function appProject(projectId: string) {
  const place = await world.project(projectId);
  const app = new FakeApp();
  place.forge.app = app;
  place.door.accepts = (authorization) => [...app.valid].some((token) => authorization === basic(token));
  const entry = app.entry(join(world.work.repositories.folder, `${projectId}.pem`));
  world.grant(`${place.door.origin}/acme/`, entry);
  return { ...place, app, entry };
}

it('M3: an app pushes and proposes with one token, and with a new one when that is revoked', async () => {
  const { app, forge, door, bare, path } = await appProject('app');
  const { credentials } = (await world.work.remotes.remoteOf('app'))!;
  expect(credentials).toEqual({ kinds: ['APP'], webhookSecret: false, fault: null });
  await world.succeeded('app-1', 'app');
  await world.accepted('app-1');
  expect((await world.opened('app-1')).change).toMatchObject({ number: 1, problem: null });
  expect(refsOfRun(bare, 'app-1')).toEqual(refsOfRun(path, 'app-1'));
  expect(forge.calls('POST', EXCHANGES)).toHaveLength(1);
  const used = door.seen.flatMap(({ authorization }) => authorization ?? []);
  expect(new Set(used.filter((each) => each.startsWith('Basic')))).toEqual(new Set([basic(app.given[0]!)]));

  // Revoked: the API's own answer is enough, and nothing of it is a problem of the change.
  app.revoke();
  const asked = forge.requests.length;
  await world.dueNow();
  await until('another token', () => app.given.length === 2 && forge.requests.length > asked + 2);
  expect((await world.promotionOf('app-1')).change!.problem).toBeNull();
  // A push finds out by a failure, and goes on with a new one.
  app.revoke();
  await world.succeeded('app-2', 'app');
  await until(
    'the push',
    () => Object.keys(refsOfRun(bare, 'app-2')).length === Object.keys(refsOfRun(path, 'app-2')).length,
  );
  await world.work.remotes.settled('app', 'IDLE');

  const { database } = world.work.server;
  const tables = await database.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  for (const { name } of tables) {
    const rows = await database.query(`select 1 from ${name} t where t::text ~ 'ghs_|PRIVATE KEY|eyJ' limit 1`);
    expect([name, rows.length]).toEqual([name, 0]);
  }
});

it('M3: an app that gets no token says so at its pushes and at its change, and goes on when it does', async () => {
  const { forge, entry, door, bare } = await appProject('mute');
  const prefix = `${door.origin}/acme/`;
  world.grant(prefix, { app: { ...entry.app, installationId: 9 } });
  await world.succeeded('mute-1', 'mute');
  await world.accepted('mute-1');
  const push = await until('the fault', async () => {
    const found = (await world.work.remotes.remoteOf('mute'))!.push;
    return found.lastFault === null ? null : found;
  });
  expect(push).toMatchObject({ lastFault: 'CREDENTIALS', lastError: expect.stringMatching(/no installation 9 /) });
  expect(refsOfRun(bare, 'mute-1')).toEqual({});
  forge.instead = ({ path }) => (EXCHANGES.test(path) ? { status: 429, headers: { 'retry-after': '1' } } : null);
  world.grant(prefix, entry);
  await world.work.remotes.retry('mute');
  await until('the limit', async () => (await world.work.remotes.remoteOf('mute'))!.push.lastFault === 'UNREACHABLE');
  forge.instead = () => null;
  await world.work.remotes.settled('mute', 'IDLE');
  expect((await world.opened('mute-1')).change).toMatchObject({ number: 1, problem: null });
});
