/** Views while runs end, are deleted and are folded at the same time, and after audits, rejections and flaky tests. */
import pg from 'pg';

import type { Database, Statement } from '../../src/database/database.js';
import { TallyRepository } from '../../src/views/tally.repository.js';
import { phase, plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { RED_TESTS, type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';
import { countedAgain, reportedAgain, rowsOfRuns } from './views.fixture.js';

let server: TestServer;
let client: WorkApi;
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
  for (const projectId of ['races', 'audited']) {
    await client.command('createProject', { projectId });
    const document = { ci: { pausesSeconds: [0] }, environment: { pausesSeconds: [0] } };
    await client.command('publishRuleset', { projectId, document });
  }
});
afterAll(async () => server.close());

const COUNTS = gql(
  `query ($projectId: ID) { runCounts(projectId: $projectId) { state count projects { projectId count } } }`,
);
const REPORT = gql(`query ($projectId: ID, $since: DateTime) { budgetReport(projectId: $projectId, since: $since) {
  runs endedByBudget utilisationP50 utilisationP90 breaches { scope name runs tiers { tierName runs tokens } }
  slices { taskCategory complexity phases tokens failed }
  audits { phasesWith completedWith phasesWithout completedWithout auditTokens } } }`);
const CALIBRATION =
  gql(`query ($projectId: ID!, $since: DateTime, $last: Int) { calibration(projectId: $projectId, since: $since, last: $last) {
  taskCategory complexity phases completedAtTry failed tokens { count p50 max } minutes { count } incidentTokenCap
  gateRejections { code count } ciRuns flakyShare auditVerdicts { code count } suggestedTokenCap evidence } }`);

async function expectCounted(projectId: string): Promise<void> {
  const rows = await rowsOfRuns(server.database);
  expect((await server.request(COUNTS, { projectId })).runCounts).toEqual(countedAgain(rows, projectId));
  const { budgetReport } = await server.request(REPORT, { projectId });
  expect(budgetReport).toEqual(reportedAgain(rows, projectId, null));
}

/** The server folds by itself, within seconds. */
const folded = () =>
  until('the runs to be folded', async () => {
    const [row] = await server.database.query<{ left: number }>(
      `select (select count(*) from ended_run where not tallied)::int + (select count(*) from run_tally where part <> '')::int as left`,
    );
    return row!.left === 0;
  });

/** Folds as another server does, on a connection of its own. */
async function withFolds(work: (folds: readonly TallyRepository[]) => Promise<void>): Promise<void> {
  const clients = [0, 1].map(() => new pg.Client({ connectionString: server.database.url }));
  try {
    await Promise.all(clients.map((each) => each.connect()));
    const on = (each: pg.Client) =>
      ({ write: async ({ text }: Statement, values: unknown[]) => (await each.query(text, values)).rows }) as never;
    await work(clients.map((each) => new TallyRepository(on(each) as Database)));
  } finally {
    await Promise.all(clients.map((each) => each.end()));
  }
}

describe('views at the same time', () => {
  it('O1, O4: runs end, are deleted and are folded together: nothing waits in a circle, nothing counts twice', async () => {
    const ids = Array.from({ length: 36 }, (_, i) => `race-${i}`);
    const start = async (runId: string) =>
      expect((await client.startRun({ runId, projectId: 'races', tiers: plan({ T1: ['a'] }) })).errors).toEqual([]);
    await Promise.all(ids.map(start));
    const cancel = async (runId: string) =>
      expect((await client.command('cancelRun', { runId, reason: 'enough' })).errors).toEqual([]);
    const remove = async (runId: string) => expect((await client.command('deleteRun', { runId })).errors).toEqual([]);
    await Promise.all(ids.slice(0, 18).map(cancel));
    await withFolds(async (folds) => {
      let isOver = false;
      let taken = 0;
      const folding = folds.map(async (each) => {
        while (!isOver) taken += await each.fold();
      });
      const ending = ids.slice(18).map(cancel);
      const removing = ids.slice(0, 12).map(remove);
      await Promise.all([...ending, ...removing]).finally(() => (isOver = true));
      await Promise.all(folding);
      for (const each of folds) taken += await each.fold();
      expect(taken).toBeGreaterThan(0);
    });
    await folded();
    await expectCounted('races');
    await Promise.all(ids.slice(12).map(remove));
    await expectCounted('races');
    await folded();
    await expectCounted('races');
    const { runCounts } = await server.request(COUNTS, { projectId: 'races' });
    expect(runCounts).toEqual([]);
    expect(await server.database.query(`select 1 from run_tally where project_id = 'races' and runs <> 0`)).toEqual([]);
  });

  it('O4, O5: a rejected patch, an audit and a flaky test are counted beyond zero', async () => {
    const runId = 'audited-1';
    const a = { ...phase('a'), taskCategory: 'security_auth', allowedPaths: ['src/'] };
    const tiers = [{ tierId: 'T1', name: 'Tier', phases: [a] }];
    expect((await client.startRun({ runId, projectId: 'audited', tiers })).errors).toEqual([]);
    const rejected = await client.build((await client.lease('BUILDER', { runId })).token, { status: 'FAILED' });
    expect(rejected.gate).toMatchObject({ verdict: 'REJECT', reasons: [{ code: expect.any(String) }] });
    await until('the pause before the next try', async () => {
      const { lease } = await client.claim('BUILDER', { runId });
      return lease ? (await client.build(lease.token)).gate?.verdict === 'AUDIT' : false;
    });
    const audited = await client.audit((await client.lease('AUDITOR', { runId })).token, { tokensUsed: 5 });
    expect(audited.phase!.state).toBe('CI_RUNNING');
    const ci = async () => (await client.lease('CI', { runId })).token;
    await client.ci({ leaseToken: await ci(), verdict: 'RED', tests: RED_TESTS });
    expect((await client.ci({ leaseToken: await ci() })).run!.state).toBe('DONE_SUCCESS');

    const { calibration } = await server.request(CALIBRATION, { projectId: 'audited' });
    expect(calibration).toMatchObject([
      {
        ...{ taskCategory: 'security_auth', phases: 1, failed: 0, ciRuns: 1, flakyShare: 1 },
        gateRejections: [{ code: rejected.gate!.reasons[0]!.code, count: 1 }],
        auditVerdicts: [{ code: 'APPROVE', count: 1 }],
      },
    ]);
    const audits = { phasesWith: 1, completedWith: 1, phasesWithout: 0, completedWithout: 0, auditTokens: 5 };
    for (const wait of [async () => undefined, folded]) {
      await wait();
      const { budgetReport } = await server.request(REPORT, { projectId: 'audited' });
      expect(budgetReport).toMatchObject({ runs: 1, audits });
      await expectCounted('audited');
    }
  });
});
