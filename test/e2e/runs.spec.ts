/** Starting, cancelling and deleting runs through the API (I1, I3, P4, P9, C1). */
import { type Api, api, phase, plan, type RunRead, stored } from '../support/api/api.js';
import type { PhaseInput, TierInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import type { Json } from '../support/graphql-client.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

let server: TestServer;
let client: Api;
beforeAll(async () => {
  server = await startTestServer({ RUN_TOKEN_CAP: '4000000' });
  client = api(server);
  for (const projectId of ['shop', 'pages']) await client.command('createProject', { projectId });
});
afterAll(async () => server.close());
const refusedWith = (code: string, more: Json = {}) => [expect.objectContaining({ code, ...more })];

describe('the server', () => {
  it('reports its version, the identity of its database and since when it runs', async () => {
    const reported = (await server.request(gql('{ server { version databaseId startedAt } }'))).server;
    expect(reported).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      databaseId: expect.stringMatching(/.+/),
      startedAt: expect.stringMatching(/Z$/),
    });
    expect(Date.parse(reported.startedAt)).toBeLessThanOrEqual(Date.now() + 1_000);
  });
});

describe('starting a run', () => {
  it('answers the run with its plan as rows, and reading it gives the same (I3, S5)', async () => {
    const first: PhaseInput = {
      ...phase('F1.1'),
      description: 'Models',
      allowedPaths: ['src/**'],
      acceptanceCriteria: ['it runs', 'ü 😀'],
      allowNoop: true,
    };
    const [one, two] = plan({ T1: ['F1.1', 'F1.2'], T2: ['F2.1'] });
    const tiers: TierInput[] = [{ ...one!, description: 'Ground work', phases: [first, phase('F1.2')] }, two!];
    const started = await client.startRun({ runId: 'Full.Run_1', projectId: 'shop', tiers });
    expect(started.errors).toEqual([]);
    const run = await client.read('Full.Run_1');
    expect(run).toMatchObject(started.run!);
    expect(run).toMatchObject({
      id: 'run:Full.Run_1',
      projectId: 'shop',
      state: 'RUN_CREATED',
      isTerminal: false,
      version: 1,
      tokensUsed: 0,
      failure: null,
      failureReason: null,
      completedAt: null,
    });
    expect(
      run.tiers.map((tier) => [tier.id, tier.tierIndex, tier.name, tier.description, tier.state, tier.cleanliness]),
    ).toEqual([
      ['tier:Full.Run_1/T1', 0, 'Tier T1', 'Ground work', 'PENDING', 'CLEAN'],
      ['tier:Full.Run_1/T2', 1, 'Tier T2', null, 'PENDING', 'CLEAN'],
    ]);
    expect(run.phases.map((row) => [row.id, row.phaseIndex, row.tierId, row.state])).toEqual([
      ['phase:Full.Run_1/F1.1', 0, 'T1', 'QUEUED'],
      ['phase:Full.Run_1/F1.2', 1, 'T1', 'QUEUED'],
      ['phase:Full.Run_1/F2.1', 2, 'T2', 'QUEUED'],
    ]);
    expect(run.phases[0]).toMatchObject({
      description: 'Models',
      allowedPaths: ['src/**'],
      acceptanceCriteria: ['it runs', 'ü 😀'],
      allowNoop: true,
    });
    expect(run.phases[1]).toMatchObject({
      description: null,
      allowedPaths: [],
      acceptanceCriteria: [],
      allowNoop: false,
    });
    expect(run.events).toEqual([
      expect.objectContaining({
        seq: 1,
        type: 'RUN_STATE_CHANGED',
        subject: 'run',
        actor: 'operator',
        cause: 'startRun',
        fromState: null,
        toState: 'RUN_CREATED',
      }),
    ]);
    await expectConsistent(server.database, 'Full.Run_1');
  });

  it('F2: its files follow', async () => {
    await client.startRun({ runId: 'with-files', tiers: plan({ T1: ['F1.1'], T2: ['F2.1'] }) });
    expect(
      Object.keys((await stored(server)).files)
        .filter((path) => /^with-files\/.*\./.test(path))
        .sort(),
    ).toEqual([
      'with-files/phases/phase_00_F1.1.md',
      'with-files/phases/phase_01_F2.1.md',
      'with-files/project_implementation_strategy_v1.json',
      'with-files/run_summary.md',
      'with-files/tiers/tier_00_Tier_T1.md',
      'with-files/tiers/tier_01_Tier_T2.md',
    ]);
    const { run } = await server.request(
      gql('{ run(runId: "with-files") { fileLayout { runId upToDate files { path kind runVersion content } } } }'),
    );
    expect([run!.fileLayout.upToDate, run!.fileLayout.files.length, run!.fileLayout.files[0]!.path]).toEqual([
      true,
      6,
      'run_summary.md',
    ]);
  });

  it('takes a plan of a thousand phases that is written into the document, and not into variables', async () => {
    const phases = Array.from({ length: 1_000 }, (_, i) => `{ phaseId: "F${i}", name: "Phase ${i}" }`).join(' ');
    const input = `{ runId: "written-out", maxPhases: 1000, tiers: [{ tierId: "T", name: "T", phases: [${phases}] }] }`;
    const { data } = await server.requestRaw(
      `mutation { startRun(input: ${input}) { run { runId state } errors { code } } }`,
    );
    expect(data).toMatchObject({ startRun: { run: { state: 'RUN_CREATED' }, errors: [] } });
    await client.command('cancelRun', { runId: 'written-out', reason: 'seen' });
  });

  it('makes a short readable id when the caller gives none, another one every time (I1)', async () => {
    const ids = await Promise.all(
      [1, 2, 3].map(async () => (await client.startRun({ tiers: plan({ T1: ['p'] }) })).run!.runId),
    );
    expect(ids).toEqual(ids.map(() => expect.stringMatching(/^run-[a-z0-9]{8}$/)));
    expect(new Set(ids).size).toBe(3);
  });

  it('takes what the caller leaves out from the defaults and the server’s configuration (P9)', async () => {
    await client.startRun({ runId: 'defaults', tiers: plan({ T1: ['a', 'b', 'c'] }) });
    const run = await client.read('defaults');
    expect(run).toMatchObject({
      projectId: 'default',
      safetyProfile: 'NORMAL',
      runScope: 'MULTI_TIER',
      tokenCap: 4_000_000,
      maxPhases: 25,
      maxDurationMinutes: 120,
      maxMinorIssuesTotal: 9,
    });
    expect(Date.parse(run.deadlineAt!) - Date.parse(run.startedAt!)).toBe(120 * 60_000);
    expect(run.startedAt).toBe(run.createdAt);
    expect(run.tiers[0]).toMatchObject({
      tokenCap: 4_500_000,
      ciRunCap: 6,
      maxMinorIssuesTolerated: 6,
      maxMajorIssuesTolerated: 0,
    });
    expect(run.phases[0]).toMatchObject({
      taskCategory: null,
      complexity: 'MEDIUM',
      builderMode: 'TWEAK_LIGHT',
      maxBuilderAttempts: 3,
      maxAuditorAttempts: 2,
      incidentTokenCap: 500_000,
    });
  });

  it('takes what the caller says: profile, scope, budgets up to their maximum (P9, P4)', async () => {
    const budgets = { tokenCap: 10 ** 12, maxPhases: 1_000, maxDurationMinutes: 10_080 };
    await client.startRun({
      runId: 'asked',
      safetyProfile: 'SAFETY_CRITICAL',
      runScope: 'SINGLE_TIER',
      ...budgets,
      tiers: plan({ T1: ['a', 'b'] }),
    });
    const run = await client.read('asked');
    expect(run).toMatchObject({ safetyProfile: 'SAFETY_CRITICAL', runScope: 'SINGLE_TIER', ...budgets });
    expect(run.tiers[0]).toMatchObject({ maxMinorIssuesTolerated: 2, ciRunCap: 4 });
    const smallest = { tokenCap: 1, maxPhases: 1, maxDurationMinutes: 1 };
    expect((await client.startRun({ runId: 'smallest', ...smallest, tiers: plan({ T1: ['a'] }) })).run).toMatchObject(
      smallest,
    );
  });

  it('gives each phase the care of its category; a plan only tightens, and the builder mode is taken as given (P4)', async () => {
    const phases: PhaseInput[] = [
      { ...phase('docs'), taskCategory: 'docs' },
      { ...phase('harder'), taskCategory: 'docs', complexity: 'HIGH' },
      { ...phase('easier'), taskCategory: 'schema_change', complexity: 'LOW', builderMode: 'TWEAK_LIGHT' },
      { ...phase('bulk'), taskCategory: 'bulk_operation' },
      { ...phase('unknown'), taskCategory: 'constructor' },
    ];
    await client.startRun({ runId: 'care', tiers: [{ tierId: 'T', name: 'T', phases }] });
    const run = await client.read('care');
    const care = (row: RunRead['phases'][number]) => [
      row.phaseId,
      row.taskCategory,
      row.complexity,
      row.builderMode,
      row.maxBuilderAttempts,
      row.maxAuditorAttempts,
      row.incidentTokenCap,
    ];
    expect(run.phases.map(care)).toEqual([
      ['docs', 'docs', 'LOW', 'TWEAK_LIGHT', 2, 1, 200_000],
      ['harder', 'docs', 'HIGH', 'TWEAK_LIGHT', 2, 1, 200_000],
      ['easier', 'schema_change', 'HIGH', 'TWEAK_LIGHT', 2, 3, 1_000_000],
      ['bulk', 'bulk_operation', 'HIGH', 'REFACTOR_HEAVY', 1, 2, 1_500_000],
      ['unknown', 'constructor', 'MEDIUM', 'TWEAK_LIGHT', 3, 2, 500_000],
    ]);
    expect(run.tiers[0]!.tokenCap).toBe(3 * 3_400_000);
  });

  it('stores any Unicode text as given (I4)', async () => {
    const name = '  <b>“naïve”</b> `code` | 日本語 \u202e \u0007 😀  ';
    await client.startRun({
      runId: 'unicode',
      tiers: [{ tierId: 'T', name, description: '\r\n---\n# x', phases: [{ ...phase('p'), name }] }],
    });
    const run = await client.read('unicode');
    expect([run.tiers[0]!.name, run.tiers[0]!.description, run.phases[0]!.name]).toEqual([name, '\r\n---\n# x', name]);
  });

  it('takes names of 200 characters and texts of 10,000, counted in characters and not in code units (I4)', async () => {
    const longest = { name: '😀'.repeat(200), description: '😀'.repeat(10_000) };
    const { errors } = await client.startRun({
      runId: 'longest',
      tiers: [
        {
          tierId: 'T',
          ...longest,
          phases: [{ ...phase('p'), ...longest, allowedPaths: Array(100).fill('x'.repeat(1_000)) }],
        },
      ],
    });
    expect(errors).toEqual([]);
    expect((await client.read('longest')).phases[0]!.name).toBe(longest.name);
  });
});

describe('failures as data (C4)', () => {
  it('cancelRun ends the run with its reason; what is at work fails, what waits is skipped (C1, S6)', async () => {
    await client.startRun({ runId: 'cancelled', tiers: plan({ T1: ['a', 'b'], T2: ['c'] }) });
    await client.move('cancelled', 'a', 'EXECUTING');
    const { run: answered, errors } = await client.command('cancelRun', {
      runId: 'cancelled',
      reason: 'The customer left',
    });
    expect([errors, answered!.state, answered!.nextStates]).toEqual([[], 'DONE_FAILED_CANCELLED', []]);
    const run = await client.read('cancelled');
    expect(run.failure).toEqual({
      rule: 'C1',
      message: 'The operator cancelled the run: The customer left',
      tierId: null,
      phaseId: null,
      budget: null,
      reasons: [{ code: 'cancelled', message: 'The customer left', source: 'operator' }],
    });
    expect(run.failureReason).toBe(run.failure!.message);
    expect(run.phases.map((row) => row.state)).toEqual(['FAILED', 'SKIPPED', 'SKIPPED']);
    expect(run.tiers.map((tier) => tier.state)).toEqual(['FAILED', 'SKIPPED']);
    expect(run).toMatchObject({ promotionEligibleToMain: false, currentPhase: null });
    await expectConsistent(server.database, 'cancelled');
  });

  it('a run that has ended is never changed again, by no command (S3)', async () => {
    await client.startRun({ runId: 'over', tiers: plan({ T1: ['a'] }) });
    await client.move('over', 'a', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE');
    const before = await client.read('over');
    for (const [name, input] of [
      ['cancelRun', { reason: 'too late' }],
      ['sealPlan', {}],
      ['addTier', { tier: plan({ T9: ['z'] })[0] }],
      ['addPhase', { tierId: 'T1', phase: phase('z') }],
      ...['QUEUED', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE', 'FAILED', 'SKIPPED'].map(
        (state) => ['updatePhaseStatus', { phaseId: 'a', state, addTokens: 5 }] as const,
      ),
    ] as const) {
      const { errors } = await client.command(name, { runId: 'over', ...input });
      expect([name, errors]).toEqual([
        name,
        refusedWith('RUN_TERMINAL', {
          __typename: 'TransitionRefusedError',
          currentState: 'DONE_SUCCESS',
          allowedStates: [],
          retryable: false,
        }),
      ]);
    }
    expect(await client.read('over')).toEqual(before);
  });
});

describe('deleting a run (I1)', () => {
  it('is refused while the run lives, and says how to end it', async () => {
    await client.startRun({ runId: 'alive', tiers: plan({ T1: ['a'] }) });
    const answer = await client.command('deleteRun', { runId: 'alive' });
    expect(answer).toEqual({
      deletedRunId: null,
      errors: refusedWith('TRANSITION_REFUSED', {
        retryable: true,
        currentState: 'RUN_CREATED',
        message: expect.stringContaining('cancelRun'),
      }),
    });
    expect((await client.read('alive')).version).toBe(1);
  });

  it('takes its rows and its files with it; nothing of another run goes', async () => {
    await client.startRun({ runId: 'Gone', tiers: plan({ T1: ['a', 'b'] }) });
    await client.startRun({ runId: 'gone-too-not', tiers: plan({ T1: ['a'] }) });
    await client.move('Gone', 'a', 'EXECUTING');
    await client.command('cancelRun', { runId: 'Gone', reason: 'x' });
    const others = async () => ({
      files: Object.entries((await stored(server)).files).filter(([path]) => !/^Gone(\/|$)/.test(path)),
      run: await client.read('gone-too-not'),
    });
    const before = await others();
    expect(await client.command('deleteRun', { runId: 'Gone' })).toEqual({ deletedRunId: 'Gone', errors: [] });
    for (const table of ['run', 'tier', 'phase', 'run_event', 'run_outbox']) {
      expect([table, await server.database.query(`select from ${table} where run_id = 'Gone'`)]).toEqual([table, []]);
    }
    expect(Object.keys((await stored(server)).files).filter((path) => /^Gone(\/|$)/.test(path))).toEqual([]);
    expect(await others()).toEqual(before);
    expect(
      await server.request(
        gql(
          '{ run(runId: "Gone") { runId } tiers(runId: "Gone") { tierId } phases(filter: { runId: "Gone" }) { totalCount } fileLayout(runId: "Gone") { root } artefact(runId: "Gone", path: "run_summary.md") { path } }',
        ),
      ),
    ).toEqual({ run: null, tiers: [], phases: { totalCount: 0 }, fileLayout: null, artefact: null });
  });

  it('does not free its id, in whatever case; deleting again finds nothing', async () => {
    await client.startRun({ runId: 'Once', tiers: plan({ T1: ['a'] }) });
    await client.command('cancelRun', { runId: 'Once', reason: 'x' });
    await client.command('deleteRun', { runId: 'Once' });
    for (const runId of ['Once', 'once', 'ONCE']) {
      const { run, errors } = await client.startRun({ runId, tiers: plan({ T1: ['a'] }) });
      expect([run, errors]).toEqual([
        null,
        refusedWith('ALREADY_EXISTS', { __typename: 'ConflictError', path: ['input', 'runId'], retryable: false }),
      ]);
    }
    expect((await client.command('deleteRun', { runId: 'Once' })).errors).toEqual(refusedWith('NOT_FOUND'));
    expect(Object.keys((await stored(server)).files).filter((path) => /^once/i.test(path))).toEqual([]);
  });

  it('under an idempotency key is answered again as it was (W5)', async () => {
    await client.startRun({ runId: 'keyed-gone', tiers: plan({ T1: ['a'] }) });
    await client.command('cancelRun', { runId: 'keyed-gone', reason: 'x' });
    const input = { runId: 'keyed-gone', idempotencyKey: 'delete once' };
    const first = await client.command('deleteRun', input);
    expect([first, await client.command('deleteRun', input)]).toEqual([
      { deletedRunId: 'keyed-gone', errors: [] },
      { deletedRunId: 'keyed-gone', errors: [] },
    ]);
  });
});
