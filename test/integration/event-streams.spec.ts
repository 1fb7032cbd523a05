/** The streams behind the subscriptions (E2), on two servers with one database. */
import pg from 'pg';

import type { StoredEvent } from '../../src/database/rows.js';
import { EventExchange } from '../../src/events/event-exchange.js';
import { EventStreams, type FollowedEvent } from '../../src/events/event-streams.js';
import { EventsRepository } from '../../src/events/events.repository.js';
import { SubscriptionHub } from '../../src/events/subscription-hub.js';
import { expectConsistent, readStory } from '../support/scenarios/run-story.js';
import { freshDatabase, moveClock, type TestDatabase } from '../support/server/databases.js';
import { accepted, LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { until, within } from '../support/waiting.js';

let database: TestDatabase;
let server: LifecycleServer;
let other: LifecycleServer;
/** Commits without telling anybody. */
let silent: LifecycleServer;
let runId: string;
let made = 0;

beforeAll(async () => {
  database = await freshDatabase();
  await database.query(
    `insert into project (project_id, name, created_at) select id, id, autopack_now() from unnest('{mine,theirs,resumed}'::text[]) as id`,
  );
  server = await LifecycleServer.open(database.url, { events: true });
  other = await LifecycleServer.open(database.url, { events: true });
  silent = await LifecycleServer.open(database.url);
  await until('both servers to listen', async () => (await listeners()).length === 2);
});
afterAll(async () => {
  await server?.close();
  await other?.close();
  await silent?.close();
  await database?.drop();
});
beforeEach(() => {
  runId = `followed-${(made += 1)}`;
});
afterEach(() => {
  for (const each of [server, other]) expect(each.app.get(SubscriptionHub).count).toBe(0);
});

const ofRun = (on: LifecycleServer, id: string, after = 0) => on.app.get(EventStreams).ofRun(id, after);
const ofAll = (on: LifecycleServer, projectId: string | null = null, since: Date | null = null) =>
  on.app.get(EventStreams).ofAllRuns(projectId === null ? null : [projectId], since);
const listeners = () =>
  database.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and application_name = 'autopack events' and query ~* '^(listen|select pg_notify)'`,
  );

/** Everything until the stream ends by itself, or so many events. */
async function read(stream: AsyncIterableIterator<FollowedEvent>, most = Infinity): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const { behind: _, ...event } of stream) if (events.push(event) >= most) break;
  return events;
}
const seqs = (events: readonly StoredEvent[]): number[] => events.map((event) => event.seq);
const from = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** A server that does not look at the runs by itself: what reaches its listeners came by notification. */
function withoutLooks(on: LifecycleServer): () => void {
  const exchange = on.app.get(EventExchange);
  exchange.look = async () => undefined;
  return () => {
    exchange.look = EventExchange.prototype.look;
  };
}

describe('the events of one run', () => {
  test('E2: a stream replays behind `after`, goes live, and ends after the event that ends the run', async () => {
    accepted(await server.start(runId, planOf(1)));
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    const streams = await Promise.all([0, 1, 3, 5].map((after) => ofRun(after % 2 ? server : other, runId, after)));
    const reading = streams.map((stream) => read(stream));
    for (const state of ['GATE', 'CI_RUNNING', 'COMPLETE'] as const)
      accepted(await server.transition(runId, 'p0', state));
    const { events } = await readStory(database, runId);
    const seen = await within('all streams to end', Promise.all(reading));
    expect(seen).toEqual([0, 1, 3, 5].map((after) => events.slice(after)));
    expect(events.at(-1)!.toState).toBe('DONE_SUCCESS');
  });

  test('E2: writers on two servers race the switch from replay to live: no subscriber misses or repeats an event', async () => {
    accepted(await server.start(runId, planOf(...from(1, 4).map(() => 6))));
    const driving = (async () => {
      for (let p = 0; p < 24; p += 1) accepted(await (p % 2 ? server : other).complete(runId, `p${p}`, 1));
    })();
    // New subscribers all the time while the run is driven, from its beginning, from where it is, from somewhere between.
    const reading: { after: number; events: Promise<StoredEvent[]> }[] = [];
    for (let done = false; !done;) {
      const [row] = await database.query<{ version: number; ended: boolean }>(
        'select version, completed_at is not null as ended from run where run_id = $1',
        [runId],
      );
      const after = [0, row!.version, Math.floor(row!.version / 2)][reading.length % 3]!;
      reading.push({ after, events: read(await ofRun(reading.length % 2 ? server : other, runId, after)) });
      done = row!.ended || reading.length >= 30;
    }
    await driving;
    const { run } = await expectConsistent(database, runId);
    expect(run.version).toBeGreaterThan(200);
    expect(reading.length).toBeGreaterThan(8);
    for (const { after, events } of reading)
      expect(seqs(await within('a stream to end', events))).toEqual(from(after + 1, run.version));
  });

  test('E2: a slow reader gets every event, in order', async () => {
    accepted(await server.start(runId, planOf(2)));
    const slow = await ofRun(server, runId);
    const first = await slow.next();
    accepted(await server.complete(runId, 'p0'));
    accepted(await other.complete(runId, 'p1'));
    const rest = await within('the stream to end', read(slow));
    expect([first.value!.seq, ...seqs(rest)]).toEqual(from(1, (await readStory(database, runId)).run.version));
  });

  test('E2: a stream of a run that has ended replays and ends; behind its last event it ends at once', async () => {
    accepted(await server.start(runId, planOf(1)));
    accepted(await server.cancel(runId));
    const { run } = await readStory(database, runId);
    expect(seqs(await within('a replay', read(await ofRun(other, runId))))).toEqual(from(1, run.version));
    for (const after of [run.version, run.version + 100]) {
      expect(await within('an empty stream', read(await ofRun(server, runId, after)))).toEqual([]);
    }
  });

  test('E2: a stream from a seq that never comes ends with the run', async () => {
    accepted(await server.start(runId, planOf(1)));
    const stream = read(await ofRun(other, runId, 1_000));
    accepted(await server.cancel(runId));
    expect(await within('the stream to end', stream)).toEqual([]);
  });

  test('E2: an unknown run is NOT_FOUND, and leaves no subscription behind', async () => {
    await expect(ofRun(server, 'nowhere')).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  });
});

describe('the events of all runs', () => {
  test('E2: they come live only, of new runs from their first event on, from both servers', async () => {
    accepted(await server.start(runId, planOf(1)));
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    const { run: before } = await readStory(database, runId);
    const streams = await Promise.all([ofAll(server), ofAll(other)]);
    accepted(await server.transition(runId, 'p0', 'GATE'));
    accepted(await other.start(`${runId}-new`, planOf(1)));
    accepted(await other.transition(`${runId}-new`, 'p0', 'SKIPPED'));
    const { run: after } = await readStory(database, runId);
    const { run: fresh } = await readStory(database, `${runId}-new`);
    const expected = after.version - before.version + fresh.version;
    for (const stream of streams) {
      const seen = await within('all events', read(stream, expected));
      const of = (id: string) => seqs(seen.filter((event) => event.runId === id));
      expect(of(runId)).toEqual(from(before.version + 1, after.version));
      expect(of(`${runId}-new`)).toEqual(from(1, fresh.version));
    }
  });

  test('E2: a stream of one project shows the runs of that project and no others', async () => {
    const stream = await ofAll(other, 'mine');
    accepted(await server.start(`${runId}-theirs`, planOf(1), { projectId: 'theirs' }));
    accepted(await server.start(`${runId}-mine`, planOf(1), { projectId: 'mine' }));
    accepted(await server.cancel(`${runId}-theirs`));
    accepted(await other.cancel(`${runId}-mine`));
    const seen = await within('the events of a project', read(stream, 4));
    expect(seen.map((event) => `${event.runId} ${event.seq}`)).toEqual(from(1, 4).map((seq) => `${runId}-mine ${seq}`));
  });

  test('E2: since an instant they are replayed, of runs that have ended too, and go live: nothing is skipped, nothing older comes', async () => {
    await moveClock(database, '-10 minutes');
    accepted(await server.start(runId, planOf(2), { projectId: 'resumed' }));
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    accepted(await server.start(`${runId}-quiet`, planOf(1), { projectId: 'resumed' }));
    await moveClock(database, '0 minutes');
    const { run: before } = await readStory(database, runId);
    const [{ since } = { since: new Date() }] = await database.query<{ since: Date }>('select autopack_now() as since');
    accepted(await server.transition(runId, 'p0', 'GATE'));
    accepted(await silent.start(`${runId}-ended`, planOf(1), { projectId: 'resumed' }));
    accepted(await silent.cancel(`${runId}-ended`));
    accepted(await server.start(`${runId}-theirs`, planOf(1), { projectId: 'theirs' }));
    const replayed = (await readStory(database, `${runId}-ended`)).run.version;
    const streams = await Promise.all([
      ofAll(server, 'resumed', since),
      ofAll(other, 'resumed', new Date(since.getTime() + 60_000)),
    ]);
    accepted(await other.transition(runId, 'p0', 'CI_RUNNING'));
    accepted(await other.transition(`${runId}-quiet`, 'p0', 'SKIPPED'));
    const { run: after } = await readStory(database, runId);
    const { run: quiet } = await readStory(database, `${runId}-quiet`);
    for (const stream of streams) {
      const seen = await within(
        'all events',
        read(stream, after.version - before.version + replayed + quiet.version - 1),
      );
      const of = (id: string) => seqs(seen.filter((event) => event.runId === id));
      expect(of(runId)).toEqual(from(before.version + 1, after.version));
      expect(of(`${runId}-ended`)).toEqual(from(1, replayed));
      expect(of(`${runId}-quiet`)).toEqual(from(2, quiet.version));
    }
  });

  test('E2: many runs driven at once on two servers: every event of every run, once and in order', async () => {
    const ids = from(0, 7).map((i) => `${runId}-${i}`);
    const streams = await Promise.all([ofAll(server), ofAll(other), ofAll(server)]);
    await Promise.all(
      ids.map(async (id, i) => {
        accepted(await (i % 2 ? server : other).start(id, planOf(3)));
        for (const phase of ['p0', 'p1', 'p2']) accepted(await (i % 3 ? server : other).complete(id, phase));
      }),
    );
    const versions = await Promise.all(ids.map(async (id) => (await readStory(database, id)).run.version));
    const total = versions.reduce((sum, version) => sum + version, 0);
    for (const stream of streams) {
      const seen = await within('all events of all runs', read(stream, total));
      ids.forEach((id, i) => expect(seqs(seen.filter((event) => event.runId === id))).toEqual(from(1, versions[i]!)));
    }
  });
});

describe('notifications', () => {
  test('E2: another server hears of commits without looking for them', async () => {
    accepted(await server.start(runId, planOf(1)));
    const restore = withoutLooks(other);
    try {
      const stream = read(await ofRun(other, runId));
      accepted(await server.complete(runId, 'p0'));
      expect(await within('events by notification', stream)).toHaveLength(
        (await readStory(database, runId)).run.version,
      );
    } finally {
      restore();
    }
  });

  test('E2: commits that nobody announces are found by a look within seconds', async () => {
    accepted(await silent.start(runId, planOf(1)));
    const streams = [read(await ofRun(server, runId)), read(await ofAll(other), 3)];
    accepted(await silent.cancel(runId));
    const [ofOne, ofEvery] = await within('events by a look', Promise.all(streams));
    const { run } = await readStory(database, runId);
    expect(seqs(ofOne!)).toEqual(from(1, run.version));
    expect(seqs(ofEvery!)).toEqual(from(2, run.version));
  });

  test('E2: a server whose listening connection is cut misses nothing, and listens again', async () => {
    accepted(await server.start(runId, planOf(1)));
    const before = (await listeners()).map((row) => row.pid);
    const stream = read(await ofRun(other, runId));
    await database.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [before]);
    accepted(await server.complete(runId, 'p0'));
    expect(seqs(await within('the stream to end', stream))).toEqual(
      from(1, (await readStory(database, runId)).run.version),
    );
    await until('both servers to listen again', async () => {
      const now = (await listeners()).map((row) => row.pid);
      return now.length === 2 && now.every((pid) => !before.includes(pid));
    });
    const restore = withoutLooks(other);
    try {
      accepted(await server.start(`${runId}-again`, planOf(1)));
      const again = read(await ofRun(other, `${runId}-again`));
      accepted(await server.cancel(`${runId}-again`));
      expect(await within('events by notification', again)).toHaveLength(4);
    } finally {
      restore();
    }
  });
});

describe('leaving', () => {
  test('E2: return() ends a stream that waits, and removes its subscription', async () => {
    accepted(await server.start(runId, planOf(1)));
    const streams = [await ofRun(server, runId, 1), await ofAll(server)];
    const waiting = streams.map((stream) => stream.next());
    await until('the streams to wait', () => server.app.get(SubscriptionHub).count === 2);
    await within('the streams to return', Promise.all(streams.map((stream) => stream.return!())));
    for (const step of await within('the reads to end', Promise.all(waiting)))
      expect(step).toEqual({ value: undefined, done: true });
  });

  test('E2: return() before the first event removes the subscription too', async () => {
    accepted(await server.start(runId, planOf(1)));
    const stream = await ofRun(server, runId);
    expect(server.app.get(SubscriptionHub).count).toBe(1);
    await stream.return!();
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  test('E2: a stream that fails says so once, and removes its subscription', async () => {
    accepted(await server.start(runId, planOf(1)));
    const repository = server.app.get(EventsRepository);
    const stream = await ofRun(server, runId);
    repository.after = () => Promise.reject(new Error('out of order'));
    try {
      await expect(stream.next()).rejects.toThrow('out of order');
      expect(server.app.get(SubscriptionHub).count).toBe(0);
    } finally {
      repository.after = EventsRepository.prototype.after;
    }
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });
});

it('E2: a connection that could not listen is closed', async () => {
  const connections = async () =>
    (
      await database.query(
        `select from pg_stat_activity where datname = current_database() and application_name = 'autopack events'`,
      )
    ).length;
  const before = await connections();
  const original = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    if (String(given[0]).startsWith('listen ')) return Promise.reject(new Error('no channel')) as never;
    return Reflect.apply(original, this, given) as never;
  };
  const deaf = await LifecycleServer.open(database.url, { events: true });
  try {
    for (let looks = 0; looks < 3; looks += 1)
      await expect(deaf.app.get(EventExchange).look()).rejects.toThrow('no channel');
    await until('the connections to be closed', async () => (await connections()) <= before);
  } finally {
    pg.Client.prototype.query = original;
    await deaf.close();
  }
});
