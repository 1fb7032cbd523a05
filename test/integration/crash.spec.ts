/** kill -9 of the server at named points: the state is whole, the files are repaired, and a client that asks again is answered once. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import type { PhaseState } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import type { TestClient } from '../support/graphql-client.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { CrashHarness } from '../support/server/crash-harness.js';
import type { CrashPoint } from '../support/server/crashing-server.js';
import type { TestDatabase } from '../support/server/databases.js';
import { waitForFiles } from '../support/server/files.js';
import { until, within } from '../support/waiting.js';

const POINTS: CrashPoint[] = ['before the write', 'after the commit', 'amid the files', 'before the answer'];

const START = gql('mutation ($input: StartRunInput!) { startRun(input: $input) { run { version } errors { code } } }');
const MOVE = gql(
  'mutation ($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) { run { version } phase { state } errors { code } } }',
);
const RECORD = gql(
  'mutation ($input: RecordIssuesInput!) { recordIssues(input: $input) { issues { issueKey occurrenceCount } errors { code } } }',
);
const FROM_PLAN = gql(
  'mutation ($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) { runs { runId } errors { message } } }',
);
const RECOUNT = gql('{ recount { differences { subject name } } }');
const REBUILD = gql(
  'mutation ($input: RebuildFileLayoutInput!) { rebuildFileLayout(input: $input) { errors { code } } }',
);

let harness: CrashHarness;
let database: TestDatabase;
let runsRoot: string;
let client: TestClient;

beforeAll(async () => {
  harness = await CrashHarness.open();
  ({ database, runsRoot } = harness);
  client = await harness.start();
}, 60_000);
afterAll(() => harness?.close());

const arm = (point: CrashPoint) => harness.arm(point);

const move = (runId: string, state: PhaseState, idempotencyKey?: string) =>
  client.request(MOVE, { input: { runId, phaseId: 'a', state, addTokens: 5, idempotencyKey } });

async function waitingWrites(runId: string): Promise<number> {
  const [row] = await database.query<{ writes: number }>(
    'select count(*)::int as writes from run_outbox where run_id = $1',
    [runId],
  );
  return row!.writes;
}

/** Every file of a run by path. */
function filesOf(runId: string): Record<string, string> {
  const root = join(runsRoot, runId);
  if (!existsSync(root)) return {};
  const paths = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  paths.sort((a, b) => (`${a.parentPath}/${a.name}` < `${b.parentPath}/${b.name}` ? -1 : 1));
  return Object.fromEntries(
    paths.map((entry) => [
      relative(root, join(entry.parentPath, entry.name)),
      readFileSync(join(entry.parentPath, entry.name), 'utf8'),
    ]),
  );
}

test.each(POINTS)(
  'C6, F3: killed %s of a move: nothing is lost or half done, and the next start repairs the files',
  async (point) => {
    const runId = `killed-${point.replaceAll(' ', '-')}`;
    const tiers = [
      {
        tierId: 't0',
        name: 'One',
        phases: [
          { phaseId: 'a', name: 'A' },
          { phaseId: 'b', name: 'B' },
        ],
      },
      { tierId: 't1', name: 'Two', phases: [{ phaseId: 'c', name: 'C' }] },
    ];
    expect((await client.request(START, { input: { runId, tiers } })).startRun.errors).toEqual([]);
    for (const state of ['EXECUTING', 'GATE'] as const)
      expect((await move(runId, state)).updatePhaseStatus.errors).toEqual([]);
    await waitForFiles(harness, runId);
    const before = await expectConsistent(database, runId);
    const filesBefore = filesOf(runId);
    expect(Object.keys(filesBefore)).toHaveLength(7);

    await arm(point);
    const killed = harness.gone();
    const answered = move(runId, 'CI_RUNNING', `key of ${runId}`);
    // Files follow: the answer may be out before they are written (F2).
    if (point === 'amid the files') await answered.catch(() => undefined);
    else await expect(answered).rejects.toThrow();
    expect((await within('the server to die', killed))[1]).toBe('SIGKILL');

    const landed = point !== 'before the write';
    const after = await expectConsistent(database, runId);
    if (landed) {
      expect(after.run).toMatchObject({
        state: 'CI_RUNNING',
        version: before.run.version + 2,
        tokensUsed: before.run.tokensUsed + 5,
      });
      if (point !== 'before the answer') expect(await waitingWrites(runId)).toBe(1);
    } else {
      expect(after).toEqual(before);
    }
    if (point === 'after the commit') expect(filesOf(runId)).toEqual(filesBefore);
    if (point === 'amid the files') expect(Object.keys(filesOf(runId))).toHaveLength(8);

    client = await harness.start();
    await until('the files to be repaired', async () => (await waitingWrites(runId)) === 0);
    const repaired = filesOf(runId);
    expect(Object.keys(repaired)).toEqual(Object.keys(filesBefore));
    expect(repaired['run_summary.md']).toContain(`run_version: ${after.run.version}`);
    expect((await client.request(REBUILD, { input: { runId } })).rebuildFileLayout.errors).toEqual([]);
    expect(filesOf(runId)).toEqual(repaired);

    // The client never heard an answer, and asks again under its key (W5).
    const answer = (await move(runId, 'CI_RUNNING', `key of ${runId}`)).updatePhaseStatus;
    expect(answer).toMatchObject({
      errors: [],
      phase: { state: 'CI_RUNNING' },
      run: { version: before.run.version + 2 },
    });
    const { run, phases } = await expectConsistent(database, runId);
    expect(run).toMatchObject({ ciRunsUsed: 1, tokensUsed: 15 });
    expect(phases[0]).toMatchObject({ state: 'CI_RUNNING', builderAttempts: 1 });
  },
  60_000,
);

test.each(['before the write', 'after the commit'] as const)(
  'C6, W5: killed %s of moves that go together: each is whole or not there, and asked again it is done once',
  async (point) => {
    const ids = Array.from({ length: 8 }, (_, i) => `together-${i}-${point.replaceAll(' ', '-')}`);
    const tiers = [{ tierId: 't0', name: 'One', phases: [{ phaseId: 'a', name: 'A' }] }];
    for (const runId of ids)
      expect((await client.request(START, { input: { runId, tiers } })).startRun.errors).toEqual([]);

    await arm(point);
    const killed = harness.gone();
    const requested = await Promise.allSettled(ids.map((runId) => move(runId, 'EXECUTING', `key of ${runId}`)));
    expect(requested.some(({ status }) => status === 'rejected')).toBe(true);
    expect((await within('the server to die', killed))[1]).toBe('SIGKILL');
    const states = [];
    for (const runId of ids) states.push((await expectConsistent(database, runId)).phases[0]!.state);
    expect(states.includes('EXECUTING')).toBe(point === 'after the commit');
    // Who was answered has what was answered.
    for (const [i, { status }] of requested.entries()) if (status === 'fulfilled') expect(states[i]).toBe('EXECUTING');

    client = await harness.start();
    const answers = await Promise.all(ids.map((runId) => move(runId, 'EXECUTING', `key of ${runId}`)));
    expect(answers.map((answer) => answer.updatePhaseStatus.errors)).toEqual(ids.map(() => []));
    for (const runId of ids) {
      const { run, phases } = await expectConsistent(database, runId);
      expect(run.tokensUsed).toBe(5);
      expect(phases[0]).toMatchObject({ state: 'EXECUTING', builderAttempts: 1 });
    }
  },
  60_000,
);

test.each(POINTS)(
  'Q2, F3: killed %s of recording issues: no half issue, and the next start repairs the files',
  async (point) => {
    const runId = `reported-${point.replaceAll(' ', '-')}`;
    const phases = [{ phaseId: 'a', name: 'A' }];
    expect(
      (await client.request(START, { input: { runId, tiers: [{ tierId: 't', name: 'T', phases }] } })).startRun.errors,
    ).toEqual([]);
    const issues = ['one', 'two'].map((key) => ({
      issueKey: `${runId}:${key}`,
      category: 'style',
      source: 'TEST' as const,
    }));
    const record = () =>
      client.request(RECORD, { input: { runId, phaseId: 'a', issues, idempotencyKey: `key of ${runId}` } });
    const rows = async () =>
      database.query(
        `select (select count(*)::int from phase_issue where run_id = $1) as issues, (select count(*)::int from issue_sighting where run_id = $1) as sightings,
          (select count(*)::int from backlog_entry where last_seen_run_id = $1) as entries, (select minor_issues_count from run where run_id = $1) as counted`,
        [runId],
      );

    await waitForFiles(harness, runId);
    await arm(point);
    const killed = harness.gone();
    const answered = record();
    if (point === 'amid the files') await answered.catch(() => undefined);
    else await expect(answered).rejects.toThrow();
    await within('the server to die', killed);
    const many = point === 'before the write' ? 0 : 2;
    expect(await rows()).toEqual([{ issues: many, sightings: many, entries: many, counted: many }]);

    client = await harness.start();
    await until('the files to be repaired', async () => (await waitingWrites(runId)) === 0);
    expect((await record()).recordIssues).toEqual({
      issues: issues.map(({ issueKey }) => ({ issueKey, occurrenceCount: 1 })),
      errors: [],
    });
    expect(await rows()).toEqual([{ issues: 2, sightings: 2, entries: 2, counted: 2 }]);
    expect((await client.request(RECOUNT)).recount.differences).toEqual([]);
    expect(JSON.parse(filesOf(runId)['issues/run_issue_index.json']!)).toMatchObject({
      issues_by_key: Object.fromEntries(issues.map(({ issueKey }) => [issueKey, { occurrence_count: 1 }])),
    });
    await expectConsistent(database, runId);
  },
  60_000,
);

test('P10: a server that dies between the end of a run and the start of the one that waits for it: the next one lets it begin', async () => {
  const planMarkdown = '---\nscope: single_tier\n---\n\n## T1: One\n\n### P1: a\n\n## T2: Two\n\n### P2: b\n';
  const { runs, errors } = (await client.request(FROM_PLAN, { input: { runId: 'chained', planMarkdown } }))
    .startRunFromPlan;
  expect(errors).toEqual([]);
  expect(runs.map((run) => run.runId)).toEqual(['chained', 'chained-2']);
  const step = (state: PhaseState) => client.request(MOVE, { input: { runId: 'chained', phaseId: 'P1', state } });
  for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING'] as const) await step(state);
  await arm('after the commit');
  const killed = harness.gone();
  await expect(step('COMPLETE')).rejects.toThrow();
  await within('the server to die', killed);
  const waiting = () =>
    database.query<{ started_at: Date | null }>(`select started_at from run where run_id = 'chained-2'`);
  expect(await waiting()).toEqual([{ started_at: null }]);
  client = await harness.start();
  await until('the waiting run to begin', async () => (await waiting())[0]!.started_at !== null);
  await expectConsistent(database, 'chained-2');
}, 60_000);
