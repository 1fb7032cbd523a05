/** `autopack drain`: as a deploy uses it (A9). */
import { plan } from '../support/api/api.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { cli, documentOf } from './cli.fixture.js';

const command = cli();
let server: TestServer;
let client: WorkApi;
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
});
afterAll(async () => server.close());

const drain = (args: readonly string[], onErr?: (err: string) => void) =>
  command.autopack(['drain', '--url', server.url, ...args], onErr && { onErr });

test('A9: drain --wait ends once no lease lives; --for gives up, and what it drained stays so; --off ends it', async () => {
  await client.startRun({ runId: 'deploy', tiers: plan({ T1: ['a', 'b'] }) });
  const { token } = await client.lease('BUILDER', { runId: 'deploy' });
  const begun = await drain(['--reason', 'Version 9']);
  expect(begun).toMatchObject({ code: 0, err: 'next: autopack drain --wait\nnext: autopack drain --off\n' });
  expect(begun.out).toMatch(
    /^draining +since .* by operator: Version 9\nleases +1 lease lives, until .* at the latest\n$/,
  );
  const late = await drain(['--for', '1s', '--json']);
  expect([late.code, documentOf(late)]).toMatchObject([1, { ok: false, draining: { leases: 1 } }]);
  let released = false;
  const waited = await drain(['--wait'], (err) => {
    if (!err.includes('1 lease lives') || released) return;
    released = true;
    void client.release(token);
  });
  expect([waited.code, released]).toEqual([0, true]);
  expect(waited.out).toMatch(/\nleases +none\n$/);
  expect(waited.err).toMatch(/next: autopack drain --off\n$/);
  expect(await drain(['--off'])).toMatchObject({ code: 0, out: 'Work is handed out.\n', err: '' });
  const { lease } = await client.claim('BUILDER', { runId: 'deploy' });
  expect((await client.release(lease!.token)).errors).toEqual([]);
});

test('A9: a wait that somebody else ends is an error; what makes no sense is refused before anything is done', async () => {
  await client.startRun({ runId: 'held', tiers: plan({ T1: ['a'] }) });
  const { token } = await client.lease('BUILDER', { runId: 'held' });
  const ended = await drain(['--wait', '--for', '2m'], (err) => {
    if (err.includes('lease lives')) void client.command('setDrain', { draining: false });
  });
  expect(ended).toMatchObject({ code: 1, err: expect.stringContaining('ended by somebody else') });
  for (const args of [
    ['--off', '--wait'],
    ['--off', '--for', '1m'],
    ['--for', 'soon'],
    ['--for', '-1s'],
  ])
    expect((await drain(args)).code).toBe(64);
  expect((await client.release(token)).errors).toEqual([]);
  expect((await client.command('setDrain', { draining: false })).draining).toBeNull();
});
