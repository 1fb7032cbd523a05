// Runs by hand: plans, states, events, the clock. Plain jest, without flags or transforms.
const { valueOf } = require('autopack/client');
const { createTestServer } = require('autopack/testing');

/** @type {import('autopack/testing').TestServer} */
let server;
beforeAll(async () => (server = await createTestServer()), 60_000);
beforeEach(() => server.reset());
afterAll(() => server.close());

const PLAN = [
  {
    tierId: 'T1',
    name: 'Groundwork',
    phases: [
      { phaseId: 'F1', name: 'Model' },
      { phaseId: 'F2', name: 'Store' },
    ],
  },
];
const start = (runId, more = {}) => server.client.startRun({ runId, tiers: PLAN, ...more });
const move = (phaseId, state) => server.client.updatePhaseStatus({ runId: 'shop', phaseId, state });
const look = async (runId = 'shop') => valueOf(await server.client.lookAtRun({ runId }));

test('a run starts in its first state, with its tiers and phases', async () => {
  const { run } = valueOf(await start('shop'));
  expect(run).toMatchObject({ runId: 'shop', state: 'RUN_CREATED' });
  expect(run.tiers[0].phases.map(({ phaseId }) => phaseId)).toEqual(['F1', 'F2']);
});

test('an id that is taken is refused as a value, not thrown', async () => {
  valueOf(await start('shop'));
  const answer = await start('shop');
  expect(answer).toMatchObject({ ok: false, error: { kind: 'refused', codes: ['ALREADY_EXISTS'], retryable: false } });
});

test('after a reset the same id is free again', async () => {
  expect(await start('shop')).toMatchObject({ ok: true });
  await server.reset();
  expect(await look()).toBeNull();
  expect(await start('shop')).toMatchObject({ ok: true });
});

test('ids that the server makes count from 1', async () => {
  const ids = [];
  for (let i = 0; i < 2; i += 1) ids.push(valueOf(await server.client.startRun({ tiers: PLAN })).run.runId);
  expect(ids).toEqual(['run-1', 'run-2']);
});

test('a phase moves by the table of states', async () => {
  valueOf(await start('shop'));
  const { phase } = valueOf(await move('F1', 'EXECUTING'));
  expect(phase).toMatchObject({ phaseId: 'F1', state: 'EXECUTING' });
});

test('a move that the table does not have is refused', async () => {
  valueOf(await start('shop'));
  const { error } = await move('F1', 'COMPLETE');
  expect(error.refusals[0]).toMatchObject({ __typename: 'TransitionRefusedError', currentState: 'QUEUED' });
});

test('input that the server cannot take says where it is wrong', async () => {
  const { error } = await server.client.startRun({ runId: 'shop', tiers: 'all' });
  expect(error.kind).toBe('invalid');
  expect(error.message).toMatch(/tiers/);
});

test('the clock moves: a run past its deadline fails', async () => {
  valueOf(await start('shop', { maxDurationMinutes: 10 }));
  await server.clock.advance({ minutes: 9 });
  expect(await look()).toMatchObject({ state: 'RUN_CREATED' });
  await server.clock.advance({ minutes: 2 });
  expect(await look()).toMatchObject({ state: 'DONE_FAILED_BUDGET_EXHAUSTED' });
});

test('events of a run come in order and end with it', async () => {
  valueOf(await start('shop'));
  const seen = [];
  const watching = (async () => {
    for await (const event of server.client.watchRun({ runId: 'shop' })) seen.push(event.seq);
  })();
  valueOf(await server.client.cancelRun({ runId: 'shop', reason: 'enough' }));
  await watching;
  expect(seen).toEqual(seen.map((_, i) => i + 1));
  expect(seen.length).toBeGreaterThan(1);
});

test('a list of runs shows what was started', async () => {
  for (const runId of ['a', 'b', 'c']) valueOf(await start(runId));
  const { nodes, totalCount } = valueOf(await server.client.listRuns({ first: 2 }));
  expect(nodes).toHaveLength(2);
  expect(totalCount).toBe(3);
});
