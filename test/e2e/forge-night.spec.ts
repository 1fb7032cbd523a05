/**
 * A night (M3, A7): three runs are pushed and proposed, their checks are read and a webhook is told, while the forge and
 * its git door fail for ten minutes in between. Nothing is lost, nothing is doubled, and no run notices.
 */
import { moveClock } from '../support/server/databases.js';
import { until } from '../support/waiting.js';
import { ForgeWorld, merged } from './forges.fixture.js';
import { refsOfRun } from './remotes.fixture.js';
import { Receiver, WebhookApi } from './webhooks.fixture.js';

let world: ForgeWorld;
let receiver: Receiver;
beforeAll(async () => {
  world = await ForgeWorld.open({ AUTOPACK_WEBHOOK_HOSTS: '127.0.0.1' });
  receiver = await Receiver.open();
}, 60_000);
afterAll(async () => {
  await receiver?.down();
  await world?.close();
});

const RUNS = ['night-1', 'night-2', 'night-3'] as const;
const GREEN = [{ name: 'test', state: 'completed', conclusion: 'success' }];

it('M3: a forge that fails for ten minutes of the night loses nothing and doubles nothing', async () => {
  const { work } = world;
  const place = await world.project('night');
  const { forge, door, bare, path } = place;
  // Two servers work through the night.
  await work.server.another();
  const hook = await new WebhookApi(work.server).create({ projectId: 'night', url: receiver.url });
  expect(hook.errors).toEqual([]);

  forge.checks.set(await world.succeeded('night-1', 'night'), GREEN);
  await world.accepted('night-1');
  expect((await world.opened('night-1')).change).toMatchObject({ number: 1 });

  // The forge answers with faults at first, then not at all; the second run is proposed amid that.
  forge.checks.set(await world.succeeded('night-2', 'night'), GREEN);
  await work.remotes.settled('night', 'IDLE');
  forge.instead = () => ({ status: 502 });
  await world.accepted('night-2');
  await until(
    'a fault of the forge',
    async () => (await world.promotionOf('night-2')).change?.problem?.code === 'broken',
  );
  await door.down();
  forge.checks.set(await world.succeeded('night-3', 'night'), GREEN);
  await world.accepted('night-3');
  await work.remotes.settled('night', 'FAILING');
  await world.settled('the wait for the push', 'night-3', ({ change }) => change?.problem?.code === 'not_pushed');
  await world.settled('the outage', 'night-2', ({ change }) => change?.problem?.code === 'unreachable');
  for (const runId of RUNS) expect(await work.api.runOf(runId)).toMatchObject({ state: 'DONE_SUCCESS' });
  expect(Object.keys(refsOfRun(bare, 'night-3'))).toEqual([]);

  // Ten minutes later it is back. People have merged the first one meanwhile; an answer gets lost on the way.
  await moveClock(work.server.database, '10 minutes');
  forge.instead = () => null;
  let lost = 0;
  forge.lost = ({ method, path: called }) => method === 'POST' && called.endsWith('/pulls') && lost++ === 0;
  await door.up();
  const commit = merged(place, 1);
  await world.settled('the first', 'night-1', ({ promotedAt }) => promotedAt !== null);
  for (const runId of RUNS.slice(1)) {
    const { change, checksVerdict } = await world.settled(`${runId} open and tested`, runId, (each) => {
      return each.change?.state === 'OPEN' && each.checksVerdict === 'GREEN';
    });
    expect(change).toMatchObject({ draft: false, problem: null, base: 'trunk' });
    expect(checksVerdict).toBe('GREEN');
  }
  expect(await world.promotionOf('night-1')).toMatchObject({
    promotedBy: 'github/octocat',
    commit,
    checksVerdict: 'GREEN',
  });
  expect(lost).toBeGreaterThan(0);
  await work.remotes.settled('night', 'IDLE');
  for (const runId of RUNS) expect(refsOfRun(bare, runId)).toEqual(refsOfRun(path, runId));
  expect(forge.changes.map(({ head, state }) => [head, state]).sort()).toEqual([
    ['autonomous/night-1', 'merged'],
    ['autonomous/night-2', 'open'],
    ['autonomous/night-3', 'open'],
  ]);

  const expected = [
    ...RUNS.flatMap((runId) => [`run.ended ${runId}`, `change.opened ${runId}`]),
    ...['change.merged night-1', 'run.promoted night-1'],
  ];
  await until('every message', () => receiver.received.length >= expected.length);
  const messages = receiver.received.map(({ body }) => JSON.parse(body) as { type: string; data: { runId: string } });
  expect(messages.map(({ type, data }) => `${type} ${data.runId}`).sort()).toEqual(expected.sort());
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(expected.length);
}, 120_000);
