/** Webhooks: what is told to whom, signed how, and what becomes of a message that does not arrive (A7). */
import { readFileSync } from 'node:fs';

import { Ajv2020 } from 'ajv/dist/2020.js';

import { gql } from '../support/api/gql.js';
import { moveClock } from '../support/server/databases.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';
import { isSignedWith, Receiver, WebhookApi } from './webhooks.fixture.js';

const ARCHIVE = gql('mutation ($input: ArchiveRunsInput!) { archiveRuns(input: $input) { runs { outcome } } }');

let server: TestServer;
let api: WebhookApi;
let receiver: Receiver;
beforeAll(async () => {
  server = await startTestServer({ AUTOPACK_WEBHOOK_HOSTS: '127.0.0.1' });
  api = new WebhookApi(server);
}, 60_000);
afterAll(() => server?.close());
beforeEach(async () => {
  receiver = await Receiver.open();
});
afterEach(async () => {
  await receiver.down();
  await moveClock(server.database, '0 seconds');
});

/** Pauses of all waiting messages are over. */
const pausesOver = () =>
  server.database.query(`update webhook_delivery set next_attempt_at = autopack_now() where state = 'PENDING'`);

/**
 * Waits until the only message of a webhook is neither due nor being sent: a try that is under way while a test moves the clock is
 * recorded at the new time, and the next one is a pause later than the test expects.
 */
const pausing = (webhookId: string) =>
  until('a pause between two tries', async () => {
    const rows = await server.database.query(
      `select 1 from webhook_delivery where webhook_id = $1 and state = 'PENDING' and write_id is null and next_attempt_at > autopack_now()`,
      [webhookId],
    );
    return rows.length === 1;
  });

test('A7: a run that ended is told to the webhook of its project, signed, in the form of the schema', async () => {
  const { webhookId, secret } = await api.hook(receiver.url, 'told');
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  await api.endedRun('told-1', 'told');
  const [message] = await receiver.got(1);
  expect(isSignedWith(secret, message!)).toBe(true);
  expect(isSignedWith(`whsec_${Buffer.alloc(32).toString('base64')}`, message!)).toBe(false);
  expect(message!.headers['content-type']).toBe('application/json');
  const body = JSON.parse(message!.body);
  expect(body).toMatchObject({
    type: 'run.ended',
    data: {
      projectId: 'told',
      runId: 'told-1',
      state: 'DONE_FAILED_CANCELLED',
      failure: { rule: expect.any(String), reasonCodes: expect.any(Array) },
      phaseCount: 1,
      phasesComplete: 0,
    },
  });
  const schema = JSON.parse(readFileSync('docs/schemas/webhook_message.schema.json', 'utf8'));
  const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  expect([isValid(body), isValid.errors]).toEqual([true, null]);
  expect(await api.settled(webhookId, 'DELIVERED')).toMatchObject({
    deliveryId: message!.headers['webhook-id'],
    messageType: 'RUN_ENDED',
    attempts: 1,
    lastStatus: 204,
    lastFault: null,
    nextAttemptAt: null,
  });
});

test('A7: what happens in other projects, or is not chosen, or while it is disabled, is not told', async () => {
  const { webhookId } = await api.hook(receiver.url, 'choosy', { eventTypes: ['RUN_PROMOTED'] });
  const other = await api.hook(receiver.url, 'switched');
  await api.project('elsewhere');
  await api.endedRun('elsewhere-1', 'elsewhere');
  await api.endedRun('choosy-1', 'choosy');
  expect((await api.update({ webhookId: other.webhookId, enabled: false })).webhook).toMatchObject({
    enabled: false,
    disabledReason: 'OPERATOR',
  });
  await api.endedRun('switched-1', 'switched');
  expect(await server.database.query('select 1 from webhook_event')).toEqual([]);
  expect((await api.update({ webhookId: other.webhookId, enabled: true })).webhook!.enabled).toBe(true);
  await api.endedRun('switched-2', 'switched');
  await receiver.got(1);
  expect(receiver.received.map(({ body }) => JSON.parse(body).data.runId)).toEqual(['switched-2']);
  expect((await api.log(webhookId)).deliveries.nodes).toEqual([]);
});

test.each([
  ['an error', 500, { lastStatus: 500, lastFault: 'STATUS' }],
  ['a redirect', 302, { lastStatus: 302, lastFault: 'REDIRECT' }],
] as const)('A7: after %s a message is sent again later, under its id, until it arrives', async (_, code, seen) => {
  const projectId = `fails-${code}`;
  const { webhookId, secret } = await api.hook(receiver.url, projectId);
  receiver.status(code, { location: `${receiver.url}-elsewhere` });
  await api.endedRun(`${projectId}-1`, projectId);
  await receiver.got(1);
  const waiting = await until('a try that is recorded', async () => {
    const [first] = (await api.log(webhookId)).deliveries.nodes;
    return first?.lastStatus ? first : null;
  });
  expect(waiting).toMatchObject({ state: 'PENDING', attempts: 1, ...seen });
  receiver.status(200);
  await pausesOver();
  const [first, second] = await receiver.got(2);
  expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
  expect(second!.body).toBe(first!.body);
  expect(second!.path).toBe('/hook');
  expect(isSignedWith(secret, second!)).toBe(true);
  expect(await api.settled(webhookId, 'DELIVERED')).toMatchObject({ attempts: 2 });
});

test('A7: Retry-After is about the receiver: all messages of its webhook wait, other webhooks do not', async () => {
  const { webhookId } = await api.hook(receiver.url, 'busy');
  const other = await Receiver.open();
  await api.hook(other.url, 'busy');
  receiver.status(503, { 'retry-after': '1800' });
  await api.endedRun('busy-1', 'busy');
  await receiver.got(1);
  const { pausedUntil } = await until('the pause', async () => {
    const found = await api.log(webhookId);
    return found.pausedUntil ? found : null;
  });
  receiver.status(204);
  await api.endedRun('busy-2', 'busy');
  await other.got(2);
  await until('the second message', async () => (await api.log(webhookId)).deliveries.nodes.length === 2);
  // The first one after the pause waits longer by its own rule, never shorter.
  for (const { state, nextAttemptAt } of (await api.log(webhookId)).deliveries.nodes) {
    expect(state).toBe('PENDING');
    expect(Date.parse(nextAttemptAt!)).toBeGreaterThanOrEqual(Date.parse(pausedUntil!));
  }
  expect(receiver.received).toHaveLength(1);
  await api.endedRun('busy-3', 'busy');
  await other.got(3);
  expect(receiver.received).toHaveLength(1);
  await moveClock(server.database, '40 minutes');
  const ids = new Set((await receiver.got(4)).map(({ headers }) => headers['webhook-id']));
  expect(ids.size).toBe(3);
  await other.down();
});

test('A7: a pause that a receiver asks for has a bound, and ends when an operator sends something', async () => {
  const { webhookId } = await api.hook(receiver.url, 'greedy');
  const other = await Receiver.open();
  await api.hook(other.url, 'greedy');
  receiver.status(429, { 'retry-after': '999999999' });
  await api.endedRun('greedy-1', 'greedy');
  const { pausedUntil } = await until('the pause', async () => {
    const found = await api.log(webhookId);
    return found.pausedUntil ? found : null;
  });
  expect(Date.parse(pausedUntil!) - Date.now()).toBeLessThan(4.1 * 3_600_000);
  receiver.status(204);
  // Both messages of a run are taken at once, and the next one later: until then the pause alone holds the first back.
  await api.endedRun('greedy-2', 'greedy');
  await other.got(2);
  await api.endedRun('greedy-3', 'greedy');
  await other.got(3);
  expect(receiver.received).toHaveLength(1);
  await api.test(webhookId);
  const types = (await receiver.got(4)).slice(1).map(({ body }) => JSON.parse(body).type);
  expect(types.sort()).toEqual(['run.ended', 'run.ended', 'webhook.test']);
  expect((await api.log(webhookId)).pausedUntil).toBeNull();
  await other.down();
});

test('A7: a receiver that is gone is told no more', async () => {
  const { webhookId } = await api.hook(receiver.url, 'gone');
  receiver.status(410);
  await api.endedRun('gone-1', 'gone');
  expect(await api.settled(webhookId, 'GIVEN_UP')).toMatchObject({ lastStatus: 410, lastFault: 'GONE', attempts: 1 });
  expect(await api.log(webhookId)).toMatchObject({ enabled: false, disabledReason: 'GONE' });
});

test('A7: a connection that is cut is a failed try; nothing comes back for hours, then the day is over', async () => {
  const { webhookId } = await api.hook(receiver.url, 'day');
  receiver.answer = (request) => void request.socket.destroy();
  await api.endedRun('day-1', 'day');
  await until(
    'the first fault',
    async () => (await api.log(webhookId)).deliveries.nodes[0]?.lastFault === 'CONNECTION',
  );
  await receiver.down();
  await pausing(webhookId);
  for (let hours = 3; hours < 24; hours += 3) {
    await moveClock(server.database, `${hours} hours`);
    await pausing(webhookId);
  }
  await moveClock(server.database, '25 hours');
  const given = await api.settled(webhookId, 'GIVEN_UP');
  expect(given).toMatchObject({ lastFault: 'CONNECTION', lastStatus: null });
  expect(given.attempts).toBeGreaterThan(6);
});

test('A7: a receiver that was down for an hour gets what happened meanwhile, and an operator may send it again', async () => {
  const { webhookId, secret } = await api.hook(receiver.url, 'later');
  await receiver.down();
  await api.endedRun('later-1', 'later');
  await api.endedRun('later-2', 'later');
  await until('two faults', async () =>
    (await api.log(webhookId)).deliveries.nodes.every(({ lastFault }) => lastFault === 'CONNECTION'),
  );
  await receiver.up();
  await moveClock(server.database, '1 hour');
  const runIds = (await receiver.got(2)).map(({ body }) => JSON.parse(body).data.runId).sort();
  expect(runIds).toEqual(['later-1', 'later-2']);
  const { deliveryId } = await api.settled(webhookId, 'DELIVERED');
  expect((await api.redeliver(deliveryId)).delivery).toMatchObject({ deliveryId, state: 'PENDING', attempts: 0 });
  const again = (await receiver.got(3))[2]!;
  expect(again.headers['webhook-id']).toBe(deliveryId);
  expect(isSignedWith(secret, again)).toBe(true);
});

test.each(['deleted', 'archived'])(
  'A7: a run that was %s before its message was sent is told all the same',
  async (how) => {
    const { webhookId } = await api.hook(receiver.url, how);
    await receiver.down();
    await api.endedRun(`${how}-1`, how);
    await until('a fault', async () => (await api.log(webhookId)).deliveries.nodes[0]?.lastFault);
    if (how === 'deleted') await server.database.query(`delete from run where run_id = 'deleted-1'`);
    else {
      const input = { runIds: ['archived-1'], olderThanDays: 0 };
      expect((await server.request(ARCHIVE, { input })).archiveRuns.runs).toEqual([{ outcome: 'ARCHIVED' }]);
    }
    expect(await server.database.query('select 1 from run where run_id = $1', [`${how}-1`])).toEqual([]);
    await receiver.up();
    await pausesOver();
    expect(JSON.parse((await receiver.got(1))[0]!.body).data.runId).toBe(`${how}-1`);
  },
);

test('A7: two servers send each message once', async () => {
  const other = await server.another({ AUTOPACK_WEBHOOK_HOSTS: '127.0.0.1' });
  await api.hook(receiver.url, 'both');
  await Promise.all(Array.from({ length: 30 }, (_, i) => api.endedRun(`both-${i}`, 'both')));
  await until('all are delivered', async () => {
    const [row] = await server.database.query<{ count: number }>(
      `select count(*)::int as count from webhook_delivery d join webhook w using (webhook_id) where w.project_id = 'both' and d.state = 'DELIVERED'`,
    );
    return row!.count === 30;
  });
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect([ids.length, new Set(ids).size]).toEqual([30, 30]);
  await other.close();
}, 60_000);
