/** `autopack webhook` as operators use it, against a server whose whole log is read (A7, A4). */
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { until } from '../support/waiting.js';
import { cli, documentOf, type Ended, unusedPort } from './cli.fixture.js';
import { isSignedWith, Receiver } from './webhooks.fixture.js';

import.meta.jest.setTimeout(120_000);
const here = cli();
let database: TestDatabase;
let receiver: Receiver;
let url: string;
let server: { child: ChildProcess | null; ended: Promise<Ended> };

beforeAll(async () => {
  database = await freshDatabase();
  receiver = await Receiver.open();
  const port = await unusedPort();
  url = `http://127.0.0.1:${port}`;
  const env = {
    ...{ DATABASE_URL: database.url, AUTONOMOUS_RUNS_DIR: join(here.folder, 'runs'), PORT: String(port) },
    ...{ AUTOPACK_LOG_LEVEL: 'trace', AUTOPACK_WEBHOOK_HOSTS: '127.0.0.1' },
  };
  const child: ChildProcess | null = null;
  server = { child, ended: here.autopack(['serve'], { env, onOut: (_, started) => void (server.child = started) }) };
  await until(
    'the server',
    () =>
      fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      ),
    60_000,
  );
}, 180_000);
afterAll(async () => {
  server?.child?.kill('SIGKILL');
  await server?.ended;
  await receiver?.down();
  await database?.drop();
}, 60_000);

const ended: Ended[] = [];
/** What a command answers; `code` is what it ends with. */
async function webhook(args: readonly string[], code = 0): Promise<Ended> {
  const one = await here.autopack(['webhook', ...args, '--url', url]);
  expect({ args, code: one.code, err: code === 0 ? one.err : '' }).toMatchObject({ args, code });
  ended.push(one);
  return one;
}
const rows = async (webhookId: string) =>
  documentOf(await webhook(['deliveries', webhookId, '--json'])).deliveries as Record<string, any>[];

test('A7, A4: a webhook from its creation to its deletion; a secret is printed once, and the log has none', async () => {
  const created = await webhook(['create', receiver.url, '--events', 'run.ended,run.promoted']);
  expect(created.out).toMatch(/^\S+\n[^]*secret +whsec_\S{43}= \(shown once\)\n$/);
  const [, webhookId, secret] = /^(\S+)\n[^]*(whsec_\S+)/.exec(created.out)!;
  expect(created.out).toContain('run.ended, run.promoted');
  expect(created.err).not.toContain(secret);
  expect((await webhook(['list'])).out).toContain(webhookId);

  await webhook(['test', webhookId!]);
  const [first] = await receiver.got(1);
  expect(isSignedWith(secret!, first!)).toBe(true);
  const [delivered] = await until('the delivery', async () => {
    const found = await rows(webhookId!);
    return found[0]?.state === 'DELIVERED' ? found : null;
  });
  expect(delivered).toMatchObject({ deliveryId: first!.headers['webhook-id'], messageType: 'WEBHOOK_TEST' });
  expect((await webhook(['deliveries', webhookId!, '--state', 'delivered'])).out).toMatch(
    / webhook\.test +delivered +1 +204 /,
  );

  receiver.status(500);
  await webhook(['redeliver', delivered!.deliveryId]);
  await receiver.got(2);
  await until('the fault', async () => (await rows(webhookId!))[0]!.lastFault === 'STATUS');

  expect((await webhook(['disable', webhookId!])).out).toMatch(/state +disabled\n/);
  receiver.status(204);
  expect((await webhook(['enable', webhookId!])).out).toMatch(/state +enabled\n/);
  const renewed = await webhook(['new-secret', webhookId!]);
  const [, second] = /secret +(whsec_\S+) /.exec(renewed.out)!;
  const before = receiver.received.length;
  await webhook(['test', webhookId!]);
  const last = (await receiver.got(before + 1)).at(-1)!;
  expect([secret, second].map((one) => isSignedWith(one!, last))).toEqual([true, true]);

  const given = `whsec_${Buffer.from('a secret that its owner has made').toString('base64')}`;
  await here.file('secret.txt', `${given}\n`);
  const own = await webhook(['create', receiver.url, '--secret-file', 'secret.txt']);
  expect(own.out).not.toContain('secret');
  const bad = await here.file('bad.txt', given.slice(0, 20));
  expect((await webhook(['create', receiver.url, '--secret-file', bad], 1)).err).not.toContain(given.slice(0, 20));
  expect((await webhook(['delete', webhookId!])).out).toBe(`Webhook ${webhookId} is deleted\n`);
  expect((await webhook(['deliveries', webhookId!], 1)).err).toContain(webhookId);

  server.child!.kill('SIGTERM');
  const log = await server.ended;
  expect(log.code).toBe(0);
  const everywhere = [...ended.flatMap(({ out, err }) => [out, err]), log.out, log.err].join('\n');
  const bare = (text: string | undefined) => text!.slice('whsec_'.length);
  expect([secret, second, given].map((one) => everywhere.split(bare(one)).length - 1)).toEqual([1, 1, 0]);
  expect(log.out + log.err).toContain('"level"');
  expect(log.out + log.err).not.toContain(new URL(receiver.url).pathname);
  expect(await readFile(join(here.folder, 'secret.txt'), 'utf8')).toBe(`${given}\n`);
});
