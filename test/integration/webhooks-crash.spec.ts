/** kill -9 of the server between what happened and its delivery: the message arrives, under one id (A7, C6). */
import { Receiver, WebhookApi } from '../e2e/webhooks.fixture.js';
import { CrashHarness } from '../support/server/crash-harness.js';
import { until, within } from '../support/waiting.js';

let harness: CrashHarness;
let receiver: Receiver;
const before = process.env.AUTOPACK_WEBHOOK_HOSTS;
beforeAll(async () => {
  process.env.AUTOPACK_WEBHOOK_HOSTS = '127.0.0.1';
  harness = await CrashHarness.open();
  receiver = await Receiver.open();
}, 60_000);
afterAll(async () => {
  if (before === undefined) delete process.env.AUTOPACK_WEBHOOK_HOSTS;
  else process.env.AUTOPACK_WEBHOOK_HOSTS = before;
  await receiver?.down();
  await harness?.close();
});

/** Where the server is killed; what the database holds then; how often the message comes in the end. */
test.each([
  ['before webhook_fan_out', { outbox: 1, waiting: 0 }, 1],
  ['after webhook_fan_out', { outbox: 0, waiting: 1 }, 1],
  ['before webhook_record_try', { outbox: 0, waiting: 1 }, 2],
  ['after webhook_record_try', { outbox: 0, waiting: 0 }, 1],
])(
  'A7: killed %s, a server that comes back loses nothing',
  async (name, held, times) => {
    const projectId = name.replaceAll(/[^a-z]+/g, '-');
    let api = new WebhookApi(await harness.start());
    const { webhookId } = await api.hook(receiver.url, projectId);
    receiver.received.length = 0;
    await harness.count({ name, nth: 1 });
    const killed = harness.gone();
    // The answer may come before the server dies, or not.
    await api.endedRun(`${projectId}-1`, projectId).catch(() => undefined);
    expect((await within('the server to die', killed))[1]).toBe('SIGKILL');
    const [rows] = await harness.database.query<{ outbox: number; waiting: number }>(
      `select (select count(*)::int from webhook_event) as outbox, (select count(*)::int from webhook_delivery where state = 'PENDING') as waiting`,
    );
    expect(rows).toEqual(held);

    // The lease of the server that died is over.
    await harness.database.query(
      `update webhook_delivery set next_attempt_at = autopack_now() where state = 'PENDING'`,
    );
    api = new WebhookApi(await harness.start());
    await api.settled(webhookId, 'DELIVERED');
    await until('the message', () => receiver.received.length >= times);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect([ids.length, new Set(ids).size]).toEqual([times, 1]);
    expect(JSON.parse(receiver.received[0]!.body).data.runId).toBe(`${projectId}-1`);
    await harness.kill();
  },
  60_000,
);
