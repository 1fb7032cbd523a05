/** Runs through the API: start, read, list, cancel, delete; what a run tells of itself at every step of its life. */
import { type Api, api, phase, plan, type RunRead, statementsOf, stored } from '../support/api/api.js';
import type { PhaseInput, PhaseState, TierInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import type { Json } from '../support/graphql-client.js';
import { expectWhole } from '../support/scenarios/run-story.js';
import { moveClock } from '../support/server/databases.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

let server: TestServer;
let client: Api;
beforeAll(async () => {
  server = await startTestServer({ RUN_TOKEN_CAP: '4000000' });
  client = api(server);
  for (const projectId of ['shop', 'pages']) await client.command('createProject', { projectId });
});
afterAll(async () => server.close());

const ENDINGS = ['DONE_FAILED_BUDGET_EXHAUSTED', 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', 'DONE_FAILED_CANCELLED'];
const refusedWith = (code: string, more: Json = {}) => [expect.objectContaining({ code, ...more })];

describe('the server', () => {
  it('tells its version, the identity of its database and since when it runs', async () => {
    const reported = (await server.ask(gql('{ server { version databaseId startedAt } }'))).server;
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
    expect(run.tiers.map((tier) => [tier.id, tier.tierIndex, tier.name, tier.description, tier.state, tier.cleanliness])).toEqual([
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
    expect(run.phases[1]).toMatchObject({ description: null, allowedPaths: [], acceptanceCriteria: [], allowNoop: false });
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
    await expectWhole(server.database, 'Full.Run_1');
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
    const { run } = await server.ask(
      gql('{ run(runId: "with-files") { fileLayout { runId upToDate files { path kind runVersion content } } } }'),
    );
    expect([run!.fileLayout.upToDate, run!.fileLayout.files.length, run!.fileLayout.files[0]!.path]).toEqual([true, 6, 'run_summary.md']);
  });

  it('takes a plan of a thousand phases that is written into the document, and not into variables', async () => {
    const phases = Array.from({ length: 1_000 }, (_, i) => `{ phaseId: "F${i}", name: "Phase ${i}" }`).join(' ');
    const input = `{ runId: "written-out", maxPhases: 1000, tiers: [{ tierId: "T", name: "T", phases: [${phases}] }] }`;
    const { data } = await server.askRaw(`mutation { startRun(input: ${input}) { run { runId state } errors { code } } }`);
    expect(data).toMatchObject({ startRun: { run: { state: 'RUN_CREATED' }, errors: [] } });
    await client.command('cancelRun', { runId: 'written-out', reason: 'seen' });
  });

  it('makes a short readable id when the caller gives none, another one every time (I1)', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await client.startRun({ tiers: plan({ T1: ['p'] }) })).run!.runId));
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
    expect(run.tiers[0]).toMatchObject({ tokenCap: 4_500_000, ciRunCap: 6, maxMinorIssuesTolerated: 6, maxMajorIssuesTolerated: 0 });
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
    expect((await client.startRun({ runId: 'smallest', ...smallest, tiers: plan({ T1: ['a'] }) })).run).toMatchObject(smallest);
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
      tiers: [{ tierId: 'T', ...longest, phases: [{ ...phase('p'), ...longest, allowedPaths: Array(100).fill('x'.repeat(1_000)) }] }],
    });
    expect(errors).toEqual([]);
    expect((await client.read('longest')).phases[0]!.name).toBe(longest.name);
  });
});

describe('a run on its way to DONE_SUCCESS', () => {
  /** Before the first move and after each: the run, what can come next, and for each phase its state and what the lever would accept. */
  const STEPS: readonly (readonly [string, string, readonly string[], string, string | null, string | null])[] = [
    [
      '',
      'RUN_CREATED',
      ['PHASE_EXECUTION'],
      'a QUEUED: EXECUTING FAILED SKIPPED · b QUEUED: FAILED SKIPPED · c QUEUED: FAILED SKIPPED',
      null,
      'a',
    ],
    [
      'a EXECUTING',
      'PHASE_EXECUTION',
      ['GATE'],
      'a EXECUTING: QUEUED GATE FAILED · b QUEUED: FAILED SKIPPED · c QUEUED: FAILED SKIPPED',
      'a',
      null,
    ],
    [
      'a GATE',
      'GATE',
      ['PHASE_EXECUTION', 'CI_RUNNING'],
      'a GATE: QUEUED CI_RUNNING FAILED · b QUEUED: FAILED SKIPPED · c QUEUED: FAILED SKIPPED',
      'a',
      null,
    ],
    [
      'a CI_RUNNING',
      'CI_RUNNING',
      ['PHASE_EXECUTION', 'GATE', 'SNAPSHOT_CREATED'],
      'a CI_RUNNING: QUEUED GATE COMPLETE FAILED · b QUEUED: FAILED SKIPPED · c QUEUED: FAILED SKIPPED',
      'a',
      null,
    ],
    [
      'a COMPLETE',
      'SNAPSHOT_CREATED',
      ['PHASE_EXECUTION'],
      'a COMPLETE: · b QUEUED: EXECUTING FAILED SKIPPED · c QUEUED: FAILED SKIPPED',
      null,
      'b',
    ],
    ['b EXECUTING', 'PHASE_EXECUTION', ['GATE'], 'a COMPLETE: · b EXECUTING: QUEUED GATE FAILED · c QUEUED: FAILED SKIPPED', 'b', null],
    ['b QUEUED', 'PHASE_EXECUTION', [], 'a COMPLETE: · b QUEUED: EXECUTING FAILED SKIPPED · c QUEUED: FAILED SKIPPED', null, 'b'],
    ['b SKIPPED', 'PHASE_EXECUTION', ['DONE_SUCCESS'], 'a COMPLETE: · b SKIPPED: · c QUEUED: EXECUTING FAILED SKIPPED', null, 'c'],
    ['c EXECUTING', 'PHASE_EXECUTION', ['GATE'], 'a COMPLETE: · b SKIPPED: · c EXECUTING: QUEUED GATE FAILED', 'c', null],
    ['c GATE', 'GATE', ['PHASE_EXECUTION', 'CI_RUNNING'], 'a COMPLETE: · b SKIPPED: · c GATE: QUEUED CI_RUNNING FAILED', 'c', null],
    [
      'c CI_RUNNING',
      'CI_RUNNING',
      ['PHASE_EXECUTION', 'GATE', 'DONE_SUCCESS'],
      'a COMPLETE: · b SKIPPED: · c CI_RUNNING: QUEUED GATE COMPLETE FAILED',
      'c',
      null,
    ],
    ['c GATE', 'GATE', ['PHASE_EXECUTION', 'CI_RUNNING'], 'a COMPLETE: · b SKIPPED: · c GATE: QUEUED CI_RUNNING FAILED', 'c', null],
    [
      'c CI_RUNNING',
      'CI_RUNNING',
      ['PHASE_EXECUTION', 'DONE_SUCCESS'],
      'a COMPLETE: · b SKIPPED: · c CI_RUNNING: QUEUED COMPLETE FAILED',
      'c',
      null,
    ],
    ['c COMPLETE', 'DONE_SUCCESS', [], 'a COMPLETE: · b SKIPPED: · c COMPLETE:', null, null],
  ];

  it('says at every step where it stands, what is at work, what would be handed out and what would be accepted (S4, S5, S7)', async () => {
    const phases = [phase('a'), phase('b'), { ...phase('c'), taskCategory: 'docs' }];
    await client.startRun({
      runId: 'driven',
      tiers: [
        { tierId: 'T1', name: 'One', phases: phases.slice(0, 2) },
        { tierId: 'T2', name: 'Two', phases: phases.slice(2) },
      ],
    });
    const seen: unknown[] = [];
    for (const [move] of STEPS) {
      const [phaseId, state] = move.split(' ') as [string, PhaseState?];
      const moved = state ? await client.move('driven', phaseId, state) : null;
      const run = await client.read('driven');
      const { nextPhase } = await server.ask(gql('{ nextPhase(runId: "driven") { phaseId } }'));
      if (moved)
        expect([moved.run, moved.phase]).toEqual([
          expect.objectContaining({ version: run.version, state: run.state, nextStates: run.nextStates }),
          run.phases.find((row) => row.phaseId === phaseId),
        ]);
      const displayed = run.phases.map((row) => `${row.phaseId} ${row.state}: ${row.nextStates.join(' ')}`.trim()).join(' · ');
      seen.push([
        move,
        run.state,
        run.nextStates.filter((next: string) => run.isTerminal || !ENDINGS.includes(next)),
        displayed,
        run.currentPhase?.phaseId ?? null,
        nextPhase?.phaseId ?? null,
      ]);
      expect(run.nextStates.filter((next: string) => ENDINGS.includes(next))).toEqual(run.isTerminal ? [] : ENDINGS);
    }
    expect(seen).toEqual(STEPS);
    const run = await client.read('driven');
    expect(run).toMatchObject({
      isTerminal: true,
      promotionEligibleToMain: true,
      debtStatus: 'CLEAN',
      failure: null,
      failureReason: null,
      ciRunsUsed: 3,
    });
    expect(run.completedAt).toBe(run.events.at(-1)!.at);
    expect(run.tiers.map((tier) => [tier.state, tier.ciRunsUsed, tier.startedAt !== null, tier.completedAt !== null])).toEqual([
      ['COMPLETE', 1, true, true],
      ['COMPLETE', 2, true, true],
    ]);
    await expectWhole(server.database, 'driven');
  });

  it('has a nextPhase only while a phase can be handed out (S4)', async () => {
    await client.startRun({
      runId: 'spent',
      tiers: [{ tierId: 'T', name: 'T', phases: [{ ...phase('p'), taskCategory: 'bulk_operation' }] }],
    });
    const next = async () => (await server.ask(gql('{ nextPhase(runId: "spent") { phaseId run { runId } tier { tierId } } }'))).nextPhase;
    expect(await next()).toEqual({ phaseId: 'p', run: { runId: 'spent' }, tier: { tierId: 'T' } });
    await client.move('spent', 'p', 'EXECUTING');
    expect((await client.read('spent')).phases[0]!.nextStates).toEqual(['GATE', 'FAILED']);
    await client.command('cancelRun', { runId: 'spent', reason: 'enough' });
    expect(await next()).toBeNull();
  });
});

describe('budgets', () => {
  it('stand as used, limit and left on run, tier and phase, and never below nothing left (B1)', async () => {
    await client.startRun({ runId: 'spending', maxPhases: 4, tiers: plan({ T1: ['a'], T2: ['b'] }) });
    await client.updatePhaseStatus({ runId: 'spending', phaseId: 'a', state: 'EXECUTING', addTokens: 120_000 });
    await client.updatePhaseStatus({ runId: 'spending', phaseId: 'a', state: 'GATE', addTokens: 30_000 });
    await client.move('spending', 'a', 'CI_RUNNING');
    const run = await client.read('spending');
    const words = (budgets: RunRead['budgets']) =>
      budgets.map(({ scope, name, used, limit, left }) => `${scope} ${name} ${used}/${limit} ${left}`);
    expect(words(run.budgets)).toEqual([
      'RUN token_cap 150000/4000000 3850000',
      'RUN max_phases 2/4 2',
      'RUN max_duration_minutes 1/120 119',
      'RUN max_minor_issues_total 0/6 6',
    ]);
    expect(words(run.tiers[0]!.budgets)).toEqual([
      'TIER token_cap 150000/1500000 1350000',
      'TIER ci_run_cap 1/2 1',
      'TIER max_minor_issues_tolerated 0/2 2',
      'TIER max_major_issues_tolerated 0/0 0',
    ]);
    expect(words(run.phases[0]!.budgets)).toEqual([
      'PHASE max_builder_attempts 1/3 2',
      'PHASE max_auditor_attempts 0/2 2',
      'PHASE incident_token_cap 150000/500000 350000',
    ]);
    expect([run.tokensUsed, run.tiers[0]!.tokensUsed, run.tiers[1]!.tokensUsed, run.phases[0]!.tokensUsed]).toEqual([
      150_000, 150_000, 0, 150_000,
    ]);
    await client.updatePhaseStatus({ runId: 'spending', phaseId: 'a', state: 'COMPLETE', addTokens: 10 ** 12 });
    const over = await client.read('spending');
    expect(over.budgets[0]).toEqual({ scope: 'RUN', name: 'token_cap', limit: 4_000_000, used: 10 ** 12 + 150_000, left: 0 });
  });
});

describe('failures as data (C4)', () => {
  it('cancelRun ends the run with its reason; what is at work fails, what waits is skipped (C1, S6)', async () => {
    await client.startRun({ runId: 'cancelled', tiers: plan({ T1: ['a', 'b'], T2: ['c'] }) });
    await client.move('cancelled', 'a', 'EXECUTING');
    const { run: answered, errors } = await client.command('cancelRun', { runId: 'cancelled', reason: 'The customer left' });
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
    await expectWhole(server.database, 'cancelled');
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
      await server.ask(
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

describe('lists', () => {
  interface Page {
    readonly edges: readonly { readonly cursor: string; readonly node: Json }[];
    readonly nodes: readonly Json[];
    readonly totalCount: number;
    readonly pageInfo: {
      readonly hasNextPage: boolean;
      readonly hasPreviousPage: boolean;
      readonly startCursor: string | null;
      readonly endCursor: string | null;
    };
  }
  const list = async (list: 'runs' | 'phases', variables: Json = {}) => {
    const [filter, id] = list === 'runs' ? ['RunFilter', 'runId'] : ['PhaseFilter', 'id'];
    const query = `query ($first: Int, $after: String, $filter: ${filter}) { ${list}(first: $first, after: $after, filter: $filter) {
      edges { cursor node { ${id} } } nodes { ${id} } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    const { data, errors } = await server.askRaw(query, variables);
    expect(errors).toBeUndefined();
    const page = (data as Record<typeof list, Page>)[list];
    expect(page.edges.map((edge) => edge.node)).toEqual(page.nodes);
    expect([page.pageInfo.startCursor, page.pageInfo.endCursor]).toEqual([
      page.edges.at(0)?.cursor ?? null,
      page.edges.at(-1)?.cursor ?? null,
    ]);
    return { ...page, ids: page.nodes.map((node) => String(node[id!]).replace(/^phase:/, '')) };
  };
  /** All pages, one after the other; `between` happens after each. */
  const pages = async (of: 'runs' | 'phases', variables: Json, between: (page: number) => Promise<unknown> = async () => undefined) => {
    const found: string[] = [];
    for (let after: string | null = null, page = 0; ; page++) {
      const { ids, pageInfo } = await list(of, { ...variables, after });
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      found.push(...ids);
      if (!pageInfo.hasNextPage) return found;
      expect(ids).toHaveLength(variables.first as number);
      after = pageInfo.endCursor;
      await between(page);
    }
  };
  const inProject = { projectId: 'pages' };
  let newestFirst: string[];

  beforeAll(async () => {
    for (let i = 0; i < 23; i++) await client.startRun({ runId: `list-${i}`, ...inProject, tiers: plan({ T1: ['a'], T2: ['b', 'c'] }) });
    // Some share their instant: the id decides between them.
    await server.database.query(
      `update run set created_at = (select created_at from run where run_id = 'list-9') where run_id in ('list-10', 'list-11', 'list-8')`,
    );
    newestFirst = (
      await server.database.query<{ run_id: string }>(
        `select run_id from run where project_id = 'pages' order by created_at desc, run_id desc`,
      )
    ).map((row) => row.run_id);
  });

  it('of runs go through all pages, newest first, without a gap or a repeat while runs are started and deleted', async () => {
    let extra = 0;
    const found = await pages('runs', { first: 5, filter: inProject }, async () =>
      client.startRun({ runId: `late-${extra++}`, ...inProject, tiers: plan({ T1: ['a'] }) }),
    );
    expect(found).toEqual(newestFirst);
    expect((await list('runs', { first: 100, filter: inProject })).ids).toEqual([
      ...Array.from({ length: extra }, (_, i) => `late-${extra - 1 - i}`),
      ...newestFirst,
    ]);
    const { pageInfo } = await list('runs', { first: extra, filter: inProject });
    for (let i = 0; i < extra; i++) {
      await client.command('cancelRun', { runId: `late-${i}`, reason: 'x' });
      await client.command('deleteRun', { runId: `late-${i}` });
    }
    // The cursor outlives the run that it was made from.
    expect((await list('runs', { first: 3, after: pageInfo.endCursor, filter: inProject })).ids).toEqual(newestFirst.slice(0, 3));
  });

  it('of phases go newest run first, then in plan order, through all pages', async () => {
    const inPlan = newestFirst.flatMap((runId) => ['a', 'b', 'c'].map((id) => `${runId}/${id}`));
    const all = await pages('phases', { first: 10, filter: {} }, async () => undefined);
    expect(all.filter((id) => id.startsWith('list-'))).toEqual(inPlan);
    expect(new Set(all).size).toBe(all.length);
    expect(await pages('phases', { first: 1, filter: { runId: 'list-7' } })).toEqual(['list-7/a', 'list-7/b', 'list-7/c']);
    expect(await pages('phases', { first: 1, filter: { runId: 'list-7', tierId: 'T2' } })).toEqual(['list-7/b', 'list-7/c']);
  });

  it('have 20 entries by default, at most 100, and may be empty', async () => {
    expect((await list('runs', { filter: inProject })).ids).toHaveLength(20);
    expect((await list('runs', { filter: inProject, first: 100 })).ids).toHaveLength(23);
    expect(await list('runs', { filter: inProject, first: 0 })).toMatchObject({
      ids: [],
      totalCount: 23,
      pageInfo: { hasNextPage: true, endCursor: null },
    });
    expect(await list('runs', { filter: { projectId: 'nobody' } })).toMatchObject({
      ids: [],
      totalCount: 0,
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null },
    });
    for (const first of [-1, 101]) {
      const answer = await server.askRaw('query ($first: Int) { runs(first: $first) { totalCount } }', { first });
      expect(answer.errors![0]).toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'first', message: expect.stringContaining('0 to 100') }] },
      });
    }
  });

  it('filter by project, state, end and instant, everything given at once', async () => {
    await client.move('list-3', 'a', 'EXECUTING');
    await client.move('list-4', 'a', 'EXECUTING', 'GATE');
    await client.command('cancelRun', { runId: 'list-5', reason: 'x' });
    const ids = async (filter: Json) => (await list('runs', { first: 100, filter: { ...inProject, ...filter } })).ids.sort();
    expect(await ids({ states: ['PHASE_EXECUTION', 'GATE'] })).toEqual(['list-3', 'list-4']);
    expect(await ids({ states: ['GATE'], terminal: false })).toEqual(['list-4']);
    expect(await ids({ states: ['GATE'], terminal: true })).toEqual([]);
    expect(await ids({ states: [] })).toEqual([]);
    expect(await ids({ terminal: true })).toEqual(['list-5']);
    expect(await ids({ terminal: false })).toHaveLength(22);
    expect(await ids({ terminal: null, states: null, createdAfter: null })).toHaveLength(23);
    const { run } = await server.ask(gql('{ run(runId: "list-15") { createdAt } }'));
    const [newer, older] = [await ids({ createdAfter: run!.createdAt }), await ids({ createdBefore: run!.createdAt })];
    expect([newer.includes('list-15'), older.includes('list-15'), newer.length + older.length]).toEqual([false, false, 22]);
    expect(await list('runs', { first: 2, filter: { ...inProject, createdBefore: run!.createdAt } })).toMatchObject({
      totalCount: older.length,
      pageInfo: { hasNextPage: true },
    });
    expect((await list('phases', { filter: { runId: 'list-4', states: ['GATE'] } })).ids).toEqual(['list-4/a']);
    expect((await list('phases', { filter: { runId: 'list-5', states: ['SKIPPED', 'FAILED'] } })).ids).toEqual([
      'list-5/a',
      'list-5/b',
      'list-5/c',
    ]);
  });

  it('count only when totalCount is selected', async () => {
    for (const which of ['runs', 'phases']) {
      const counting = async (selection: string) =>
        (await statementsOf(async () => server.askRaw(`{ ${which}(first: 3) { ${selection} } }`))).statements.filter((text) =>
          /count\(/i.test(text),
        ).length;
      expect([
        await counting('nodes { id } pageInfo { hasNextPage }'),
        await counting('nodes { id } totalCount'),
        await counting('totalCount'),
      ]).toEqual([0, 1, 1]);
    }
  });

  it('refuse a cursor of the other list and a tier without its run', async () => {
    const cursors = [(await list('phases')).pageInfo.endCursor, (await list('runs')).pageInfo.endCursor];
    for (const [which, after] of [
      ['runs', cursors[0]],
      ['phases', cursors[1]],
    ]) {
      const answer = await server.askRaw(`query ($after: String) { ${which}(after: $after) { totalCount } }`, { after });
      expect(answer.errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] });
    }
    const answer = await server.askRaw('{ phases(filter: { tierId: "T1" }) { totalCount } }');
    expect(answer.errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'filter.tierId' }] });
  });
});

describe('the clock', () => {
  it('ends a run past its deadline by itself, with the budget that was broken (B5, B3)', async () => {
    await client.startRun({ runId: 'overdue', maxDurationMinutes: 30, tiers: plan({ T1: ['a', 'b'] }) });
    await client.move('overdue', 'a', 'EXECUTING');
    await moveClock(server.database, '31 minutes');
    await until('the run to end', async () => (await server.ask(gql('{ run(runId: "overdue") { isTerminal } }'))).run!.isTerminal);
    const run = await client.read('overdue');
    expect(run).toMatchObject({
      state: 'DONE_FAILED_BUDGET_EXHAUSTED',
      failure: { rule: 'B3', budget: { scope: 'RUN', name: 'max_duration_minutes', limit: 30, left: 0 } },
    });
    expect(run.failure!.budget!.used).toBeGreaterThan(30);
    expect(run.events.at(-1)).toMatchObject({ actor: 'clock', cause: 'deadline' });
    await expectWhole(server.database, 'overdue');
  });
});
