/** `runChanged` over graphql-ws (E2): the run as it is, at a pace, to its end. */
import type { Client } from 'graphql-ws';

import { type Api, api, plan } from '../support/api/api.js';
import type { PhaseState } from '../support/api/documents.generated.js';
import type { Json } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

let server: TestServer;
let client: Api;
let socket: Client;
beforeAll(async () => {
  server = await startTestServer();
  client = api(server);
  socket = server.socket();
});
afterAll(async () => {
  await socket.dispose();
  await server.close();
});

/** What a state shows is what the subscription selects. */
type RunSeen = Json & { readonly version: number };

function watch(variables: Json, selection = 'id runId state version isTerminal', on = socket) {
  const reported: { runs: RunSeen[]; errors: unknown[]; ended: boolean; stop: () => void } = {
    runs: [],
    errors: [],
    ended: false,
    stop: () => undefined,
  };
  const query = `subscription ($runId: ID!, $max: Int) { runChanged(runId: $runId, maxPerSecond: $max) { ${selection} } }`;
  reported.stop = on.subscribe<{ runChanged: RunSeen }>(
    { query, variables },
    {
      next: ({ data, errors }) =>
        void (data ? reported.runs.push(data.runChanged) : reported.errors.push(...(errors ?? []))),
      error: (fault) => {
        reported.errors.push(...(Array.isArray(fault) ? fault : [fault]));
        reported.ended = true;
      },
      complete: () => (reported.ended = true),
    },
  );
  return reported;
}
const CROWDED =
  'version state tiers { state phases { phaseId state waitingFor { code } budgets { name used limit } } }';
const PHASES = ['a', 'b', 'c', 'd'];
const DONE: readonly PhaseState[] = ['EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE'];
const start = (runId: string) => client.startRun({ runId, tiers: plan({ T1: PHASES }) });

test('E2: it sends the run at once, then newer states at its pace, and completes after the state in which the run has ended', async () => {
  await start('watched');
  const [two, ten] = [watch({ runId: 'watched', max: null }), watch({ runId: 'watched', max: 10 })];
  await until('the first state', () => two.runs.length === 1 && ten.runs.length === 1);
  expect(two.runs[0]).toEqual({
    id: 'run:watched',
    runId: 'watched',
    state: 'RUN_CREATED',
    version: 1,
    isTerminal: false,
  });
  const from = performance.now();
  for (const phase of PHASES) await client.move('watched', phase, ...DONE);
  for (const reported of [two, ten]) await until('the end', () => reported.ended);
  const seconds = (performance.now() - from) / 1_000;
  const { version } = await client.read('watched');
  for (const [reported, most] of [[two, 2] as const, [ten, 10] as const]) {
    const versions = reported.runs.map((run) => run.version);
    // The state is that of the moment of sending, so that one may come twice; it never goes back.
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(reported.runs.at(-1)).toMatchObject({ state: 'DONE_SUCCESS', version, isTerminal: true });
    expect(reported.runs.length).toBeLessThanOrEqual(Math.ceil(seconds * most) + 2);
    expect(reported.errors).toEqual([]);
  }
});

test('E2: of a run that has ended it sends one state; watched again, or after a lost connection, the newest', async () => {
  await start('over');
  await client.move('over', 'a', 'EXECUTING');
  const before = watch({ runId: 'over' }, 'version');
  await until('the state', () => before.runs.length === 1);
  before.stop();
  await client.command('cancelRun', { runId: 'over', reason: 'x' });
  const after = watch({ runId: 'over' }, 'state failureReason');
  await until('the end', () => after.ended);
  expect(after.runs).toEqual([{ state: 'DONE_FAILED_CANCELLED', failureReason: expect.any(String) }]);
});

/** A run that has ended: who watches it gets one message. */
beforeAll(async () => {
  await start('ended');
  await client.command('cancelRun', { runId: 'ended', reason: 'x' });
});
test.each([
  [{ runId: 'nobody' }, { message: 'There is no run "nobody".', extensions: { code: 'NOT_FOUND' } }],
  [{ runId: '../x' }, { extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'runId' }] } }],
  [{ runId: 'ended', max: 0 }, { extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'maxPerSecond' }] } }],
  [
    { runId: 'ended', max: 11 },
    { message: expect.stringContaining('from 1 to 10'), extensions: { code: 'BAD_USER_INPUT' } },
  ],
  [{ runId: 'ended', max: 'often' }, { extensions: { code: 'BAD_USER_INPUT' } }],
])('E2: %j is refused with a sentence, and the socket lives on', async (variables, error) => {
  const reported = watch(variables);
  await until('the refusal', () => reported.ended);
  expect(reported.runs).toEqual([]);
  expect(reported.errors).toMatchObject([error]);
  const next = watch({ runId: 'ended' });
  await until('the next', () => next.ended);
  expect(next.runs).toHaveLength(1);
});

test('E2: fifty listeners on sockets of their own see the same end, with all that is below the run', async () => {
  await start('crowded');
  const sockets = Array.from({ length: 50 }, () => server.socket());
  const crowd = sockets.map((each) => watch({ runId: 'crowded' }, CROWDED, each));
  await until('all to have begun', () => crowd.every(({ runs }) => runs.length > 0));
  for (const phase of PHASES) await client.move('crowded', phase, ...DONE);
  await until('all to have ended', () => crowd.every(({ ended }) => ended));
  const { data } = await server.requestRaw(`{ run(runId: "crowded") { ${CROWDED} } }`);
  for (const { runs } of crowd) {
    expect({ run: runs.at(-1) }).toEqual(data);
    const versions = runs.map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  }
  await Promise.all(sockets.map(async (each) => each.dispose()));
});
