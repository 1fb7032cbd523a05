/** The other kinds of messages, and that secrets are nowhere (A7, A4). */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { Webhook } from 'standardwebhooks';

import { type Api, api as apiOf } from '../support/api/api.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';
import { bearer, makeToken } from './access-matrix.fixture.js';
import { isSignedWith, Receiver, WebhookApi } from './webhooks.fixture.js';

let server: TestServer;
let commands: Api;
let api: WebhookApi;
let receiver: Receiver;
beforeAll(async () => {
  server = await startTestServer({ AUTOPACK_WEBHOOK_HOSTS: '127.0.0.1' });
  commands = apiOf(server);
  api = new WebhookApi(server);
}, 60_000);
afterAll(() => server?.close());
beforeEach(async () => {
  receiver = await Receiver.open();
});
afterEach(() => receiver.down());

const tiers = [{ tierId: 't', name: 'T', phases: [{ phaseId: 'a', name: 'A' }] }];
const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync('docs/schemas/webhook_message.schema.json', 'utf8')),
);
const messages = () =>
  receiver.received.map(({ body }) => {
    const message = JSON.parse(body);
    expect([isValid(message), isValid.errors]).toEqual([true, null]);
    return message;
  });

/** A run of a project that reports an issue. */
async function reported(projectId: string, runId: string, issueKey: string): Promise<void> {
  await commands.command('startRun', { runId, projectId, tiers });
  await commands.command('recordIssues', {
    runId,
    phaseId: 'a',
    issues: [{ issueKey, category: 'style', source: 'PROBE' }],
  });
}

test('A7: an issue is told once, when its age reaches a threshold, and a ruleset that lowers it tells of the others', async () => {
  await api.hook(receiver.url, 'old', { eventTypes: ['ISSUE_NEEDS_CLEANUP'] });
  await commands.command('publishRuleset', {
    projectId: 'old',
    document: { aging: { normal: { runs: 3, tiers: 9 } } },
  });
  for (const run of ['old-1', 'old-2', 'old-3', 'old-4']) await reported('old', run, 'style__long');
  for (const run of ['old-5', 'old-6']) await reported('old', run, 'style__short');
  await until(
    'the outbox to be empty',
    async () => (await server.database.query('select 1 from webhook_event')).length === 0,
  );
  await receiver.got(1);
  expect(messages()).toMatchObject([
    {
      type: 'issue.needs_cleanup',
      data: { issueKey: 'style__long', ageInRuns: 3, lastSeenRunId: 'old-3', severity: 'MINOR' },
    },
  ]);
  expect(messages()[0].data.before).toBeUndefined();
  await commands.command('publishRuleset', {
    projectId: 'old',
    document: { aging: { normal: { runs: 2, tiers: 9 } } },
  });
  await receiver.got(2);
  expect(messages()[1]).toMatchObject({ data: { issueKey: 'style__short', ageInRuns: 2 } });
});

test('A7: a promotion is told, whichever way its row is written', async () => {
  await api.hook(receiver.url, 'grown', { eventTypes: ['RUN_PROMOTED'] });
  for (const runId of ['grown-1', 'grown-2']) await api.endedRun(runId, 'grown');
  const columns = 'run_id, target_branch, from_commit, commit, actor, intended_at, promoted_at';
  await server.database.query(
    `insert into promotion (${columns}) values ('grown-1', 'main', 'a', 'b', 'operator', now(), now()), ('grown-2', 'main', 'b', 'c', 'operator', now(), null)`,
  );
  await receiver.got(1);
  await server.database.query(`update promotion set promoted_at = autopack_now() where run_id = 'grown-2'`);
  await receiver.got(2);
  expect(messages()).toMatchObject([
    { type: 'run.promoted', data: { runId: 'grown-1', targetBranch: 'main', fromCommit: 'a', commit: 'b' } },
    { type: 'run.promoted', data: { runId: 'grown-2', commit: 'c' } },
  ]);
});

test('A7: files that cannot be written are told once, with the reason and without a path', async () => {
  await api.hook(receiver.url, 'files', { eventTypes: ['LAYOUT_FAILING'] });
  await commands.command('startRun', { runId: 'files-1', projectId: 'files', tiers });
  const path = join(server.runsRoot, 'files-1');
  await until('the files', () => statSync(path, { throwIfNoEntry: false }));
  rmSync(path, { recursive: true });
  writeFileSync(path, 'in the way');
  await commands.command('cancelRun', { runId: 'files-1', reason: 'enough' });
  await until('the message', () => receiver.received.length > 0, 20_000);
  expect(messages()).toMatchObject([
    {
      type: 'layout.failing',
      data: { projectId: 'files', count: 1, runIds: ['files-1'], reason: 'ENOTDIR' },
    },
  ]);
  expect(receiver.received[0]!.body).not.toContain(server.runsRoot);
  rmSync(path);
});

test('A7: the official library accepts what is signed, and a secret is replaced without a gap', async () => {
  const { webhookId, secret } = await api.hook(receiver.url, 'official');
  await api.test(webhookId);
  const [first] = await receiver.got(1);
  const headers = (message: (typeof receiver.received)[number]) => message.headers as Record<string, string>;
  expect(new Webhook(secret).verify(first!.body, headers(first!))).toMatchObject({ type: 'webhook.test' });
  expect(() => new Webhook(secret).verify(`${first!.body} `, headers(first!))).toThrow();
  const changed = await api.update({ webhookId, newSecret: true });
  expect(changed.secret).toMatch(/^whsec_/);
  expect(changed.secret).not.toBe(secret);
  await api.test(webhookId);
  const second = (await receiver.got(2))[1]!;
  expect([secret, changed.secret!].map((one) => isSignedWith(one, second))).toEqual([true, true]);
  await server.database.query(`update webhook_secret set previous_until = autopack_now()`);
  await api.test(webhookId);
  const third = (await receiver.got(3))[2]!;
  expect([secret, changed.secret!].map((one) => isSignedWith(one, third))).toEqual([false, true]);
});

test('A7, A4: a secret is in the table of secrets alone: in no other table, answer or file', async () => {
  const secret = `whsec_${Buffer.from('a secret that nobody may see 123').toString('base64')}`;
  const key = { idempotencyKey: 'once' };
  const input = { projectId: 'default', url: `${receiver.url}?given`, secret, ...key };
  const created = await api.create(input);
  const again = await api.create(input);
  expect(again.webhook).toEqual(created.webhook);
  const made = await api.create({ projectId: 'default', url: receiver.url, idempotencyKey: 'made' });
  const repeated = await api.create({ projectId: 'default', url: receiver.url, idempotencyKey: 'made' });
  expect([created.secret, again.secret, repeated.secret]).toEqual([null, null, null]);
  expect(repeated.webhook).toEqual(made.webhook);
  await api.test(created.webhook!.webhookId);
  await api.endedRun('seen', 'default');
  await receiver.got(3);
  const answers = JSON.stringify([
    created,
    again,
    await api.log(created.webhook!.webhookId),
    await api.ofProject('default'),
  ]);
  const hidden = [secret, made.secret!].map((one) => one.slice('whsec_'.length));
  const tables = await server.database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'webhook_secret'`,
  );
  let rows = '';
  for (const { name } of tables) rows += JSON.stringify(await server.database.query(`select * from "${name}"`));
  const files = readdirSync(server.runsRoot, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const written = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')).join('');
  for (const text of [answers, rows, written]) for (const one of hidden) expect(text.includes(one)).toBe(false);
  expect(rows).toContain('webhook.test');
});

test.each([
  ['http://169.254.169.254/latest', 'not public'],
  ['http://[::1]/', 'not public'],
  ['http://2130706434/', 'not public'],
  ['ftp://example.org/', 'http or https'],
  ['https://me:hunter2@example.org/', 'user or password'],
])('A7, A3: %s is refused when it is given', async (url, why) => {
  const { webhook, errors } = await api.create({ projectId: 'default', url });
  expect(webhook).toBeNull();
  expect(errors).toMatchObject([
    { code: 'INVALID_INPUT', message: expect.stringContaining(why), path: ['input', 'url'] },
  ]);
  expect(errors[0]!.message).not.toContain('hunter2');
});

test('A7, A3: a project has at most 20 webhooks; one that is deleted is gone with its messages', async () => {
  await api.project('full');
  const made = await Promise.all(
    Array.from({ length: 24 }, () => api.create({ projectId: 'full', url: receiver.url })),
  );
  expect(made.filter(({ errors }) => errors.length === 0)).toHaveLength(20);
  expect(made.find(({ errors }) => errors.length > 0)!.errors[0]!.message).toContain('20 webhooks');
  const { webhookId } = (await api.ofProject('full'))[0]!;
  await api.test(webhookId);
  expect(await api.delete(webhookId)).toEqual({ deletedWebhookId: webhookId, errors: [] });
  expect((await api.delete(webhookId)).errors).toMatchObject([{ code: 'NOT_FOUND' }]);
  expect(await server.database.query('select 1 from webhook_delivery where webhook_id = $1', [webhookId])).toEqual([]);
  expect(await api.ofProject('full')).toHaveLength(19);
});

test('A7: what is delivered is kept for a week and a thousand; what waits for a disabled webhook is given up', async () => {
  const { webhookId } = await api.hook(receiver.url, 'bounded');
  await server.database.query(
    `insert into webhook_delivery (delivery_id, webhook_id, message_type, state, body, created_at, tried_since, attempts, next_attempt_at, ended_at)
     select 'kept-' || i, $1, 'WEBHOOK_TEST', 'DELIVERED', '{}', now() - make_interval(mins => i), now(), 1, now(), now() - make_interval(days => case when i > 1090 then 8 else 0 end) from generate_series(1, 1100) i`,
    [webhookId],
  );
  await server.database.query(
    `insert into webhook_delivery (delivery_id, webhook_id, message_type, state, body, created_at, tried_since, attempts, next_attempt_at)
     values ('waits', $1, 'WEBHOOK_TEST', 'PENDING', '{}', now(), now() - interval '25 hours', 0, now() + interval '1 hour')`,
    [webhookId],
  );
  await api.update({ webhookId, enabled: false });
  // A server tidies up when it starts.
  const other = await server.another();
  const left = () =>
    server.database.query<{ state: string; count: number }>(
      `select state, count(*)::int as count from webhook_delivery where webhook_id = $1 group by state order by state`,
      [webhookId],
    );
  await until(
    'the log to be within its bounds',
    async () =>
      JSON.stringify(await left()) ===
      JSON.stringify([
        { state: 'DELIVERED', count: 999 },
        { state: 'GIVEN_UP', count: 1 },
      ]),
  );
  const page = (await api.log(webhookId, 5)).deliveries;
  const next = (await api.log(webhookId, 5, page.pageInfo.endCursor)).deliveries;
  expect([
    page.pageInfo.hasNextPage,
    new Set([...page.nodes, ...next.nodes].map((one) => one.deliveryId)).size,
  ]).toEqual([true, 10]);
  await other.close();
});

test('A2: the path of an address is shown to operators alone, by every way to it', async () => {
  const url = 'https://hooks.receiver.example:8443/services/T0/the-secret-path?key=hidden';
  const { webhookId } = await api.hook(url, 'hidden-path');
  const { webhookId: plain } = await api.hook('https://receiver.example/', 'hidden-path');
  const { secret } = await makeToken(server, { name: 'reader', role: 'VIEWER' });
  const text = `query ($id: ID!) { webhook(webhookId: $id) { url } project(projectId: "hidden-path") { webhooks { url } } node(id: "webhook:${webhookId}") { ... on Webhook { url } } }`;
  const seen = JSON.stringify((await server.requestRaw(text, { id: webhookId }, bearer(secret))).data);
  expect(JSON.parse(seen).webhook.url).toBe('https://hooks.receiver.example:8443/…');
  expect(JSON.parse(seen).node.url).toBe('https://hooks.receiver.example:8443/…');
  expect(seen).not.toMatch(/services|secret-path|hidden"/);
  expect((await server.requestRaw(text, { id: plain }, bearer(secret))).data).toMatchObject({
    webhook: { url: 'https://receiver.example/' },
  });
  expect((await server.requestRaw(text, { id: webhookId })).data).toMatchObject({ webhook: { url }, node: { url } });
});
