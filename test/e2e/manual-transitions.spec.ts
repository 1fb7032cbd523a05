/** Manual transitions through the API: the phase table, attempts, tokens, cleanliness and endings (S1 to S8, W11, B1 to B4). */
import { type Api, api, phase, plan } from '../support/api/api.js';
import type {
  PhaseInput,
  PhaseState,
  SafetyProfile,
  StartRunInput,
  TierInput,
} from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

let server: TestServer;
let client: Api;
beforeAll(async () => {
  server = await startTestServer();
  client = api(server);
});
afterAll(async () => server.close());

let made = 0;
/** Starts a run under an id of its own and answers that. */
async function aRun(tiers: TierInput[] = plan({ T1: ['a', 'b'] }), more: Partial<StartRunInput> = {}): Promise<string> {
  const { run, errors } = await client.startRun({ runId: `manual-${made++}`, tiers, ...more });
  expect(errors).toEqual([]);
  return run!.runId;
}
const oneTier = (phases: PhaseInput[]) => [{ tierId: 'T1', name: 'One', phases }];
const states = (rows: readonly { readonly state: string }[]) => rows.map((row) => row.state);
const TO_CI: readonly PhaseState[] = ['EXECUTING', 'GATE', 'CI_RUNNING'];
const DONE: readonly PhaseState[] = [...TO_CI, 'COMPLETE'];

const STATES: readonly PhaseState[] = ['QUEUED', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE', 'FAILED', 'SKIPPED'];
/** How the first phase gets there, and what the table accepts from there. */
const TABLE: Readonly<Record<string, { readonly moves: readonly PhaseState[]; readonly to: readonly PhaseState[] }>> = {
  QUEUED: { moves: [], to: ['EXECUTING', 'FAILED', 'SKIPPED'] },
  EXECUTING: { moves: ['EXECUTING'], to: ['QUEUED', 'GATE', 'FAILED'] },
  GATE: { moves: ['EXECUTING', 'GATE'], to: ['QUEUED', 'CI_RUNNING', 'FAILED'] },
  CI_RUNNING: { moves: TO_CI, to: ['QUEUED', 'GATE', 'COMPLETE', 'FAILED'] },
  COMPLETE: { moves: DONE, to: [] },
  SKIPPED: { moves: ['SKIPPED'], to: [] },
};

describe('the phase table (S1, S2)', () => {
  it.each(Object.keys(TABLE))(
    'from %s accepts what it lists, refuses the rest with what would be accepted, and nextStates says the same',
    async (at) => {
      const { moves, to } = TABLE[at]!;
      const runId = await aRun();
      await client.move(runId, 'a', ...moves);
      const before = await client.read(runId);
      expect(before.phases[0]!.nextStates).toEqual(to);
      for (const state of STATES.filter((word) => !to.includes(word))) {
        const { phase: row, errors } = await client.updatePhaseStatus({ runId, phaseId: 'a', state, note: 'no' });
        expect([state, errors]).toEqual([
          state,
          [
            expect.objectContaining({
              __typename: 'TransitionRefusedError',
              code: 'TRANSITION_REFUSED',
              currentState: at,
              allowedStates: to,
              path: ['input', 'state'],
              message: expect.stringContaining(`Phase "a" stays ${at}: `),
            }),
          ],
        ]);
        expect(row!.state).toBe(at);
      }
      expect(await client.read(runId)).toEqual(before);
      await Promise.all(
        to.map(async (state) => {
          const other = await aRun();
          await client.move(other, 'a', ...moves);
          const { phase: row, errors, run } = await client.updatePhaseStatus({ runId: other, phaseId: 'a', state });
          expect([state, row!.state, errors, run!.version > before.version]).toEqual([state, state, [], true]);
          await expectConsistent(server.database, other);
        }),
      );
    },
  );

  it('lets a phase that waits behind another only be skipped or failed; one is at work at a time, in plan order (S4)', async () => {
    const runId = await aRun(plan({ T1: ['a', 'b'], T2: ['c'] }));
    const refusal = async (phaseId: string) =>
      (await client.updatePhaseStatus({ runId, phaseId, state: 'EXECUTING' })).errors[0];
    expect(await refusal('b')).toMatchObject({
      code: 'TRANSITION_REFUSED',
      retryable: true,
      allowedStates: ['FAILED', 'SKIPPED'],
      message: expect.stringContaining('"a" comes first'),
    });
    await client.move(runId, 'a', 'EXECUTING');
    expect(await refusal('b')).toMatchObject({ message: expect.stringContaining('"a" is at work (EXECUTING)') });
    await client.move(runId, 'c', 'SKIPPED');
    await client.move(runId, 'a', 'GATE', 'CI_RUNNING', 'COMPLETE');
    await client.move(runId, 'b', 'EXECUTING');
    expect(states((await client.read(runId)).tiers)).toEqual(['IN_PROGRESS', 'SKIPPED']);
  });

  it('says whether the same move can succeed later: not after the attempts are spent', async () => {
    const runId = await aRun(oneTier([{ ...phase('a'), taskCategory: 'bulk_operation' }, phase('b')]));
    await client.move(runId, 'a', 'EXECUTING');
    const back = (await client.updatePhaseStatus({ runId, phaseId: 'a', state: 'QUEUED' })).errors[0];
    expect(back).toMatchObject({
      code: 'TRANSITION_REFUSED',
      retryable: false,
      allowedStates: ['GATE', 'FAILED'],
      message: expect.stringContaining('Builder attempts are used up'),
    });
    const early = (await client.updatePhaseStatus({ runId, phaseId: 'a', state: 'COMPLETE' })).errors[0];
    expect(early).toMatchObject({ retryable: true });
  });
});

describe('attempts, audits and CI runs (W11)', () => {
  it('EXECUTING counts a Builder attempt, CI_RUNNING a CI run, CI_RUNNING → GATE an audit, until they are used up', async () => {
    const runId = await aRun(oneTier([{ ...phase('a'), taskCategory: 'docs' }, phase('b')]));
    await client.move(runId, 'a', ...TO_CI, 'GATE', 'CI_RUNNING');
    const refusedAudit = (await client.updatePhaseStatus({ runId, phaseId: 'a', state: 'GATE' })).errors[0];
    expect(refusedAudit).toMatchObject({
      allowedStates: ['QUEUED', 'COMPLETE', 'FAILED'],
      message: expect.stringContaining('audits are used up'),
    });
    await client.move(runId, 'a', 'QUEUED', ...TO_CI);
    const run = await client.read(runId);
    expect(run.phases[0]).toMatchObject({
      builderAttempts: 2,
      auditorAttempts: 1,
      maxBuilderAttempts: 2,
      maxAuditorAttempts: 1,
      nextStates: ['COMPLETE', 'FAILED'],
    });
    expect([run.ciRunsUsed, run.tiers[0]!.ciRunsUsed]).toEqual([3, 3]);
    await expectConsistent(server.database, runId);
  });
});

describe('tokens (B1, B3)', () => {
  it('are charged to phase, tier and run with the move, and are in its event (E1)', async () => {
    const runId = await aRun();
    await client.updatePhaseStatus({ runId, phaseId: 'a', state: 'EXECUTING', addTokens: 7, note: 'first try' });
    const run = await client.read(runId);
    expect([run.tokensUsed, run.tiers[0]!.tokensUsed, run.phases[0]!.tokensUsed, run.phases[1]!.tokensUsed]).toEqual([
      7, 7, 7, 0,
    ]);
    const event = run.events.find((one) => one.subject === 'phase/a');
    expect(event).toMatchObject({
      type: 'PHASE_STATE_CHANGED',
      fromState: 'QUEUED',
      toState: 'EXECUTING',
      data: { tokens: 7, note: 'first try', tierId: 'T1' },
    });
    expect(run.events.map((one) => `${one.subject} ${one.toState}`)).toEqual([
      'run RUN_CREATED',
      'phase/a EXECUTING',
      'tier/T1 IN_PROGRESS',
      'run PHASE_QUEUEING',
      'run PHASE_EXECUTION',
    ]);
  });

  it('alone are charged with the present state of a phase at work, as TOKENS_ADDED; otherwise the present state is refused', async () => {
    const runId = await aRun();
    const same = async (state: PhaseState, addTokens?: number | null) =>
      client.updatePhaseStatus({ runId, phaseId: 'a', state, addTokens });
    expect((await same('QUEUED', 5)).errors[0]!.code).toBe('TRANSITION_REFUSED');
    await client.move(runId, 'a', 'EXECUTING');
    for (const tokens of [0, null, undefined])
      expect((await same('EXECUTING', tokens)).errors[0]!.code).toBe('TRANSITION_REFUSED');
    const { errors, run, phase: row } = await same('EXECUTING', 5);
    expect([errors, row!.tokensUsed, row!.builderAttempts, run!.state]).toEqual([[], 5, 1, 'PHASE_EXECUTION']);
    expect((await client.read(runId)).events.at(-1)).toMatchObject({
      type: 'TOKENS_ADDED',
      subject: 'phase/a',
      fromState: null,
      toState: null,
      data: { tokens: 5 },
    });
    await expectConsistent(server.database, runId);
  });

  it.each([
    ['the phase', {}, 500_000, { scope: 'PHASE', name: 'incident_token_cap', limit: 500_000 }],
    ['the run', { tokenCap: 1_000 }, 1_000, { scope: 'RUN', name: 'token_cap', limit: 1_000 }],
  ])(
    'over the cap of %s end the run: accepted, the move not made, the failure names the budget (B3, S6)',
    async (_whose, more, cap, budget) => {
      const runId = await aRun(plan({ T1: ['a', 'b'], T2: ['c'] }), more);
      const atCap = await client.updatePhaseStatus({ runId, phaseId: 'a', state: 'EXECUTING', addTokens: cap });
      expect([atCap.errors, atCap.phase!.state, atCap.run!.state]).toEqual([[], 'EXECUTING', 'PHASE_EXECUTION']);
      const over = await client.updatePhaseStatus({ runId, phaseId: 'a', state: 'GATE', addTokens: 1 });
      expect([over.errors, over.phase!.state, over.phase!.nextStates, over.run!.state]).toEqual([
        [],
        'FAILED',
        [],
        'DONE_FAILED_BUDGET_EXHAUSTED',
      ]);
      const inPhase = budget.scope === 'PHASE';
      expect(over.run!.failure).toMatchObject({
        rule: 'B3',
        budget: { ...budget, used: cap + 1, left: 0 },
        tierId: inPhase ? 'T1' : null,
        phaseId: inPhase ? 'a' : null,
        reasons: [{ code: `${budget.name}_exceeded` }],
      });
      expect(over.run!.failureReason).toContain(String(cap + 1));
      const run = await client.read(runId);
      expect([states(run.phases), states(run.tiers), run.tokensUsed]).toEqual([
        ['FAILED', 'SKIPPED', 'SKIPPED'],
        ['FAILED', 'SKIPPED'],
        cap + 1,
      ]);
      expect(run.events.find((event) => event.toState === 'FAILED' && event.subject === 'phase/a')!.data.tokens).toBe(
        1,
      );
      await expectConsistent(server.database, runId);
    },
  );
});

describe('cleanliness (B4)', () => {
  /** A first phase in CI_RUNNING whose tier has used one CI run more than its cap. */
  const unclean = async (safetyProfile: SafetyProfile) => {
    const runId = await aRun(plan({ T1: ['a'], T2: ['b'] }), { safetyProfile });
    await client.move(runId, 'a', ...TO_CI, 'GATE', 'CI_RUNNING', 'GATE', 'CI_RUNNING');
    const { tier } = await server.request(
      gql(
        'query ($runId: ID!) { tier(runId: $runId, tierId: "T1") { cleanliness cleanlinessReasons { code source } ciRunsUsed ciRunCap } }',
      ),
      { runId },
    );
    expect(tier).toEqual({
      cleanliness: 'NOT_CLEAN',
      cleanlinessReasons: [{ code: 'ci_run_cap_exceeded', source: 'B4' }],
      ciRunsUsed: 3,
      ciRunCap: 2,
    });
    return runId;
  };

  it('in a normal run a tier that is not clean is reported and accepted, but the run is not promoted (M1)', async () => {
    const runId = await unclean('NORMAL');
    await client.move(runId, 'a', 'COMPLETE');
    await client.move(runId, 'b', ...DONE);
    expect(await client.read(runId)).toMatchObject({ state: 'DONE_SUCCESS', promotionEligibleToMain: false });
  });

  it('in a safety-critical run it refuses the snapshot: the command is accepted, the phase fails and the run asks for review', async () => {
    const runId = await unclean('SAFETY_CRITICAL');
    const { errors, phase: row, run } = await client.updatePhaseStatus({ runId, phaseId: 'a', state: 'COMPLETE' });
    expect([errors, row!.state, run!.state]).toEqual([[], 'FAILED', 'DONE_FAILED_REQUIRES_HUMAN_REVIEW']);
    expect(run!.failure).toMatchObject({
      rule: 'B4',
      tierId: 'T1',
      phaseId: 'a',
      reasons: [{ code: 'ci_run_cap_exceeded', source: 'B4' }],
    });
    const after = await client.read(runId);
    expect([states(after.tiers), states(after.phases)]).toEqual([
      ['FAILED', 'SKIPPED'],
      ['FAILED', 'SKIPPED'],
    ]);
    await expectConsistent(server.database, runId);
  });
});

describe('endings (S6, S7, S8)', () => {
  it('a FAILED phase ends the run; the note is its reason; PENDING tiers are skipped, COMPLETE ones stay', async () => {
    const runId = await aRun(plan({ T1: ['a'], T2: ['b', 'c'], T3: ['d'] }));
    await client.move(runId, 'a', ...DONE);
    await client.move(runId, 'b', 'EXECUTING');
    const { errors, run } = await client.updatePhaseStatus({
      runId,
      phaseId: 'b',
      state: 'FAILED',
      note: 'No licence',
    });
    expect([errors, run!.state]).toEqual([[], 'DONE_FAILED_REQUIRES_HUMAN_REVIEW']);
    expect(run!.failure).toEqual({
      rule: 'S6',
      message: 'Phase "b" failed: No licence',
      tierId: 'T2',
      phaseId: 'b',
      budget: null,
      reasons: [{ code: 'phase_failed', message: 'No licence', source: 'operator' }],
    });
    const after = await client.read(runId);
    expect([states(after.phases), states(after.tiers)]).toEqual([
      ['COMPLETE', 'FAILED', 'SKIPPED', 'SKIPPED'],
      ['COMPLETE', 'FAILED', 'SKIPPED'],
    ]);
    await expectConsistent(server.database, runId);
  });

  it('a QUEUED phase behind another may be failed too, and the one at work fails with it', async () => {
    const runId = await aRun(plan({ T1: ['a'], T2: ['b'] }));
    await client.move(runId, 'a', 'EXECUTING');
    await client.updatePhaseStatus({ runId, phaseId: 'b', state: 'FAILED' });
    const run = await client.read(runId);
    expect([run.state, states(run.phases), states(run.tiers), run.failure!.phaseId]).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
      ['FAILED', 'FAILED'],
      ['FAILED', 'FAILED'],
      'b',
    ]);
    await expectConsistent(server.database, runId);
  });

  it('a run of skipped phases only ends as cancelled, nothing_done; with one COMPLETE it is a success (S8)', async () => {
    const none = await aRun(plan({ T1: ['a'], T2: ['b'] }));
    await client.move(none, 'b', 'SKIPPED');
    await client.move(none, 'a', 'SKIPPED');
    expect(await client.read(none)).toMatchObject({
      state: 'DONE_FAILED_CANCELLED',
      failure: { rule: 'S8', reasons: [{ code: 'nothing_done' }] },
      tiers: [{ state: 'SKIPPED' }, { state: 'SKIPPED' }],
    });
    const one = await aRun(plan({ T1: ['a'], T2: ['b'] }));
    await client.move(one, 'a', ...DONE);
    await client.move(one, 'b', 'SKIPPED');
    expect(await client.read(one)).toMatchObject({
      state: 'DONE_SUCCESS',
      failure: null,
      tiers: [{ state: 'COMPLETE' }, { state: 'SKIPPED' }],
    });
  });
});
