/** kill -9 of a server that drains, and around the command that begins a drain (A9, C6): the drain holds, and the leases go on. */
import { plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { workApi } from '../support/api/workers.js';
import { CrashHarness } from '../support/server/crash-harness.js';

let harness: CrashHarness;
beforeAll(async () => {
  harness = await CrashHarness.open();
}, 60_000);
afterAll(async () => harness?.close());

const DRAINING = gql('query { server { draining { since by reason leases } } }');
const KEY = { idempotencyKey: 'the deploy' };

test('A9: a drain outlives kill -9 of the server; a lease of before continues on the next one, and claims find nothing there', async () => {
  const first = workApi(await harness.start());
  await first.startRun({ runId: 'one', tiers: plan({ T1: ['a'] }) });
  await first.startRun({ runId: 'two', tiers: plan({ T1: ['a'] }) });
  const held = await first.lease('BUILDER', { runId: 'one' });
  const begun = await first.command('setDrain', { draining: true, reason: 'Deploy', ...KEY });
  await harness.kill();
  const server = await harness.start();
  const next = workApi(server);
  expect((await server.request(DRAINING)).server.draining).toMatchObject({
    since: begun.draining!.since,
    by: 'operator',
    reason: 'Deploy',
    leases: 1,
  });
  expect(await next.claim('BUILDER')).toMatchObject({ lease: null, idleReason: { code: 'server_draining' } });
  expect(await next.build(held.token)).toMatchObject({ errors: [], phase: { state: 'CI_RUNNING' } });
  await next.command('setDrain', { draining: false });
  // What was asked for before the crash is not done again.
  expect(await next.command('setDrain', { draining: true, reason: 'Deploy', ...KEY })).toMatchObject({
    draining: null,
    errors: [],
  });
  expect((await next.claim('BUILDER')).phase).toMatchObject({ runId: 'two' });
}, 120_000);

test('A9, C6: killed before or after the write of a drain, the same key drains once', async () => {
  for (const [name, since] of [
    ['before write_drain', false],
    ['after write_drain', true],
  ] as const) {
    const key = { idempotencyKey: `killed ${name}` };
    await harness.kill();
    const client = workApi(await harness.start());
    await harness.count({ name, nth: 1 });
    await expect(client.command('setDrain', { draining: true, ...key })).rejects.toThrow();
    expect((await harness.database.query<{ draining: boolean }>('select draining from drain'))[0]!.draining).toBe(
      since,
    );
    const next = workApi(await harness.start());
    const again = await next.command('setDrain', { draining: true, ...key });
    expect(again).toMatchObject({ errors: [], draining: { by: 'operator' } });
    expect((await next.command('setDrain', { draining: false })).draining).toBeNull();
    expect((await next.command('setDrain', { draining: true, ...key })).draining).toBeNull();
  }
}, 120_000);
