/** Stopping and resuming the dispatch of a project (A9): no new leases, and nothing else. */
import { plan } from '../support/api/api.js';
import type { SetDispatchInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { type ClaimPayload, type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

let server: TestServer;
let client: WorkApi;
let made = 0;
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
});
afterAll(async () => server.close());

const setDispatch = (projectId: string, dispatching: boolean, more: Partial<SetDispatchInput> = {}) =>
  client.command('setDispatch', { projectId, dispatching, ...more });
async function aProject(): Promise<string> {
  const projectId = `dispatched-${made++}`;
  expect((await client.command('createProject', { projectId })).errors).toEqual([]);
  return projectId;
}
async function aRun(projectId: string, runId = `${projectId}-run`): Promise<string> {
  const { run, errors } = await client.startRun({ runId, projectId, tiers: plan({ T1: ['a', 'b'] }) });
  expect(errors).toEqual([]);
  return run!.runId;
}
const waiting = async (runId: string, phaseId: string) => (await client.phaseOf(runId, phaseId)).waitingFor;

test('A9: a project dispatches from the start; stopped, it says who stopped it and why; resumed, who resumed it', async () => {
  const projectId = await aProject();
  const { project } = await server.request(
    gql(`query ($projectId: ID!) { project(projectId: $projectId) { dispatching dispatchChange { by } } }`),
    {
      projectId,
    },
  );
  expect(project).toEqual({ dispatching: true, dispatchChange: null });
  const stopped = await setDispatch(projectId, false, { reason: 'A deploy' });
  expect(stopped).toMatchObject({
    errors: [],
    project: { dispatching: false, dispatchChange: { by: 'operator', reason: 'A deploy' } },
  });
  expect(Date.parse(stopped.project!.dispatchChange!.at)).toBeGreaterThan(0);
  const renamed = await client.command('updateProject', { projectId, name: 'Other' });
  expect(renamed.project).toMatchObject({ name: 'Other', dispatching: false, dispatchChange: { reason: 'A deploy' } });
  expect((await setDispatch(projectId, true)).project).toMatchObject({
    dispatching: true,
    dispatchChange: { by: 'operator', reason: null },
  });
});

test('A9: an unknown project is NOT_FOUND; the same key is one command; bad input leaves nothing behind', async () => {
  expect(await setDispatch('nowhere', false)).toMatchObject({ project: null, errors: [{ code: 'NOT_FOUND' }] });
  const projectId = await aProject();
  const first = await setDispatch(projectId, false, { idempotencyKey: `stop ${projectId}` });
  await setDispatch(projectId, true);
  const again = await setDispatch(projectId, false, { idempotencyKey: `stop ${projectId}` });
  expect([first.project!.dispatching, again.project!.dispatching, again.errors]).toEqual([false, true, []]);
  const other = await setDispatch(projectId, true, { idempotencyKey: `stop ${projectId}` });
  expect(other.errors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT' }]);
  await expect(setDispatch(projectId, false, { reason: 'x'.repeat(10_001) })).rejects.toThrow();
  await expect(setDispatch('a/b', false)).rejects.toThrow();
});

test('A9: while it is stopped nobody gets a lease, whatever it claims, and each gets the reason; other projects continue', async () => {
  const [projectId, elsewhere] = [await aProject(), await aProject()];
  const runId = await aRun(projectId);
  await setDispatch(projectId, false, { reason: 'A deploy.' });
  const why = {
    code: 'dispatch_stopped',
    message: expect.stringMatching(/"dispatched-\d+" is stopped since .* \(operator\): A deploy\. setDispatch/),
  };
  for (const scope of [{ projectId }, { runId }, { projectId, runId }, {}])
    expect(await client.claim('BUILDER', scope)).toMatchObject({ lease: null, errors: [], idleReason: why });
  expect(await waiting(runId, 'a')).toMatchObject(why);
  expect(await waiting(runId, 'b')).toMatchObject({ code: 'turn' });
  // A role that nothing is due for gets the same answer where it asks for this project, and nothing of it elsewhere.
  expect(await client.claim('CI', { projectId })).toMatchObject({ idleReason: why });
  expect((await client.claim('CI')).idleReason!.code).not.toBe('dispatch_stopped');
  const goesOn = await aRun(elsewhere);
  expect((await client.claim('BUILDER', { workerId: 'free' })).phase).toMatchObject({ runId: goesOn });
  expect((await setDispatch(projectId, true)).errors).toEqual([]);
  expect((await client.claim('BUILDER', { projectId })).phase).toMatchObject({ runId, phaseId: 'a' });
});

test('A9: live leases continue: heartbeat, result, and what comes after it waits; a manual transition and CI from outside are free', async () => {
  const projectId = await aProject();
  const runId = await aRun(projectId);
  const key = { idempotencyKey: `claim ${runId}` };
  const builder = await client.lease('BUILDER', { runId, ...key });
  await setDispatch(projectId, false);
  expect(await client.heartbeat(builder.token, { tokensUsed: 5 })).toMatchObject({ directive: 'CONTINUE' });
  expect((await client.lease('BUILDER', { runId, ...key })).token).toBe(builder.token);
  expect(await client.build(builder.token)).toMatchObject({ errors: [], phase: { state: 'CI_RUNNING' } });
  expect(await waiting(runId, 'a')).toMatchObject({ code: 'dispatch_stopped' });
  expect(await client.claim('CI', { runId })).toMatchObject({ lease: null, idleReason: { code: 'dispatch_stopped' } });
  expect(await client.ci({ runId, phaseId: 'a', attempt: 1 })).toMatchObject({
    errors: [],
    phase: { state: 'COMPLETE' },
  });
  await client.move(runId, 'b', 'EXECUTING');
  expect((await client.runOf(runId)).state).toBe('PHASE_EXECUTION');
});

test('A9: a claim that waits gets its work when dispatch is resumed, and none before', async () => {
  const projectId = await aProject();
  const runId = await aRun(projectId);
  await setDispatch(projectId, false);
  let claimed = null as ClaimPayload | null;
  const claim = client.claim('BUILDER', { projectId, waitSeconds: 30 }).then((answer) => (claimed = answer));
  await until('the claim to wait', async () =>
    (await (await fetch(`${server.url}/metrics`)).text()).includes('autopack_claims_waiting{role="BUILDER"} 1'),
  );
  expect(claimed).toBeNull();
  await setDispatch(projectId, true);
  await claim;
  expect(claimed).toMatchObject({ phase: { runId, phaseId: 'a' } });
});

test('A9: clocks run on: a run of a stopped project ends at its deadline', async () => {
  const projectId = await aProject();
  const runId = await aRun(projectId);
  await setDispatch(projectId, false);
  await server.database.query(`update run set deadline_at = autopack_now() - interval '1 second' where run_id = $1`, [
    runId,
  ]);
  await until('the deadline', async () => (await client.runOf(runId)).state === 'DONE_FAILED_BUDGET_EXHAUSTED');
});

test('A9: a start of a run and a query of the project return a warning (P12)', async () => {
  const projectId = await aProject();
  const look = async () =>
    (
      await server.request(
        gql('query ($projectId: ID!) { projectCheck(projectId: $projectId) { findings { code path message } } }'),
        {
          projectId,
        },
      )
    ).projectCheck.findings;
  const without = await look();
  await setDispatch(projectId, false, { reason: 'A deploy' });
  const warning = {
    code: 'dispatch_stopped',
    path: ['dispatching'],
    message: expect.stringContaining('The clock of a run that starts now runs'),
  };
  const input = { projectId, tiers: plan({ T1: ['a'] }) };
  const { run, warnings } = await client.startRun(input);
  expect([run!.state, warnings]).toEqual(['RUN_CREATED', [warning]]);
  expect(await look()).toEqual([warning, ...without]);
});
