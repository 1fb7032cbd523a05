/** The stream behind `runChanged` (E2): the newest version, nothing queued, the last one never lost, nothing left behind. */
import { EventsRepository } from '../../src/events/events.repository.js';
import { RunChanges } from '../../src/events/run-changes.js';
import { SubscriptionHub } from '../../src/events/subscription-hub.js';
import { readStory } from '../support/scenarios/run-story.js';
import { type TestDatabase } from '../support/server/databases.js';
import { accepted, type LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { useLifecycleServers } from '../support/server/use-lifecycle-servers.js';
import { until, within } from '../support/waiting.js';

let database: TestDatabase;
let server: LifecycleServer;
let other: LifecycleServer;
let runId: string;
let made = 0;
useLifecycleServers((opened) => ({ database, server, other } = opened), { events: true });
beforeEach(() => {
  runId = `changed-${(made += 1)}`;
});
afterEach(() => {
  for (const each of [server, other]) expect(each.app.get(SubscriptionHub).count).toBe(0);
});

const changes = (on = server, perSecond = 10) => on.app.get(RunChanges).ofRun(runId, perSecond);
const version = async () => (await readStory(database, runId)).run.version;
const collect = async (stream: AsyncIterable<{ version: number }>) => {
  const versions: number[] = [];
  for await (const change of stream) versions.push(change.version);
  return versions;
};

test('E2: a slow reader finds the newest version and nothing that came in between', async () => {
  accepted(await server.start(runId, planOf(3)));
  const stream = await changes();
  expect((await stream.next()).value).toEqual({ runId, version: 1 });
  for (const phase of ['p0', 'p1']) accepted(await server.complete(runId, phase));
  expect((await within('the newest', stream.next())).value).toEqual({ runId, version: await version() });
  await stream.return!();
});

test('E2: versions rise to the last one, from whatever server they are watched, and the stream ends by itself', async () => {
  accepted(await server.start(runId, planOf(4)));
  const streams = [collect(await changes(server)), collect(await changes(other)), collect(await changes(other, 1))];
  for (const [i, phase] of ['p0', 'p1', 'p2', 'p3'].entries())
    accepted(await (i % 2 ? server : other).complete(runId, phase));
  for (const versions of await within('the streams to end', Promise.all(streams))) {
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    expect(versions.at(-1)).toBe(await version());
  }
  expect(await within('one of an ended run', collect(await changes()))).toEqual([await version()]);
});

test('E2: an unknown run is NOT_FOUND; that, and a database that fails at the beginning or on the way, leaves no subscription behind', async () => {
  await expect(changes()).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  accepted(await server.start(runId, planOf(1)));
  const repository = server.app.get(EventsRepository);
  const stream = await changes();
  repository.runVersion = () => Promise.reject(new Error('out of order'));
  try {
    await expect(changes()).rejects.toThrow('out of order');
    await expect(stream.next()).rejects.toThrow('out of order');
  } finally {
    repository.runVersion = EventsRepository.prototype.runVersion;
  }
  expect(await stream.next()).toEqual({ value: undefined, done: true });
});

test('E2: return() ends a stream that waits for news, and one that waits for its time', async () => {
  accepted(await server.start(runId, planOf(2)));
  const [idle, paced] = [await changes(), await changes(server, 1)];
  for (const stream of [idle, paced]) await stream.next();
  const waiting = [idle.next()];
  await within('an idle stream to return', idle.return!());
  accepted(await server.transition(runId, 'p0', 'EXECUTING'));
  const from = performance.now();
  const repository = server.app.get(EventsRepository);
  let reads = 0;
  repository.runVersion = async (id) => {
    const runVersion = await EventsRepository.prototype.runVersion.call(repository, id);
    reads += 1;
    return runVersion;
  };
  waiting.push(paced.next());
  await until('the paced stream to have seen it', () => reads > 0);
  repository.runVersion = EventsRepository.prototype.runVersion;
  await within('a paced stream to return', paced.return!());
  for (const step of await Promise.all(waiting)) expect(step).toEqual({ value: undefined, done: true });
  expect(performance.now() - from).toBeLessThan(900);
});
