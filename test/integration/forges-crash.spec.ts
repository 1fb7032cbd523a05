/** kill -9 of the server around its calls of a forge: one change is opened, whatever was recorded (M3, C6). */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type ForgePlace, openForge } from '../e2e/forges.fixture.js';
import { RemoteApi } from '../e2e/remotes.fixture.js';
import { plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { aPatch, workApi } from '../support/api/workers.js';
import { FAKE_TOKEN } from '../support/forges/fake-forge.js';
import { git, Repositories } from '../support/git/small-repositories.js';
import type { TestClient } from '../support/graphql-client.js';
import { createProject } from '../support/scenarios/use-work-server.js';
import { CrashHarness } from '../support/server/crash-harness.js';
import { until, within } from '../support/waiting.js';

const PROMOTE = gql(
  'mutation ($input: PromoteRunInput!) { promoteRun(input: $input) { promotion { kind } errors { code message } } }',
);
const STATE = gql(
  'query ($runId: ID!) { promotion(runId: $runId) { promotedAt change { state number problem { code message } } } }',
);

let harness: CrashHarness;
let repositories: Repositories;
const places: Pick<ForgePlace, 'door'>[] = [];
const before = { ...process.env };
beforeAll(async () => {
  repositories = new Repositories();
  process.env['AUTOPACK_REMOTE_PROTOCOLS'] = 'https,http';
  process.env['AUTOPACK_REMOTE_CREDENTIALS'] = join(repositories.folder, 'credentials.json');
  harness = await CrashHarness.open();
}, 60_000);
afterAll(async () => {
  process.env = before;
  for (const { door } of places) await door.down();
  await harness?.close();
  repositories?.remove();
});

async function succeeded(client: TestClient, projectId: string) {
  const api = workApi(client);
  const path = repositories.make(projectId);
  git(path, 'checkout', '-q', '--detach');
  await createProject(api, { projectId, repositoryPath: path, defaultBranch: 'trunk' });
  const place = await openForge(repositories.folder, projectId, 'GITHUB', path);
  places.push(place);
  const file = join(repositories.folder, 'credentials.json');
  writeFileSync(file, JSON.stringify({ [`${place.door.origin}/acme/`]: { token: FAKE_TOKEN } }));
  chmodSync(file, 0o600);
  const { errors } = await new RemoteApi(client).set({ projectId, url: place.remote, forge: 'GITHUB' });
  expect(errors).toEqual([]);
  const runId = `${projectId}-1`;
  await api.startRun({ runId, projectId, tiers: plan({ T1: ['a'] }) });
  const { token } = await api.lease('BUILDER', { runId });
  expect((await api.build(token, { patch: aPatch('src/added.txt') })).errors).toEqual([]);
  expect((await api.ci({ leaseToken: (await api.lease('CI', { runId })).token })).errors).toEqual([]);
  await new RemoteApi(client).settled(projectId, 'IDLE');
  return { ...place, runId };
}

/** Where the server is killed; what the database and the forge have then. */
test.each([
  ['before request_change', { rows: 0, opened: 0 }],
  ['after request_change', { rows: 1, opened: 0 }],
  ['before settle_change_look', { rows: 1, opened: 1 }],
  ['after settle_change_look', { rows: 1, opened: 1 }],
])(
  'M3: killed %s, one change is open in the end',
  async (name, held) => {
    const projectId = name.replaceAll(/[^a-z]+/g, '-');
    let client = await harness.start();
    const { forge, runId } = await succeeded(client, projectId);
    await harness.count({ name, nth: 1 });
    const killed = harness.gone();
    const input = { runId, kind: 'PULL_REQUEST', idempotencyKey: projectId } as const;
    // The answer may come before the server dies, or not.
    await client.request(PROMOTE, { input }).catch(() => undefined);
    expect((await within('the server to die', killed))[1]).toBe('SIGKILL');
    const rows = await harness.database.query('select 1 from promotion_change where run_id = $1', [runId]);
    expect({ rows: rows.length, opened: forge.changes.length }).toEqual(held);

    // The lease of the server that died is over.
    await harness.database.query(`update forge_poll set leased_until = autopack_now()`);
    client = await harness.start();
    // The client asks again, for it had no answer.
    expect((await client.request(PROMOTE, { input })).promoteRun.errors).toEqual([]);
    const change = await until('an open change', async () => {
      const found = (await client.request(STATE, { runId })).promotion!.change;
      return found?.state === 'OPEN' ? found : null;
    });
    expect(change).toMatchObject({ number: 1, problem: null });
    expect(forge.changes).toHaveLength(1);
    expect(forge.calls('POST', /\/pulls$/)).toHaveLength(1);
    await harness.kill();
  },
  60_000,
);
