/** Views over many runs: every number is counted again from the rows and events of the runs. */
import fc from 'fast-check';

import { phase, plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { RED_TESTS, type WorkApi, workApi } from '../support/api/workers.js';
import type { Json } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';
import { countedAgain, reportedAgain, type RowsOfRuns, rowsOfRuns } from './views.fixture.js';

let server: TestServer;
let client: WorkApi;
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
  for (const projectId of ['one', 'two']) {
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

let made = 0;
interface Story {
  readonly projectId: string;
  readonly tokenCap: number;
  readonly categories: readonly (string | null)[];
  /** Tokens of each move; the run ends where a budget breaks. */
  readonly tokens: readonly number[];
  readonly end: 'go on' | 'cancel' | 'fail' | 'stay';
}
const story: fc.Arbitrary<Story> = fc.record({
  projectId: fc.constantFrom('one', 'two'),
  tokenCap: fc.constantFrom(1_000, 50_000, 5_000_000),
  categories: fc.array(fc.constantFrom(null, 'tests', 'docs'), { minLength: 1, maxLength: 4 }),
  tokens: fc.array(fc.oneof(fc.nat(900), fc.nat(60_000), fc.constant(600_000)), { minLength: 4, maxLength: 4 }),
  end: fc.constantFrom('go on', 'go on', 'cancel', 'fail', 'stay'),
});

/** Plays a run by manual transitions; answers its id. */
async function play({ projectId, tokenCap, categories, tokens, end }: Story): Promise<string> {
  const runId = `view-${made++}`;
  const phases = categories.map((taskCategory, i) => ({ ...phase(`p${i}`), taskCategory }));
  const tiers = [phases.slice(0, 2), phases.slice(2)]
    .filter((each) => each.length > 0)
    .map((each, i) => ({ tierId: `t${i}`, name: `Tier ${i}`, phases: each }));
  const started = await client.startRun({ runId, projectId, tokenCap, tiers });
  expect(started.errors).toEqual([]);
  const move = (phaseId: string, state: 'EXECUTING' | 'GATE' | 'CI_RUNNING' | 'COMPLETE' | 'FAILED', addTokens = 0) =>
    client.command('updatePhaseStatus', { runId, phaseId, state, addTokens });
  for (const [i] of categories.entries()) {
    await move(`p${i}`, 'EXECUTING');
    if (end === 'stay') return runId;
    if (end === 'cancel') await client.command('cancelRun', { runId, reason: 'enough' });
    await move(`p${i}`, 'GATE', tokens[i % tokens.length]);
    if (end === 'fail') await move(`p${i}`, 'FAILED');
    await move(`p${i}`, 'CI_RUNNING');
    await move(`p${i}`, 'COMPLETE');
  }
  return runId;
}

/** A run of one phase by workers: built, red, built again, audited if asked, green. */
async function work(tries: readonly ('RED' | 'GREEN')[]): Promise<void> {
  const runId = `view-${made++}`;
  await client.startRun({ runId, projectId: 'one', tiers: plan({ T1: ['a'] }) });
  for (const verdict of tries) {
    const builder = await client.lease('BUILDER', { runId });
    await client.build(builder.token, { tokensUsed: 100 + made });
    for (;;) {
      const ci = await client.claim('CI', { runId });
      if (!ci.lease) break;
      await client.ci({
        leaseToken: ci.lease.token,
        verdict,
        ...(verdict === 'RED' ? { tests: RED_TESTS } : {}),
      });
    }
  }
}

/** The server folds by itself, within seconds. */
const folded = () =>
  until('the runs to be folded', async () => {
    const [row] = await server.database.query<{ left: number }>(
      `select (select count(*) from ended_run where not tallied)::int + (select count(*) from run_tally where part <> 0)::int as left`,
    );
    return row!.left === 0;
  });

async function expectCounted(rows: RowsOfRuns): Promise<void> {
  for (const projectId of [null, 'one', 'two', 'no-such']) {
    const { runCounts } = await server.request(COUNTS, { projectId });
    expect([projectId, runCounts]).toEqual([projectId, countedAgain(rows, projectId)]);
    const ends = rows.runs
      .flatMap(({ completed_at: at }) => (at ? [new Date(at).getTime()] : []))
      .sort((a, b) => a - b);
    for (const since of [null, ends[0], ends[Math.floor(ends.length / 2)], ends.at(-1)]) {
      const from = since == null ? null : new Date(since);
      const { budgetReport } = await server.request(REPORT, { projectId, since: from?.toISOString() ?? null } as never);
      expect([projectId, from, budgetReport]).toEqual([projectId, from, reportedAgain(rows, projectId, from)]);
    }
  }
}

describe('views', () => {
  it('O1, O4: counts and the report on budgets are what the rows add up to, live, ended, folded and deleted', async () => {
    const played: string[] = [];
    for (const each of fc.sample(story, { numRuns: 40, seed: 11 })) played.push(await play(each));
    await work(['RED', 'GREEN']);
    await expectCounted(await rowsOfRuns(server.database));
    // Ends of earlier days, so that whole days are read from sums and the first one from rows. In one transaction, which
    // keeps the server from folding in between.
    await server.database.query(
      `truncate run_tally;
       update run set completed_at = completed_at - (length(run_id) + ascii(right(run_id, 1))) % 5 * interval '1 day' where completed_at is not null;
       update ended_run e set tallied = false, completed_at = r.completed_at from run r where r.run_id = e.run_id`,
    );
    await expectCounted(await rowsOfRuns(server.database));
    await folded();
    await expectCounted(await rowsOfRuns(server.database));
    for (const runId of played.slice(0, 12)) await client.command('deleteRun', { runId });
    const rows = await rowsOfRuns(server.database);
    expect(rows.runs.length).toBeLessThan(41);
    await expectCounted(rows);
    await folded();
    await expectCounted(rows);
  });

  it('O5: calibration is what phases, attempts and tries say', async () => {
    for (const tries of [['GREEN'], ['RED', 'GREEN'], ['GREEN']] as const) await work(tries);
    const rows = await rowsOfRuns(server.database);
    const { calibration } = await server.request(CALIBRATION, { projectId: 'one' });
    const ended = rows.runs.filter((run) => run.project_id === 'one' && run.completed_at !== null);
    const phases = rows.phases.filter(
      ({ run_id, state }) => ended.some((run) => run.run_id === run_id) && ['COMPLETE', 'FAILED'].includes(state),
    );
    expect(calibration.reduce((total, each) => total + each.phases, 0)).toBe(phases.length);
    for (const each of calibration) {
      const own = phases.filter(
        (row) => (row.task_category ?? '') === each.taskCategory && row.complexity === each.complexity,
      );
      const complete = own.filter(({ state }) => state === 'COMPLETE');
      const tokens = own.map((row) => Number(row.tokens_used)).sort((a, b) => a - b);
      expect(each).toMatchObject({
        phases: own.length,
        failed: own.length - complete.length,
        tokens: { count: own.length, p50: tokens[Math.ceil(own.length / 2) - 1], max: tokens.at(-1) },
        ciRuns: rows.tries.filter(
          (one, i) =>
            own.some((row) => row.run_id === one.run_id && row.phase_id === one.phase_id) &&
            rows.tries.findIndex(
              (other) =>
                other.run_id === one.run_id &&
                other.phase_id === one.phase_id &&
                other.attempt === one.attempt &&
                other.round === one.round,
            ) === i,
        ).length,
      });
      const tryOf = (row: Json) => Math.max(1, Number(row.builder_attempts));
      expect(each.completedAtTry).toEqual(
        each.completedAtTry.map((_, i) => complete.filter((row) => tryOf(row) === i + 1).length),
      );
    }
    const [last] = (await server.request(CALIBRATION, { projectId: 'one', last: 1 })).calibration;
    expect(last).toMatchObject({ phases: 1, completedAtTry: [1, 0, 0], ciRuns: 1, flakyShare: 0 });
    const none = await server.request(CALIBRATION, { projectId: 'one', since: '2999-01-01T00:00:00.000Z' } as never);
    expect(none.calibration).toEqual([]);
  });
});
