/** What forges send: signatures over the bytes of the body, and no more than a look follows (M3). */
import { createHash, createHmac } from 'node:crypto';

import { FORGE_KINDS, type ForgeKind } from '../../src/domain/model/remote.js';
import { until } from '../support/waiting.js';
import { type ForgePlace, ForgeWorld, merged, WEBHOOK_SECRET } from './forges.fixture.js';

let world: ForgeWorld;
beforeAll(
  async () =>
    (world = await ForgeWorld.open({
      AUTOPACK_TOKEN: 'operator-token-0123456789',
      AUTOPACK_TRUSTED_PROXIES: '127.0.0.1',
    })),
  60_000,
);
afterAll(() => world?.close());
import.meta.jest.setTimeout(60_000);

/** White space and order as they come: only the bytes are signed. */
const BODY = '{ "action":"closed",  "number": 1, "name": "wïdgets" }\n';

interface Sent {
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly projectId?: string;
  readonly url?: string;
}

async function send({ projectId = '', body = BODY, headers = {}, url = world.work.server.url }: Sent) {
  const answer = await fetch(`${url}/forges/${projectId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: answer.status, text: await answer.text() };
}

const hex = (body: string, secret = WEBHOOK_SECRET) => createHmac('sha256', secret).update(body).digest('hex');

function standard(body: string, id: string, at = Date.now(), secret = WEBHOOK_SECRET): Record<string, string> {
  const timestamp = String(Math.floor(at / 1_000));
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,AAAA v1,${signature}` };
}

const SIGNED: Readonly<Record<ForgeKind, (body: string, id: string) => Record<string, string>>> = {
  GITHUB: (body, id) => ({ 'x-hub-signature-256': `sha256=${hex(body)}`, 'x-github-delivery': id }),
  GITLAB: (_body, id) => ({ 'x-gitlab-token': WEBHOOK_SECRET, 'x-gitlab-event-uuid': id }),
  GITEA: (body, id) => ({ 'x-gitea-signature': hex(body), 'x-gitea-delivery': id }),
};

const nextAt = async (runId: string): Promise<number> => {
  const [row] = await world.work.server.database.query<{ seconds: string }>(
    `select extract(epoch from next_at - autopack_now()) as seconds from promotion_change where run_id = $1`,
    [runId],
  );
  return Number(row!.seconds);
};
const keptDeliveries = async (projectId: string): Promise<number> => {
  const rows = await world.work.server.database.query('select 1 from forge_delivery where project_id = $1', [
    projectId,
  ]);
  return rows.length;
};

/** A run whose change is open, and not looked at for a day. */
async function quiet(place: ForgePlace, runId: string): Promise<void> {
  await world.succeeded(runId, place.projectId);
  await world.accepted(runId);
  await world.opened(runId);
  const { database } = world.work.server;
  await database.query(`update promotion_change set next_at = autopack_now() + interval '1 day' where run_id = $1`, [
    runId,
  ]);
}

describe.each(FORGE_KINDS)('%s', (kind) => {
  it('M3: a signed message has the change looked at now; the same one again, or one that is not signed, does nothing', async () => {
    const projectId = `hook-${kind.toLowerCase()}`;
    const place = await world.project(projectId, kind);
    const runId = `${projectId}-1`;
    await quiet(place, runId);
    const wrong = { GITHUB: 'x-hub-signature-256', GITLAB: 'x-gitlab-token', GITEA: 'x-gitea-signature' }[kind];
    const unsigned = [
      {},
      { [wrong]: '' },
      { [wrong]: 'sha256=00' },
      { [wrong]: kind === 'GITLAB' ? 'another-secret' : hex(BODY, 'another-secret') },
      { authorization: 'Bearer operator-token-0123456789' },
    ];
    for (const headers of unsigned) expect(await send({ projectId, headers })).toEqual({ status: 401, text: '' });
    if (kind !== 'GITLAB') {
      const headers = SIGNED[kind](BODY, 'one');
      expect(await send({ projectId, headers, body: `${BODY} ` })).toEqual({ status: 401, text: '' });
    }
    expect([await keptDeliveries(projectId), (await nextAt(runId)) > 80_000]).toEqual([0, true]);

    merged(place, 1);
    expect(await send({ projectId, headers: SIGNED[kind](BODY, 'one') })).toEqual({ status: 202, text: '' });
    await until('the merge', async () => (await world.promotionOf(runId)).change?.state === 'MERGED');

    // Replayed, it moves nothing: not even another change of the project.
    await quiet(place, `${projectId}-2`);
    expect((await send({ projectId, headers: SIGNED[kind](BODY, 'one') })).status).toBe(202);
    expect([await keptDeliveries(projectId), (await nextAt(`${projectId}-2`)) > 80_000]).toEqual([1, true]);
  });
});

it('M3: signatures of Standard Webhooks, as GitLab makes them, with an instant that is now', async () => {
  const projectId = 'hook-standard';
  const place = await world.project(projectId, 'GITLAB');
  await quiet(place, 'hook-standard-1');
  const at = (headers: Record<string, string>) => send({ projectId, headers });
  expect((await at(standard(BODY, 'a', Date.now() - 600_000))).status).toBe(401);
  expect((await at({ ...standard(BODY, 'a'), 'webhook-id': 'b' })).status).toBe(401);
  // A signature that is wrong is not made good by the token beside it.
  expect((await at({ ...standard(BODY, 'a', Date.now(), 'other'), 'x-gitlab-token': WEBHOOK_SECRET })).status).toBe(
    401,
  );
  expect(await nextAt('hook-standard-1')).toBeGreaterThan(80_000);
  expect((await at(standard(BODY, 'a'))).status).toBe(202);
  await until('the look', async () => (await nextAt('hook-standard-1')) < 80_000);
});

it('M3: a project that does not exist, has no remote, or no secret, cannot be told from a wrong signature', async () => {
  await world.work.project('hook-plain');
  const { remote } = await world.project('hook-secretless');
  world.grant(remote.replace('widgets.git', ''), { token: 'some-token' });
  for (const projectId of ['hook-plain', 'hook-secretless', 'nobody', 'no%20id', '..%2f..']) {
    const headers = SIGNED.GITHUB(BODY, createHash('sha256').update(projectId).digest('hex'));
    expect(await send({ projectId, headers })).toEqual({ status: 401, text: '' });
  }
});

it('M3: large bodies, other forms and other methods are refused before they are read', async () => {
  const { projectId } = await world.project('hook-large');
  const large = 'x'.repeat(2 * 1_024 * 1_024 + 1);
  expect((await send({ projectId, body: large, headers: SIGNED.GITHUB(large, 'l') })).status).toBe(413);
  expect((await send({ projectId, headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status).toBe(
    415,
  );
  const url = `${world.work.server.url}/forges/${projectId}`;
  expect((await fetch(url)).status).toBe(401);
  // The parser of bytes is this route's alone.
  const graphql = await fetch(`${world.work.server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer operator-token-0123456789' },
    body: '{"query":"{ server { version } }"}',
  });
  expect(await graphql.json()).toMatchObject({ data: { server: {} } });
});

it('M3, A2: an address that sends what is not signed has to wait, and no other one', async () => {
  const place = await world.project('hook-flood');
  await quiet(place, 'hook-flood-1');
  const from = (address: string, headers: Record<string, string>, projectId = 'hook-flood') =>
    fetch(`${world.work.server.url}/forges/${projectId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address, ...headers },
      body: BODY,
    });
  // What is signed is not counted.
  for (let i = 0; i < 31; i++) expect((await from('192.0.2.1', SIGNED.GITHUB(BODY, `${i}`))).status).toBe(202);
  let [refused, answer] = [0, await from('192.0.2.1', {})];
  // It may send another every two seconds.
  for (; answer.status === 401 && refused < 500; refused++)
    answer = await from('192.0.2.1', {}, refused % 2 ? 'hook-flood' : 'nobody');
  expect([answer.status, refused >= 30, await answer.text()]).toEqual([429, true, '']);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect((await from('192.0.2.2', SIGNED.GITHUB(BODY, 'last'))).status).toBe(202);
  expect((await fetch(`${world.work.server.url}/health/live`)).status).toBe(200);
});
