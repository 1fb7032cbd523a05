/** Views over many runs: every number is counted again from the rows and events of the runs. */
import fc from 'fast-check';

import { PHASE_STATES } from '../../src/domain/model/phase-state.js';
import { phase, plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { RED_TESTS, type WorkApi, workApi } from '../support/api/workers.js';
import type { Json } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';
import { countedAgain, reportedAgain, type RowsOfRuns, rowsOfRuns, timesAgain } from './views.fixture.js';

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
  taskCategory complexity phases completedAtTry failed tokens { count p50 max } minutes { count } minutesByState { state total minutes { count p50 max } }
  incidentTokenCap gateRejections { code count } ciRuns flakyShare ciVerdicts { code count } auditVerdicts { code count }
  suggestedTokenCap evidence } }`);

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
      `select (select count(*) from ended_run where not tallied)::int + (select count(*) from run_tally where part <> '')::int as left`,
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
    const middle = ends[Math.floor(ends.length / 2)]!;
    const [hour, day] = [3_600_000, 86_400_000].map((ms) => Math.floor(middle / ms) * ms);
    const never = Date.parse('9999-12-31T23:59:59.999Z');
    for (const since of [null, ends[0], middle, hour, day, ends.at(-1), never]) {
      const from = since == null ? null : new Date(since);
      const { budgetReport } = await server.request(REPORT, { projectId, since: from?.toISOString() ?? null } as never);
      expect([projectId, from, budgetReport]).toEqual([projectId, from, reportedAgain(rows, projectId, from)]);
    }
  }
}

describe('views', () => {
  const played: string[] = [];
  beforeAll(async () => {
    for (const each of fc.sample(story, { numRuns: 40, seed: 11 })) played.push(await play(each));
    await work(['RED', 'GREEN']);
  }, 60_000);

  it('O1, O4: counts and the report on budgets are what the rows add up to, live, ended, folded and deleted', async () => {
    await expectCounted(await rowsOfRuns(server.database));
    // Ends of earlier days and hours, so that days and hours are read from sums and the rest of one hour from rows. In one
    // transaction, which keeps the server from folding in between.
    await server.database.query(
      `truncate run_tally;
       update run set completed_at = completed_at - (length(run_id) + ascii(right(run_id, 1))) % 5 * interval '1 day'
         - ascii(right(run_id, 1)) % 7 * interval '197 minutes' where completed_at is not null;
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

  const LIST = `query ($orderBy: RunOrder, $filter: RunFilter, $after: String) {
    runs(first: 7, orderBy: $orderBy, filter: $filter, after: $after) { totalCount pageInfo { hasNextPage endCursor }
      nodes { runId phaseCounts { state count } tierCount tokenUtilisation durationSeconds tokenCap tokensUsed
        tiers { blocksPromotion cleanliness } } } }`;
  interface Listed {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    readonly nodes: readonly any[];
  }
  const list = async (variables: Json): Promise<Listed> => {
    const { data, errors } = await server.requestRaw(LIST, variables);
    expect(errors).toBeUndefined();
    return (data as { runs: Listed }).runs;
  };
  const pages = async (variables: Json) => {
    const nodes: any[] = [];
    for (let after: string | null = null; ;) {
      const page = await list({ ...variables, after });
      nodes.push(...page.nodes);
      if (page.pageInfo.hasNextPage) after = page.pageInfo.endCursor;
      else {
        expect(nodes).toHaveLength(page.totalCount);
        return nodes;
      }
    }
  };

  it('O1, O2: runs are listed in each order, page by page, with figures that the rows confirm', async () => {
    const { runs, phases, tiers } = await rowsOfRuns(server.database);
    const ms = (at: string) => new Date(at).getTime();
    const keys: Record<string, (run: (typeof runs)[number]) => number | null> = {
      NEWEST: (run) => -ms(run.created_at),
      OLDEST_START: (run) => run.started_at && ms(run.started_at),
      LATEST_END: (run) => run.completed_at && -ms(run.completed_at),
      MOST_TOKENS: (run) => -run.tokens_used,
      NEXT_DEADLINE: (run) => (run.completed_at === null ? run.deadline_at && ms(run.deadline_at) : null),
    };
    const byId = new Map(runs.map((run) => [run.run_id, run]));
    for (const [orderBy, key] of Object.entries(keys)) {
      for (const projectId of [null, 'one']) {
        const nodes = await pages({ orderBy, filter: { projectId } });
        const expected = runs.filter(
          (run) => key(run) !== null && (projectId === null || run.project_id === projectId),
        );
        expect(nodes.map(({ runId }) => runId as string).sort()).toEqual(expected.map(({ run_id }) => run_id).sort());
        const found = nodes.map(({ runId }) => key(byId.get(runId)!)!);
        expect([orderBy, found]).toEqual([orderBy, found.toSorted((a, b) => a - b)]);
      }
    }
    for (const node of await pages({ filter: {} })) {
      const own = phases.filter(({ run_id }) => run_id === node.runId);
      for (const { state, count } of node.phaseCounts)
        expect(count).toBe(own.filter((row) => row.state === state).length);
      const counted = node.phaseCounts.reduce((total: number, { count }: { count: number }) => total + count, 0);
      expect(counted).toBe(own.length);
      expect(node.tierCount).toBe(tiers.filter(({ run_id }) => run_id === node.runId).length);
      expect(node.tokenUtilisation).toBe(node.tokensUsed / node.tokenCap);
      for (const tier of node.tiers) expect(tier.blocksPromotion).toBe(tier.cleanliness === 'NOT_CLEAN');
      const row = byId.get(node.runId)!;
      if (row.completed_at) {
        expect(node.durationSeconds).toBe(Math.max(0, ms(row.completed_at) - ms(row.started_at)) / 1_000);
      } else expect(node.durationSeconds).toBeGreaterThanOrEqual(0);
    }
  });

  it('O1: runs are found by text, by the code of their failure and by their end; a cursor of another order is refused', async () => {
    const { runs } = await rowsOfRuns(server.database);
    const ids = async (filter: Json) => (await pages({ filter })).map(({ runId }) => runId as string).sort();
    const expected = (found: (run: (typeof runs)[number]) => boolean) =>
      runs
        .filter(found)
        .map(({ run_id }) => run_id)
        .sort();
    expect(await ids({ text: 'EW-1' })).toEqual(expected(({ run_id }) => run_id.includes('ew-1')));
    expect(await ids({ text: '%' })).toEqual([]);
    const failed = (code: string) => (run: (typeof runs)[number]) =>
      run.failure?.reasons.some((reason: Json) => reason.code === code) ?? false;
    const some = expected(failed('cancelled'));
    expect(some.length).toBeGreaterThan(0);
    expect(await ids({ failureCodes: ['cancelled'] })).toEqual(some);
    expect(await ids({ failureCodes: ['token_cap_exceeded', 'cancelled', "o'no"] })).toEqual(
      expected((run) => failed('cancelled')(run) || failed('token_cap_exceeded')(run)),
    );
    expect(await ids({ failureCodes: [] })).toEqual([]);
    const ends = runs.flatMap(({ completed_at }) => completed_at ?? []).sort();
    const [from, to] = [new Date(ends[3]), new Date(ends.at(-3))];
    expect(await ids({ endedAfter: from.toISOString(), endedBefore: to.toISOString() })).toEqual(
      expected(({ completed_at: at }) => at !== null && new Date(at) > from && new Date(at) < to),
    );
    const { pageInfo } = await list({ orderBy: 'MOST_TOKENS' });
    for (const orderBy of ['NEWEST', 'LATEST_END', 'NEXT_DEADLINE', 'OLDEST_START']) {
      const { errors } = await server.requestRaw(LIST, { orderBy, after: pageInfo.endCursor });
      expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    }
  });

  it('O3: the summary of a backlog is what a list of all its entries says', async () => {
    const [runId] = [
      await play({ projectId: 'two', tokenCap: 5_000_000, categories: [null], tokens: [1], end: 'stay' }),
    ];
    const keys = Array.from({ length: 14 }, (_, i) => `style__k${i}`);
    const record = (issueKeys: readonly string[]) =>
      client.command('recordIssues', {
        ...{ runId, phaseId: 'p0' },
        issues: issueKeys.map((issueKey) => ({
          issueKey,
          category: 'style',
          severity: 'MINOR' as const,
          source: 'TEST' as const,
        })),
      } as never);
    await record(keys);
    for (const key of keys.slice(0, 3)) await record([key]);
    await server.database.query(
      `update backlog_entry set age_in_runs = 9 where issue_key = 'style__k5'; update backlog_entry set resolved_at = last_seen_at, age_in_tiers = 99 where issue_key = 'style__k6'`,
    );
    const { data } = (await server.requestRaw(
      `{ backlogSummary(projectId: "two") { total open needsCleanup topByRuns { issueKey } topByTiers { issueKey } topByOccurrences { issueKey } }
        issueBacklog(projectId: "two", first: 100) { nodes { issueKey status ageInRuns ageInTiers occurrenceCount } } }`,
    )) as { data: any };
    const { backlogSummary, issueBacklog } = data;
    const nodes: any[] = issueBacklog.nodes;
    const withStatus = (status: string) => nodes.filter((node) => node.status === status);
    expect(backlogSummary).toMatchObject({
      ...{ total: nodes.length, open: withStatus('OPEN').length, needsCleanup: withStatus('NEEDS_CLEANUP').length },
    });
    expect([nodes.length, withStatus('RESOLVED').length]).toEqual([14, 1]);
    const top = (name: string) => {
      const live = nodes.filter(({ status }) => status !== 'RESOLVED').map((node) => node[name] as number);
      return live.sort((a, b) => b - a).slice(0, 10);
    };
    const valuesOf = (list: readonly { issueKey: string }[], name: string) =>
      list.map(({ issueKey }) => nodes.find((node) => node.issueKey === issueKey)[name]);
    expect(valuesOf(backlogSummary.topByRuns, 'ageInRuns')).toEqual(top('ageInRuns'));
    expect(valuesOf(backlogSummary.topByTiers, 'ageInTiers')).toEqual(top('ageInTiers'));
    expect(valuesOf(backlogSummary.topByOccurrences, 'occurrenceCount')).toEqual(top('occurrenceCount'));
  });

  it('O5: calibration is what phases, attempts and tries say', async () => {
    for (const tries of [['GREEN'], ['RED', 'GREEN'], ['GREEN']] as const) await work(tries);
    const rows = await rowsOfRuns(server.database);
    const timesOf = await timesAgain(server.database);
    // From events; then from what the server has added up by then.
    await server.database.query('update ended_run set phase_times = null');
    const { calibration } = await server.request(CALIBRATION, { projectId: 'one' });
    await until('times to be added up', async () => {
      const left = await server.database.query('select 1 from ended_run where phase_times is null');
      return left.length === 0;
    });
    expect((await server.request(CALIBRATION, { projectId: 'one' })).calibration).toEqual(calibration);
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
      const begun = own.filter((row) => row.started_at !== null).map((row) => ({ row, times: timesOf(row) }));
      for (const { row, times } of begun) {
        const spent = [...times.values()].reduce((sum, ms) => sum + ms, 0);
        expect(spent).toBe(new Date(row.completed_at).getTime() - new Date(row.started_at).getTime());
      }
      const states = new Set(begun.flatMap(({ times }) => [...times.keys()]));
      expect(each.minutesByState.map(({ state }) => state)).toEqual(PHASE_STATES.filter((state) => states.has(state)));
      for (const { state, total, minutes } of each.minutesByState) {
        const ms = begun.map(({ times }) => times.get(state) ?? 0).sort((a, b) => a - b);
        expect(minutes).toEqual({
          ...{ count: begun.length, max: ms.at(-1)! / 60_000 },
          p50: ms[Math.ceil(ms.length / 2) - 1]! / 60_000,
        });
        expect(total).toBeCloseTo(ms.reduce((sum, value) => sum + value, 0) / 60_000, 9);
      }
      const verdicts = rows.attempts
        .filter((one) => one.role !== 'CI' && one.ci_verdict !== null)
        .filter((one) => own.some((row) => row.run_id === one.run_id && row.phase_id === one.phase_id))
        .map((one) => one.ci_verdict as string);
      expect([...each.ciVerdicts].sort((a, b) => (a.code < b.code ? -1 : 1))).toEqual(
        [...new Set(verdicts)].sort().map((code) => ({ code, count: verdicts.filter((one) => one === code).length })),
      );
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
