/** How many statements things cost, at any size of run: at most three to decide and commit, a constant number besides. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { statement } from '../../src/database/database.js';
import { Projector } from '../../src/file-layout/runs/projector.js';
import { gql } from '../support/api/gql.js';
import { aPlannedPhase } from '../support/domain/builders.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { accepted, LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { BACKGROUND, statementsOf } from '../support/server/statements.js';

/** Taking locks, reading what changed, settling the outbox and giving the locks back. */
const MOST_FOR_FILES = 5;

let database: TestDatabase;
let runsRoot: string;
let plain: LifecycleServer;
let withFiles: LifecycleServer;

beforeAll(async () => {
  database = await freshDatabase();
  runsRoot = await mkdtemp(join(tmpdir(), 'autopack-runs-'));
  plain = await LifecycleServer.open(database.url);
  withFiles = await LifecycleServer.open(database.url, { runsRoot });
});
afterAll(async () => {
  await plain?.close();
  await withFiles?.close();
  await database?.drop();
  await rm(runsRoot, { recursive: true, force: true });
});

const SIZES: readonly (readonly [string, readonly number[]])[] = [
  ['3 phases', [2, 1]],
  ['1,000 phases in 40 tiers', Array.from({ length: 40 }, () => 25)],
];
const FACTS_AND_COMMIT = ['transition_facts', 'commit_changes'];
let made = 0;

describe.each(SIZES)('a run of %s', (title, sizes) => {
  const start = async (values = {}): Promise<string> => {
    const runId = `counted-${(made += 1)}`;
    accepted(await plain.start(runId, planOf(...sizes), { maxPhases: 1_000, ...values }));
    return runId;
  };
  const last = `p${sizes.reduce((sum, size) => sum + size) - 1}`;

  test('C6: a move is decided and committed with two statements: the facts and the write', async () => {
    const runId = await start();
    for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE'] as const) {
      expect(
        await statementsOf(async () => accepted(await plain.transition(runId, 'p0', state, { addTokens: 1 }))),
      ).toEqual(FACTS_AND_COMMIT);
    }
    expect(
      await statementsOf(async () =>
        accepted(await plain.transition(runId, last, 'SKIPPED', { key: `skip ${runId}` })),
      ),
    ).toEqual(FACTS_AND_COMMIT);
  });

  test('no statement is compiled before it runs: that would cost more than all of them', async () => {
    expect(await plain.database.read(statement({ name: 'show_jit', text: 'show jit' }), [])).toEqual([{ jit: 'off' }]);
  });

  test('S2: a refusal costs one statement, under a key that is not used up by it too', async () => {
    const runId = await start();
    const refused = async () =>
      expect((await plain.transition(runId, last, 'EXECUTING', { key: `r ${runId}` })).errors).toHaveLength(1);
    expect(await statementsOf(refused)).toEqual(['transition_facts']);
  });

  test('S6: a run that ends as failed costs three: what is open is read as well', async () => {
    const cancelled = await start();
    expect(await statementsOf(async () => accepted(await plain.cancel(cancelled)))).toEqual([
      'run_facts',
      'open_rows',
      'commit_ending',
    ]);
    const failed = await start();
    expect(await statementsOf(async () => accepted(await plain.transition(failed, last, 'FAILED')))).toEqual([
      'transition_facts',
      'open_rows',
      'commit_ending',
    ]);
  });

  test('P2: a run is started with three statements: facts, what the backlog says, the write', async () => {
    expect(await statementsOf(async () => start())).toEqual(['start_facts', 'aged_issues', 'insert_runs']);
  });

  test('Q2: issues are recorded with two statements, however many; their phase is completed with two', async () => {
    const runId = await start();
    const hundred = Array.from({ length: 100 }, (_, i) => ({ issueKey: `k${i}`, severity: 'MAJOR' as const }));
    expect(await statementsOf(async () => accepted(await plain.record(runId, 'p0', hundred)))).toEqual([
      'issue_facts',
      'commit_issues',
    ]);
    for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING'] as const)
      accepted(await plain.transition(runId, 'p0', state));
    expect(await statementsOf(async () => accepted(await plain.transition(runId, 'p0', 'COMPLETE')))).toEqual([
      'transition_facts',
      'commit_ending',
    ]);
  });

  test('S9: a draft is started and grown with two statements each, and sealed with three', async () => {
    let runId = '';
    expect(await statementsOf(async () => (runId = await start({ draft: true })))).toEqual([
      'start_facts',
      'insert_runs',
    ]);
    const full = sizes.length > 2;
    const grown = await statementsOf(async () => plain.addPhase(runId, 't0', aPlannedPhase('more')));
    expect(grown).toEqual(full ? ['draft_facts'] : ['draft_facts', 'commit_growth']);
    expect(await statementsOf(async () => accepted(await plain.seal(runId)))).toEqual([
      'whole_draft',
      'aged_issues',
      'commit_growth',
    ]);
  });

  test('F4: with its files a move takes a constant number of statements besides', async () => {
    const runId = `filed-${(made += 1)}`;
    const displayed = () => withFiles.app.get(Projector).flush();
    accepted(await withFiles.start(runId, planOf(...sizes), { maxPhases: 1_000 }));
    await displayed();
    for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE'] as const) {
      const sent = await statementsOf(async () => {
        accepted(await withFiles.transition(runId, 'p0', state));
        await displayed();
      });
      const forFiles = sent.filter((name) => !FACTS_AND_COMMIT.includes(name));
      process.stdout.write(
        `${title}, ${state}: 2 statements to decide and commit, ${forFiles.length} for files (${forFiles.join(', ')})\n`,
      );
      expect(sent.slice(0, 2)).toEqual(FACTS_AND_COMMIT);
      expect(forFiles.length).toBeGreaterThan(0);
      expect(forFiles.length).toBeLessThanOrEqual(MOST_FOR_FILES);
    }
  });
});

describe('reading through the API', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server?.close());

  const listOf = (phaseFields: string) => `query ($first: Int!) { runs(first: $first) { nodes {
    runId state version tiers { tierId state phases { phaseId state tokensUsed ${phaseFields} } } } pageInfo { hasNextPage } } }`;
  const START = gql(
    `mutation ($input: StartRunInput!) { startRun(input: $input) { run { runId } errors { code message } } }`,
  );

  test('a list of 50 runs with tiers and phases costs at most 4 statements, as many as a list of one', async () => {
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
    for (let batch = 0; batch < 5; batch += 1) {
      const started = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          server.request(START, { input: { runId: `listed-${batch}-${i}`, tiers } }),
        ),
      );
      for (const { startRun } of started) expect(startRun.errors).toEqual([]);
    }
    const count = async (query: string, first: number): Promise<number> => {
      const sent = await statementsOf(async () => {
        const { data } = await server.requestRaw(query, { first });
        const { runs } = data as { runs: { nodes: { tiers: { phases: [] }[] }[] } };
        expect(runs.nodes).toHaveLength(first);
        for (const run of runs.nodes) expect(run.tiers.map((tier) => tier.phases.length)).toEqual([2, 1]);
      });
      return sent.filter((name) => !BACKGROUND.test(name)).length;
    };
    const plainList = await count(listOf(''), 50);
    const withNextStates = await count(listOf('nextStates'), 50);
    process.stdout.write(
      `a list of 50 runs with tiers and phases: ${plainList} statements, ${withNextStates} with nextStates\n`,
    );
    expect(plainList).toBeLessThanOrEqual(4);
    expect(await count(listOf(''), 1)).toBe(plainList);
    expect(await count(listOf('nextStates'), 1)).toBe(withNextStates);
  });
});
