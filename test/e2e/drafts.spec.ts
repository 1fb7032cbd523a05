/** Drafts through the API (S9): a plan grows in PLAN_BOOTSTRAP, shows what compiling it would give, and starts with sealPlan. */
import { type Api, api, filesBelow, phase, plan, type RunRead } from '../support/api/api.js';
import type {
  AddPhaseInput,
  AddTierInput,
  PhaseInput,
  SealPlanInput,
  StartRunInput,
  TierInput,
} from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { moveClock } from '../support/server/databases.js';
import { waitForFiles } from '../support/server/files.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

let server: TestServer;
let client: Api;
beforeAll(async () => {
  server = await startTestServer({ AUTOPACK_DRAFT_HOURS: '3' });
  client = api(server);
});
afterAll(async () => server.close());

const draft = async (runId: string, more: Partial<StartRunInput> = {}) => {
  const { run, errors } = await client.startRun({ runId, draft: true, tiers: [], ...more });
  expect(errors).toEqual([]);
  return run!;
};
const addTier = (runId: string, tier: TierInput, more: Partial<AddTierInput> = {}) =>
  client.command('addTier', { runId, tier, ...more });
const addPhase = (runId: string, tierId: string, added: PhaseInput, more: Partial<AddPhaseInput> = {}) =>
  client.command('addPhase', { runId, tierId, phase: added, ...more });
const seal = (runId: string, more: Partial<SealPlanInput> = {}) => client.command('sealPlan', { runId, ...more });
const indexes = (run: RunRead) => run.phases.map((row) => `${row.phaseIndex} ${row.phaseId} ${row.tierId}`);
const filesOf = async (runId: string) => {
  await waitForFiles(server, runId);
  return Object.keys(await filesBelow(server.runsRoot))
    .filter((path) => path.startsWith(`${runId}/`) && path.endsWith('.md'))
    .sort();
};

describe('a draft', () => {
  it('opens in PLAN_BOOTSTRAP without a start, with the hours it has as its deadline (B5)', async () => {
    const run = await draft('opened');
    expect(run).toMatchObject({
      state: 'PLAN_BOOTSTRAP',
      isTerminal: false,
      version: 1,
      startedAt: null,
      maxMinorIssuesTotal: 0,
      nextStates: ['DONE_FAILED_CANCELLED'],
    });
    expect(Date.parse(run.deadlineAt!) - Date.parse(run.createdAt)).toBe(3 * 3_600_000);
  });

  it('grows by tiers and phases at the end; a phase in the middle renumbers those behind it (I3)', async () => {
    await draft('grown', { tiers: plan({ T1: ['a'] }) });
    expect(await addTier('grown', plan({ T2: ['x', 'y'] })[0]!)).toMatchObject({
      errors: [],
      tier: { tierId: 'T2', tierIndex: 1, phases: [{ phaseId: 'x' }, { phaseId: 'y' }] },
      run: { version: 2, state: 'PLAN_BOOTSTRAP' },
    });
    expect(await addTier('grown', { tierId: 'T3', name: 'Empty' })).toMatchObject({
      errors: [],
      tier: { tierIndex: 2, tokenCap: 0, phases: [] },
    });
    expect(await addPhase('grown', 'T1', phase('b'))).toMatchObject({
      errors: [],
      phase: { phaseId: 'b', phaseIndex: 1, tierId: 'T1', nextStates: [] },
      run: { version: 4 },
    });
    expect(indexes(await client.read('grown'))).toEqual(['0 a T1', '1 b T1', '2 x T2', '3 y T2']);
    await addPhase('grown', 'T3', phase('z'));
    await addPhase('grown', 'T2', { ...phase('w'), taskCategory: 'docs' });
    const run = await client.read('grown');
    expect(indexes(run)).toEqual(['0 a T1', '1 b T1', '2 x T2', '3 y T2', '4 w T2', '5 z T3']);
    expect(run.events.map((event) => `${event.type} ${event.subject}`)).toEqual([
      'RUN_STATE_CHANGED run',
      'PLAN_TIER_ADDED tier/T2',
      'PLAN_TIER_ADDED tier/T3',
      'PLAN_PHASE_ADDED phase/b',
      'PLAN_PHASE_ADDED phase/z',
      'PLAN_PHASE_ADDED phase/w',
    ]);
    await expectConsistent(server.database, 'grown');
  });

  it('ends up with the same budgets as the same plan started at once (S9, P4)', async () => {
    const [plain, other] = plan({ T1: ['a', 'b'], T2: ['c', 'd'] });
    const one = {
      ...plain,
      phases: [plain!.phases![0]!, { ...plain!.phases![1]!, taskCategory: 'schema_change' }],
    } as TierInput;
    const two = {
      ...other,
      phases: [{ ...other!.phases![0]!, taskCategory: 'docs', complexity: 'HIGH' }, other!.phases![1]!],
    } as TierInput;
    const more = { safetyProfile: 'SAFETY_CRITICAL' as const, tokenCap: 900_000 };
    await client.startRun({ runId: 'at-once', tiers: [one, two], ...more });
    await draft('in-steps', { tiers: [{ ...one, phases: one.phases!.slice(0, 1) }], ...more });
    await addTier('in-steps', { ...two, phases: two.phases!.slice(0, 1) });
    await addPhase('in-steps', 'T2', two.phases![1]!);
    await addPhase('in-steps', 'T1', one.phases![1]!);
    const beforeSeal = await client.read('in-steps');
    expect((await seal('in-steps')).errors).toEqual([]);
    const [started, sealed] = [await client.read('at-once'), await client.read('in-steps')];
    const budgets = (run: RunRead) => ({
      run: [
        run.tokenCap,
        run.maxPhases,
        run.maxDurationMinutes,
        run.maxMinorIssuesTotal,
        run.safetyProfile,
        run.runScope,
      ],
      tiers: run.tiers.map((tier) => [tier.tierId, tier.tierIndex, tier.budgets]),
      phases: run.phases.map((row) => [row.phaseId, row.phaseIndex, row.complexity, row.builderMode, row.budgets]),
    });
    expect(budgets(sealed)).toEqual(budgets(started));
    expect(budgets(beforeSeal)).toEqual(budgets(started));
    expect(started.tiers.map((tier) => tier.tokenCap)).toEqual([4_500_000, 2_100_000]);
  });

  it('has run_summary.md only until it is sealed, then every file', async () => {
    await draft('filed', { tiers: plan({ T1: ['a'] }) });
    await addPhase('filed', 'T1', phase('b'));
    expect(await filesOf('filed')).toEqual(['filed/run_summary.md']);
    expect(
      (await server.request(gql('{ fileLayout(runId: "filed") { upToDate files { path } } }'))).fileLayout,
    ).toEqual({
      upToDate: true,
      files: [{ path: 'run_summary.md' }],
    });
    await seal('filed');
    expect(await filesOf('filed')).toEqual([
      'filed/phases/phase_00_a.md',
      'filed/phases/phase_01_b.md',
      'filed/run_summary.md',
      'filed/tiers/tier_00_Tier_T1.md',
    ]);
  });

  it('accepts no manual transition: nothing moves, nothing would be accepted, nothing is dispatched', async () => {
    await draft('unmoved', { tiers: plan({ T1: ['a'] }) });
    for (const state of ['EXECUTING', 'SKIPPED', 'FAILED'] as const) {
      const { errors, phase: row } = await client.updatePhaseStatus({
        runId: 'unmoved',
        phaseId: 'a',
        state,
        addTokens: 3,
      });
      expect([errors, row!.state, row!.nextStates]).toEqual([
        [
          expect.objectContaining({
            code: 'TRANSITION_REFUSED',
            retryable: true,
            allowedStates: [],
            message: expect.stringContaining('sealPlan'),
          }),
        ],
        'QUEUED',
        [],
      ]);
    }
    expect(
      await server.request(
        gql(
          '{ nextPhase(runId: "unmoved") { phaseId } run(runId: "unmoved") { version tokensUsed currentPhase { phaseId } } }',
        ),
      ),
    ).toEqual({ nextPhase: null, run: { version: 1, tokensUsed: 0, currentPhase: null } });
  });

  it('can be cancelled: its phases and tiers are skipped', async () => {
    await draft('dropped', { tiers: plan({ T1: ['a'], T2: [] }) });
    await client.command('cancelRun', { runId: 'dropped', reason: 'No' });
    const run = await client.read('dropped');
    expect([run.state, run.startedAt, run.phases[0]!.state, run.tiers.map((tier) => tier.state)]).toEqual([
      'DONE_FAILED_CANCELLED',
      null,
      'SKIPPED',
      ['SKIPPED', 'SKIPPED'],
    ]);
    await expectConsistent(server.database, 'dropped');
  });

  it('grows by one writer at a time: of many added at once each gets an index of its own', async () => {
    await draft('crowded', { tiers: plan({ T1: ['a'], T2: ['z'] }) });
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => addPhase('crowded', 'T1', phase(`n${i}`))));
    expect(answers.flatMap((answer) => answer.errors)).toEqual([]);
    const run = await client.read('crowded');
    expect(run.phases.map((row) => row.phaseIndex)).toEqual(Array.from({ length: 10 }, (_, i) => i));
    expect([run.phases.at(-1)!.phaseId, run.version]).toEqual(['z', 9]);
    await expectConsistent(server.database, 'crowded');
  });
});

describe('what the plan may not become', () => {
  it('more phases than maxPhases: PLAN_TOO_LARGE, and the draft stays as it is', async () => {
    await draft('full', { maxPhases: 2, tiers: plan({ T1: ['a', 'b'] }) });
    const before = await client.read('full');
    const refusals = [await addPhase('full', 'T1', phase('c')), await addTier('full', plan({ T2: ['c'] })[0]!)];
    for (const { errors } of refusals)
      expect(errors).toEqual([
        expect.objectContaining({ __typename: 'InputError', code: 'PLAN_TOO_LARGE', retryable: false }),
      ]);
    expect(refusals.map(({ errors }) => errors[0]!.path)).toEqual([
      ['input', 'phase'],
      ['input', 'tier'],
    ]);
    expect((await addTier('full', { tierId: 'T2', name: 'Empty' })).errors).toEqual([]);
    expect((await client.read('full')).phases).toEqual(before.phases);
  });

  it('a second tier in a single-tier run (P8)', async () => {
    await draft('single', { runScope: 'SINGLE_TIER' });
    expect((await addTier('single', plan({ T1: ['a'] })[0]!)).errors).toEqual([]);
    expect((await addTier('single', plan({ T2: ['b'] })[0]!)).errors).toEqual([
      expect.objectContaining({
        code: 'INVALID_INPUT',
        path: ['input', 'tier'],
        message: expect.stringContaining('SINGLE_TIER'),
      }),
    ]);
  });

  it('one with an id twice: in what is added, or with what is there', async () => {
    await draft('twice', { tiers: plan({ T1: ['a'] }) });
    expect((await addTier('twice', plan({ T1: ['b'] })[0]!)).errors).toEqual([
      expect.objectContaining({ code: 'ALREADY_EXISTS', path: ['input', 'tier', 'tierId'] }),
    ]);
    expect((await addTier('twice', plan({ T2: ['b', 'a'] })[0]!)).errors).toEqual([
      expect.objectContaining({ code: 'ALREADY_EXISTS', path: ['input', 'tier', 'phases', '1', 'phaseId'] }),
    ]);
    expect((await addTier('twice', plan({ T2: ['b', 'b'] })[0]!)).errors).toEqual([
      expect.objectContaining({ code: 'INVALID_INPUT', path: ['input', 'tier', 'phases', '1', 'phaseId'] }),
    ]);
    expect((await addPhase('twice', 'T1', phase('a'))).errors).toEqual([
      expect.objectContaining({
        __typename: 'ConflictError',
        code: 'ALREADY_EXISTS',
        path: ['input', 'phase', 'phaseId'],
      }),
    ]);
    expect(await client.read('twice')).toMatchObject({
      version: 1,
      tiers: [{ tierId: 'T1' }],
      phases: [{ phaseId: 'a' }],
    });
  });
});

describe('sealing', () => {
  it('starts the clock and the run (B5, S1)', async () => {
    await draft('sealed', { maxDurationMinutes: 45, tiers: plan({ T1: ['a'] }) });
    expect((await client.read('sealed')).nextStates).toEqual(['RUN_CREATED', 'DONE_FAILED_CANCELLED']);
    const { run, errors } = await seal('sealed');
    expect([errors, run!.state]).toEqual([[], 'RUN_CREATED']);
    expect(Date.parse(run!.deadlineAt!) - Date.parse(run!.startedAt!)).toBe(45 * 60_000);
    await client.move('sealed', 'a', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE');
    expect((await expectConsistent(server.database, 'sealed')).run.state).toBe('DONE_SUCCESS');
  });

  it('refuses a plan without a phase or with an empty tier; the very same input succeeds once the plan is complete', async () => {
    await draft('unready');
    const input = { idempotencyKey: 'seal when ready' };
    expect((await seal('unready', input)).errors).toEqual([
      expect.objectContaining({
        __typename: 'InputError',
        code: 'INVALID_INPUT',
        retryable: true,
        path: ['input', 'runId'],
      }),
    ]);
    await addTier('unready', plan({ T1: ['a'] })[0]!);
    await addTier('unready', { tierId: 'T2', name: 'Empty' });
    const { errors, run } = await seal('unready', input);
    expect([run!.state, run!.nextStates, errors]).toEqual([
      'PLAN_BOOTSTRAP',
      ['DONE_FAILED_CANCELLED'],
      [expect.objectContaining({ code: 'INVALID_INPUT', retryable: true, message: expect.stringContaining('"T2"') })],
    ]);
    await addPhase('unready', 'T2', phase('b'));
    expect(await seal('unready', input)).toMatchObject({ errors: [], run: { state: 'RUN_CREATED' } });
    expect(await seal('unready', input)).toMatchObject({ errors: [], run: { state: 'RUN_CREATED' } });
  });

  it('is final: a sealed plan does not grow and is not sealed again (PLAN_SEALED)', async () => {
    await client.startRun({ runId: 'firm', tiers: plan({ T1: ['a'] }) });
    for (const answer of [
      await addTier('firm', plan({ T2: ['b'] })[0]!),
      await addPhase('firm', 'T1', phase('b')),
      await seal('firm'),
    ]) {
      expect(answer.errors).toEqual([
        expect.objectContaining({
          __typename: 'TransitionRefusedError',
          code: 'PLAN_SEALED',
          retryable: false,
          currentState: 'RUN_CREATED',
          allowedStates: [],
        }),
      ]);
    }
    expect((await client.read('firm')).version).toBe(1);
  });

  it('by two at once happens once', async () => {
    await draft('raced', { tiers: plan({ T1: ['a'] }) });
    const answers = await Promise.all([seal('raced'), seal('raced'), addPhase('raced', 'T1', phase('b'))]);
    const sealings = answers.slice(0, 2).flatMap((answer) => answer.errors.map((error) => error.code));
    expect(sealings).toEqual(['PLAN_SEALED']);
    const run = await client.read('raced');
    expect(run.phases).toHaveLength(answers[2].errors.length === 0 ? 2 : 1);
    await expectConsistent(server.database, 'raced');
  });
});

describe('the clock', () => {
  it('ends a draft that nobody sealed, as draft_expired (B5, C1)', async () => {
    await draft('forgotten', { tiers: plan({ T1: ['a'] }) });
    await moveClock(server.database, '181 minutes');
    await until(
      'the draft to end',
      async () => (await server.request(gql('{ run(runId: "forgotten") { isTerminal } }'))).run!.isTerminal,
    );
    expect(await client.read('forgotten')).toMatchObject({
      state: 'DONE_FAILED_CANCELLED',
      failure: { rule: 'B5', reasons: [{ code: 'draft_expired', source: 'clock' }] },
      phases: [{ state: 'SKIPPED' }],
    });
    expect((await seal('forgotten')).errors).toMatchObject([{ code: 'RUN_TERMINAL' }]);
    await expectConsistent(server.database, 'forgotten');
  });
});
