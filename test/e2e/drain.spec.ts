/** The drain of all servers on one database, for deploys (A9): no new leases anywhere, and nothing else. */
import { Client } from 'pg';

import { plan } from '../support/api/api.js';
import type { SetDrainInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { type ClaimPayload, type WorkApi, workApi } from '../support/api/workers.js';
import { Repositories } from '../support/git/small-repositories.js';
import type { TestClient } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

const repositories = new Repositories();
let server: TestServer;
let client: WorkApi;
let second: TestClient;
let other: WorkApi;
let made = 0;
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
  second = await server.another();
  other = workApi(second);
});
afterAll(async () => {
  await server.close();
  repositories.remove();
});
afterEach(async () => {
  expect((await setDrain(false)).draining).toBeNull();
  // No other test counts them.
  await server.database.query('delete from lease');
});

const setDrain = (draining: boolean, more: Partial<SetDrainInput> = {}, by = client) =>
  by.command('setDrain', { draining, ...more });
const DRAINING = gql('query { server { draining { since by reason leases leasesUntil } } }');
const drain = async (by: TestClient = server) => (await by.request(DRAINING)).server.draining;
async function aRun(): Promise<{ projectId: string; runId: string }> {
  const projectId = `drained-${made++}`;
  expect((await client.command('createProject', { projectId })).errors).toEqual([]);
  const input = { runId: `${projectId}-run`, projectId, tiers: plan({ T1: ['a', 'b'] }) };
  const { run, errors } = await client.startRun(input);
  expect(errors).toEqual([]);
  return { projectId, runId: run!.runId };
}
const waiting = async (runId: string, phaseId: string) => (await client.phaseOf(runId, phaseId)).waitingFor;

test('A9: a drain begins on all servers at once, says since when, by whom and why, and waits for the leases', async () => {
  const { projectId, runId } = await aRun();
  const held = await client.lease('BUILDER', { runId });
  expect(await drain()).toBeNull();
  const begun = await setDrain(true, { reason: 'Version 9' });
  expect(begun).toMatchObject({ errors: [], draining: { by: 'operator', reason: 'Version 9', leases: 1 } });
  expect(await drain(second)).toEqual(begun.draining);
  const [lease] = await server.database.query<{ until: Date }>('select hard_deadline_at as until from lease');
  expect(begun.draining!.leasesUntil).toBe(lease!.until.toISOString());
  const again = await setDrain(true, { reason: 'Still' }, other);
  expect(again.draining).toMatchObject({ since: begun.draining!.since, reason: 'Still' });
  await aRun();
  const why = {
    code: 'server_draining',
    message: expect.stringMatching(
      /^The server drains since .* \(operator\): Still\. No project gets new leases; setDrain/,
    ),
  };
  for (const by of [client, other])
    for (const scope of [{}, { projectId }, { runId }])
      expect(await by.claim('BUILDER', scope)).toMatchObject({ lease: null, errors: [], idleReason: why });
  expect(await client.claim('CI')).toMatchObject({ lease: null, idleReason: why });
  expect(await client.heartbeat(held.token, { tokensUsed: 5 })).toMatchObject({ directive: 'CONTINUE' });
  expect(await other.build(held.token)).toMatchObject({ errors: [], phase: { state: 'CI_RUNNING' } });
  expect(await drain(second)).toMatchObject({ leases: 0, leasesUntil: null });
  expect(await waiting(runId, 'a')).toMatchObject(why);
  expect(await client.claim('CI', { runId })).toMatchObject({ lease: null, idleReason: why });
  expect(await client.ci({ runId, phaseId: 'a', attempt: 1 })).toMatchObject({ phase: { state: 'COMPLETE' } });
  expect(await waiting(runId, 'b')).toMatchObject(why);
  expect((await setDrain(false, {}, other)).draining).toBeNull();
  expect((await client.claim('BUILDER', { runId })).phase).toMatchObject({ runId, phaseId: 'b' });
});

test('A9: a claim that waits gets its work when the drain ends, on the other server too, and none before', async () => {
  const { projectId, runId } = await aRun();
  await setDrain(true);
  let claimed = null as ClaimPayload | null;
  const claim = other.claim('BUILDER', { projectId, waitSeconds: 30 }).then((answer) => (claimed = answer));
  await until('the claim to have asked', async () => {
    const seen = await server.database.query(`select from worker where project_id = $1`, [projectId]);
    return seen.length > 0;
  });
  expect(claimed).toBeNull();
  await setDrain(false);
  await claim;
  expect(claimed).toMatchObject({ phase: { runId, phaseId: 'a' } });
});

/** A session of the database beside the servers. */
async function session<Result>(use: (client: Client) => Promise<Result>): Promise<Result> {
  const beside = new Client({ connectionString: server.database.url });
  await beside.connect();
  try {
    return await use(beside);
  } finally {
    await beside.end();
  }
}
const lockWaits = (many: number) =>
  until(`${many} statements to wait for locks`, async () => {
    const [row] = await server.database.query<{ count: number }>(
      `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return row!.count === many;
  });

test('A9: a command that stops dispatch answers after the leases whose writes have begun, and counts them', async () => {
  const stops = [
    () => setDrain(true).then(({ draining }) => draining!.leases),
    (projectId: string) => client.command('setDispatch', { projectId, dispatching: false }).then(() => 1),
  ];
  for (const stop of stops) {
    const { projectId, runId } = await aRun();
    await session(async (beside) => {
      await beside.query('begin');
      await beside.query('select from run where run_id = $1 for update', [runId]);
      const claim = other.claim('BUILDER', { runId });
      await lockWaits(1);
      const answers: string[] = [];
      const stopped = stop(projectId).then((leases) => (answers.push('stopped'), leases));
      await lockWaits(2);
      expect(answers).toEqual([]);
      await beside.query('commit');
      expect(await stopped).toBe(1);
      expect((await claim).lease).not.toBeNull();
    });
    await setDrain(false);
  }
});

test('A9: a claim that has read its work before a drain and writes after it gets no lease, for a phase or a commit', async () => {
  const repositoryPath = repositories.make('drained');
  const steps = [{ name: 'check', argv: ['true'], timeoutSeconds: 60, report: 'report.xml' }];
  await client.command('createProject', { projectId: 'checked', repositoryPath });
  const ci = { baseline: 'required', profiles: { normal: steps, strict: steps } };
  expect((await client.command('publishRuleset', { projectId: 'checked', document: { ci } })).errors).toEqual([]);
  await client.startRun({ runId: 'on-base', projectId: 'checked', tiers: plan({ T1: ['a'] }) });
  const { runId } = await aRun();
  for (const [role, of] of [
    ['BUILDER', runId],
    ['CI', 'on-base'],
  ] as const) {
    await session(async (beside) => {
      await beside.query('select pg_advisory_lock(1796039700)');
      const claim = client.claim(role, { runId: of });
      await lockWaits(1);
      const change = { at: new Date().toISOString(), by: 'operator', reason: null };
      await beside.query('update drain set draining = true, change = $1', [change]);
      await beside.query('select pg_advisory_unlock_all()');
      expect(await claim).toMatchObject({ lease: null, errors: [], idleReason: { code: 'server_draining' } });
    });
    expect((await setDrain(false)).errors).toEqual([]);
  }
  expect(await server.database.query('select from attempt where run_id = $1', [runId])).toEqual([]);
  expect(await server.database.query('select from commit_check_try')).toEqual([]);
  const { lease } = await client.claim('CI', { runId: 'on-base' });
  expect((await client.release(lease!.token)).errors).toEqual([]);
});
