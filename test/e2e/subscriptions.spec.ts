/** Subscriptions over graphql-ws, end to end (E2): replay, live, completion, several servers; what they show is as it is now. */
import type { Client } from 'graphql-ws';

import { type Api, api, plan } from '../support/api/api.js';
import { EVENT } from '../support/api/commands.js';
import type { PhaseState, StartRunInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import type { Json, TestClient } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until, within } from '../support/waiting.js';

let server: TestServer;
let other: Awaited<ReturnType<TestServer['another']>>;
let client: Api;
let onOther: Api;
const sockets: Client[] = [];
beforeAll(async () => {
  server = await startTestServer();
  other = await server.another();
  [client, onOther] = [api(server), api(other)];
  for (const projectId of ['mine', 'yours', 'elsewhere']) await client.command('createProject', { projectId });
});
afterEach(async () => {
  await Promise.all(sockets.splice(0).map(async (socket) => socket.dispose()));
  for (const url of [server.url, other.url])
    await until('all subscriptions to end', async () => (await listening(url)) === 0);
});
afterAll(async () => server.close());

/** How many subscriptions a server serves. */
async function listening(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^autopack_subscriptions\S* (\d+)$/m.exec(text)?.[1] ?? NaN);
}

/** What an event shows is what its subscription selects. */
type EventSeen = Json & { readonly seq: number };

interface Followed {
  readonly events: EventSeen[];
  /** What came instead of data: the errors of a refusal, or of a failure on the way. */
  readonly errors: { readonly message?: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
  readonly ended: boolean;
  stop(): void;
  /** Waits until so many events have come. */
  count(count: number): Promise<EventSeen[]>;
  end(): Promise<EventSeen[]>;
}

function follow(
  query: string,
  variables: Record<string, unknown> = {},
  on: TestClient = server,
  socket = open(on),
): Followed {
  const events: EventSeen[] = [];
  const errors: Followed['errors'] = [];
  let ended = false;
  const stop = socket.subscribe<Record<string, EventSeen>>(
    { query, variables },
    {
      next: ({ data, errors: faults }) => {
        if (faults) errors.push(...(faults as Followed['errors']));
        if (data) events.push(Object.values(data)[0]!);
      },
      error: (fault) => {
        errors.push(...((Array.isArray(fault) ? fault : [fault]) as Followed['errors']));
        ended = true;
      },
      complete: () => (ended = true),
    },
  );
  return {
    events,
    errors,
    get ended() {
      return ended;
    },
    stop,
    count: async (count) => {
      await until(`${count} events, ${events.length} have come`, () => events.length >= count);
      return events;
    },
    end: async () => {
      await until('the subscription to end', () => ended);
      return events;
    },
  };
}

function open(on: TestClient = server): Client {
  const socket = on.socket();
  sockets.push(socket);
  return socket;
}

const { text: RUN_EVENTS } = gql(
  'subscription ($runId: ID!, $after: Int) { runEvents(runId: $runId, after: $after) { ...EventRow } }',
  EVENT,
);
const RUNS_EVENTS = 'subscription ($projectId: ID) { runsEvents(projectId: $projectId) { runId seq } }';
const DONE: readonly PhaseState[] = ['EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE'];
const start = (runId: string, more: Partial<StartRunInput> = {}) =>
  client.startRun({ runId, tiers: plan({ T1: ['a'], T2: ['b'] }), ...more });
const finish = async (runId: string) => {
  await client.move(runId, 'a', ...DONE);
  await client.move(runId, 'b', ...DONE);
};
const seqs = (events: readonly EventSeen[]) => events.map((event) => event.seq);
const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, i) => from + i);

describe('runEvents', () => {
  it('replays what has been, goes live, and completes after the event that ends the run', async () => {
    await start('told');
    await client.move('told', 'a', 'EXECUTING', 'GATE');
    const followed = follow(RUN_EVENTS, { runId: 'told' });
    await followed.count(7);
    expect(followed.ended).toBe(false);
    await client.move('told', 'a', 'CI_RUNNING', 'COMPLETE');
    await client.move('told', 'b', ...DONE);
    const events = await followed.end();
    const run = await client.read('told');
    expect(events).toEqual(run.events);
    expect(seqs(events)).toEqual(upTo(run.version));
    expect(events.at(-1)).toMatchObject({ subject: 'run', toState: 'DONE_SUCCESS' });
    expect(followed.errors).toEqual([]);
  });

  it('replays from behind a given seq only', async () => {
    await start('behind');
    await client.move('behind', 'a', 'EXECUTING');
    const followed = follow(RUN_EVENTS, { runId: 'behind', after: 3 });
    expect(seqs(await followed.count(2))).toEqual([4, 5]);
    await client.move('behind', 'a', 'GATE');
    expect(seqs(await followed.count(4))).toEqual([4, 5, 6, 7]);
  });

  it('of a run that has ended replays all and completes; from its last seq on, or beyond, nothing', async () => {
    await start('ended');
    await finish('ended');
    const { run } = await server.request(gql('{ run(runId: "ended") { version } }'));
    expect(seqs(await follow(RUN_EVENTS, { runId: 'ended' }).end())).toEqual(upTo(run!.version));
    expect(seqs(await follow(RUN_EVENTS, { runId: 'ended', after: null }).end())).toEqual(upTo(run!.version));
    expect(seqs(await follow(RUN_EVENTS, { runId: 'ended', after: run!.version - 1 }).end())).toEqual([run!.version]);
    for (const after of [run!.version, run!.version + 100])
      expect(await follow(RUN_EVENTS, { runId: 'ended', after }).end()).toEqual([]);
  });

  it('follows a draft through its growth and its sealing', async () => {
    await client.startRun({ runId: 'growing', draft: true, tiers: [] });
    const followed = follow(RUN_EVENTS, { runId: 'growing' });
    await followed.count(1);
    await client.command('addTier', { runId: 'growing', tier: plan({ T1: ['a'] })[0]! });
    await client.command('sealPlan', { runId: 'growing' });
    await client.command('cancelRun', { runId: 'growing', reason: 'x' });
    const events = await followed.end();
    expect(events.map((event) => [event.type, event.toState])).toEqual([
      ['RUN_STATE_CHANGED', 'PLAN_BOOTSTRAP'],
      ['PLAN_TIER_ADDED', null],
      ['RUN_STATE_CHANGED', 'RUN_CREATED'],
      ['PHASE_STATE_CHANGED', 'SKIPPED'],
      ['TIER_STATE_CHANGED', 'SKIPPED'],
      ['RUN_STATE_CHANGED', 'DONE_FAILED_CANCELLED'],
    ]);
  });

  it('of an unknown run is NOT_FOUND, and bad arguments are bad input: no event, and the socket lives on', async () => {
    const socket = open();
    const refused = async (variables: Json) => {
      const followed = follow(RUN_EVENTS, variables, server, socket);
      expect(await followed.end()).toEqual([]);
      expect(followed.errors).toHaveLength(1);
      return followed.errors[0];
    };
    expect(await refused({ runId: 'nobody' })).toMatchObject({
      message: 'There is no run "nobody".',
      extensions: { code: 'NOT_FOUND' },
    });
    expect(await refused({ runId: '../x' })).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'runId' }] },
    });
    expect(await refused({ runId: 'nobody', after: -1 })).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] },
    });
    expect(await refused({ runId: 'nobody', after: 'x' })).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] },
    });
    expect(await refused({})).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    await start('still-there');
    expect(seqs(await follow(RUN_EVENTS, { runId: 'still-there' }, server, socket).count(1))).toEqual([1]);
  });

  it('of a run that was deleted is NOT_FOUND', async () => {
    await start('vanishing');
    await client.command('cancelRun', { runId: 'vanishing', reason: 'x' });
    await client.command('deleteRun', { runId: 'vanishing' });
    const followed = follow(RUN_EVENTS, { runId: 'vanishing' });
    await followed.end();
    expect(followed.errors[0]!.extensions!.code).toBe('NOT_FOUND');
  });

  it('shows run, tier and phase as they are now, not as they were', async () => {
    await start('now');
    await client.move('now', 'a', ...DONE);
    const query = `subscription { runEvents(runId: "now") { seq subject toState
      run { state version nextStates tiers { state } } tier { tierId state cleanliness } phase { phaseId state nextStates tier { tierId } } } }`;
    const events = await follow(query).count(12);
    const [first, queued] = events;
    const now = {
      state: 'SNAPSHOT_CREATED',
      version: events.length,
      nextStates: expect.arrayContaining(['PHASE_EXECUTION']),
      tiers: [{ state: 'COMPLETE' }, { state: 'PENDING' }],
    };
    expect(first).toMatchObject({ subject: 'run', toState: 'RUN_CREATED', run: now, tier: null, phase: null });
    expect(queued).toMatchObject({
      subject: 'phase/a',
      toState: 'EXECUTING',
      run: now,
      tier: { tierId: 'T1', state: 'COMPLETE', cleanliness: 'CLEAN' },
      phase: { phaseId: 'a', state: 'COMPLETE', nextStates: [], tier: { tierId: 'T1' } },
    });
    expect(events.find((event) => event.subject === 'tier/T1')).toMatchObject({
      tier: { state: 'COMPLETE' },
      phase: null,
    });
  });

  it('many on one socket are independent: ending one leaves the others, and queries go on beside them', async () => {
    const socket = open();
    await Promise.all(['many-1', 'many-2'].map((runId) => start(runId)));
    const all = ['many-1', 'many-1', 'many-2'].map((runId) => follow(RUN_EVENTS, { runId }, server, socket));
    await Promise.all(all.map((followed) => followed.count(1)));
    all[0]!.stop();
    await until('one to be gone', async () => (await listening(server.url)) === 2);
    await client.move('many-1', 'a', 'EXECUTING');
    await client.move('many-2', 'a', 'EXECUTING');
    expect(seqs(await all[1]!.count(5))).toEqual(upTo(5));
    expect(seqs(await all[2]!.count(5))).toEqual(upTo(5));
    expect(all[0]!.events).toHaveLength(1);
    expect(await follow('{ run(runId: "many-1") { runId } }', {}, server, socket).end()).toEqual([{ runId: 'many-1' }]);
  });

  it('that the database fails on the way ends with a masked error; nothing of the database is reported (A4)', async () => {
    await start('unlucky');
    const socket = open();
    const followed = follow(RUN_EVENTS, { runId: 'unlucky' }, server, socket);
    await followed.count(1);
    await server.database.query('alter table run_event rename column seq to seq_away');
    try {
      await other.requestRaw('{ server { version } }');
      await server.database.query(`select pg_notify('autopack_events', 'somebody unlucky')`);
      await followed.end();
    } finally {
      await server.database.query('alter table run_event rename column seq_away to seq');
    }
    expect(JSON.stringify(followed.errors)).not.toMatch(/column|seq_away|select|does not exist|\.ts/i);
    expect(followed.errors).toEqual([
      expect.objectContaining({ extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) } }),
    ]);
    expect(seqs(await follow(RUN_EVENTS, { runId: 'unlucky' }, server, socket).count(1))).toEqual([1]);
  });
});

describe('runsEvents', () => {
  it('sends events of all runs from now on, new ones included, each without a gap', async () => {
    await start('before-1');
    const followed = follow(RUNS_EVENTS);
    await until('the server to listen', async () => (await listening(server.url)) === 1);
    await Promise.all([start('all-1'), start('all-2'), client.move('before-1', 'a', 'EXECUTING')]);
    await followed.count(6);
    const of = (runId: string) => seqs(followed.events.filter((event) => event.runId === runId));
    expect([of('all-1'), of('all-2'), of('before-1'), followed.events.length, followed.ended]).toEqual([
      [1],
      [1],
      [2, 3, 4, 5],
      6,
      false,
    ]);
    await finish('all-1');
    await until('the last event', async () => of('all-1').length === (await client.read('all-1')).version);
    expect(of('all-1')).toEqual(upTo(of('all-1').length));
    expect(followed.ended).toBe(false);
  });

  it('of a project sends events of its runs only; a bad project id is bad input', async () => {
    const followed = follow(RUNS_EVENTS, { projectId: 'mine' });
    await until('the server to listen', async () => (await listening(server.url)) === 1);
    await start('theirs', { projectId: 'yours' });
    await start('ours', { projectId: 'mine' });
    await client.move('theirs', 'a', 'EXECUTING');
    await client.move('ours', 'a', 'EXECUTING');
    expect((await followed.count(5)).map((event) => `${event.runId} ${event.seq}`)).toEqual(
      upTo(5).map((seq) => `ours ${seq}`),
    );
    const refused = follow(RUNS_EVENTS, { projectId: 'a/b' });
    await refused.end();
    expect(refused.errors[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'projectId' }] },
    });
  });
});

describe('two servers on one database', () => {
  it('see each other’s events, without a gap or a repeat, whichever server writes (E2)', async () => {
    await start('shared');
    const query = `subscription { runEvents(runId: "shared") { seq run { version } } }`;
    const both = [follow(query, {}, server), follow(query, {}, other)];
    await Promise.all(both.map((followed) => followed.count(1)));
    const moves = [...DONE.map((state) => ['a', state] as const), ...DONE.map((state) => ['b', state] as const)];
    for (const [i, [phaseId, state]] of moves.entries())
      await (i % 2 === 0 ? client : onOther).move('shared', phaseId, state);
    const { version } = await client.read('shared');
    for (const followed of both) expect(seqs(await within('the end', followed.end()))).toEqual(upTo(version));
  });

  it('runsEvents of one server sends events of runs that the other started', async () => {
    const followed = follow(RUNS_EVENTS, { projectId: 'elsewhere' }, other);
    await until('the other to listen', async () => (await listening(other.url)) === 1);
    await start('elsewhere-1', { projectId: 'elsewhere' });
    await client.move('elsewhere-1', 'a', 'EXECUTING');
    expect((await followed.count(5)).map((event) => `${event.runId} ${event.seq}`)).toEqual(
      upTo(5).map((seq) => `elsewhere-1 ${seq}`),
    );
  });
});

test('E1: beside its texts an event has enums: the kind of its subject and of its actor, and states in the words of that kind', async () => {
  const runId = 'typed';
  await start(runId);
  await client.move(runId, 'a', ...DONE);
  const claim = gql(`mutation ($input: ClaimWorkInput!) { claimWork(input: $input) { lease { token } } }`);
  const { claimWork } = await server.request(claim, { input: { role: 'BUILDER', workerId: 'b/1', runId } });
  expect(claimWork.lease).not.toBeNull();
  await client.command('cancelRun', { runId, reason: 'x' });
  const query = `subscription { runEvents(runId: "${runId}") { subject subjectKind actor actorKind fromState toState
    fromRunState toRunState fromTierState toTierState fromPhaseState toPhaseState } }`;
  const events = await follow(query).end();
  const kinds = { run: 'RUN', tier: 'TIER', phase: 'PHASE' } as const;
  for (const event of events) {
    const kind = kinds[String(event.subject).split('/')[0] as keyof typeof kinds];
    const states = Object.fromEntries(
      Object.entries(kinds).flatMap(([, each]) => {
        const word = `${each[0]}${each.slice(1).toLowerCase()}State`;
        return [
          [`from${word}`, each === kind ? event.fromState : null],
          [`to${word}`, each === kind ? event.toState : null],
        ];
      }),
    );
    expect(event).toMatchObject({ subjectKind: kind, ...states });
    expect(event.actorKind).toBe({ operator: 'OPERATOR', 'builder/b/1': 'BUILDER' }[event.actor as string]);
  }
  expect(new Set(events.map((event) => `${event.subjectKind} ${event.actorKind}`)).size).toBeGreaterThan(4);
});
