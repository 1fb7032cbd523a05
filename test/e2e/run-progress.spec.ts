/** A run on its path to DONE_SUCCESS, step by step, with its budgets and its deadline (S4, S5, S7, B1, B5). */
import { type Api, api, phase, plan, type RunRead } from '../support/api/api.js';
import type { PhaseState } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
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

describe('a run on its path to DONE_SUCCESS', () => {
  /** Before the first move and after each: the run, what can come next, and for each phase its state and what a manual transition would accept. */
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
    [
      'b EXECUTING',
      'PHASE_EXECUTION',
      ['GATE'],
      'a COMPLETE: · b EXECUTING: QUEUED GATE FAILED · c QUEUED: FAILED SKIPPED',
      'b',
      null,
    ],
    [
      'b QUEUED',
      'PHASE_EXECUTION',
      [],
      'a COMPLETE: · b QUEUED: EXECUTING FAILED SKIPPED · c QUEUED: FAILED SKIPPED',
      null,
      'b',
    ],
    [
      'b SKIPPED',
      'PHASE_EXECUTION',
      ['DONE_SUCCESS'],
      'a COMPLETE: · b SKIPPED: · c QUEUED: EXECUTING FAILED SKIPPED',
      null,
      'c',
    ],
    [
      'c EXECUTING',
      'PHASE_EXECUTION',
      ['GATE'],
      'a COMPLETE: · b SKIPPED: · c EXECUTING: QUEUED GATE FAILED',
      'c',
      null,
    ],
    [
      'c GATE',
      'GATE',
      ['PHASE_EXECUTION', 'CI_RUNNING'],
      'a COMPLETE: · b SKIPPED: · c GATE: QUEUED CI_RUNNING FAILED',
      'c',
      null,
    ],
    [
      'c CI_RUNNING',
      'CI_RUNNING',
      ['PHASE_EXECUTION', 'GATE', 'DONE_SUCCESS'],
      'a COMPLETE: · b SKIPPED: · c CI_RUNNING: QUEUED GATE COMPLETE FAILED',
      'c',
      null,
    ],
    [
      'c GATE',
      'GATE',
      ['PHASE_EXECUTION', 'CI_RUNNING'],
      'a COMPLETE: · b SKIPPED: · c GATE: QUEUED CI_RUNNING FAILED',
      'c',
      null,
    ],
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

  it('says at every step its state, what is at work, what would be dispatched and what would be accepted (S4, S5, S7)', async () => {
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
      const { nextPhase } = await server.request(gql('{ nextPhase(runId: "driven") { phaseId } }'));
      if (moved)
        expect([moved.run, moved.phase]).toEqual([
          expect.objectContaining({ version: run.version, state: run.state, nextStates: run.nextStates }),
          run.phases.find((row) => row.phaseId === phaseId),
        ]);
      const displayed = run.phases
        .map((row) => `${row.phaseId} ${row.state}: ${row.nextStates.join(' ')}`.trim())
        .join(' · ');
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
    expect(
      run.tiers.map((tier) => [tier.state, tier.ciRunsUsed, tier.startedAt !== null, tier.completedAt !== null]),
    ).toEqual([
      ['COMPLETE', 1, true, true],
      ['COMPLETE', 2, true, true],
    ]);
    await expectConsistent(server.database, 'driven');
  });

  it('has a nextPhase only while a phase can be dispatched (S4)', async () => {
    await client.startRun({
      runId: 'spent',
      tiers: [{ tierId: 'T', name: 'T', phases: [{ ...phase('p'), taskCategory: 'bulk_operation' }] }],
    });
    const next = async () =>
      (await server.request(gql('{ nextPhase(runId: "spent") { phaseId run { runId } tier { tierId } } }'))).nextPhase;
    expect(await next()).toEqual({ phaseId: 'p', run: { runId: 'spent' }, tier: { tierId: 'T' } });
    await client.move('spent', 'p', 'EXECUTING');
    expect((await client.read('spent')).phases[0]!.nextStates).toEqual(['GATE', 'FAILED']);
    await client.command('cancelRun', { runId: 'spent', reason: 'enough' });
    expect(await next()).toBeNull();
  });
});

describe('budgets', () => {
  it('are reported as used, limit and left on run, tier and phase, and never below nothing left (B1)', async () => {
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
    expect(over.budgets[0]).toEqual({
      scope: 'RUN',
      name: 'token_cap',
      limit: 4_000_000,
      used: 10 ** 12 + 150_000,
      left: 0,
    });
  });
});

describe('the clock', () => {
  it('ends a run past its deadline by itself, with the budget that was broken (B5, B3)', async () => {
    await client.startRun({ runId: 'overdue', maxDurationMinutes: 30, tiers: plan({ T1: ['a', 'b'] }) });
    await client.move('overdue', 'a', 'EXECUTING');
    await moveClock(server.database, '31 minutes');
    await until(
      'the run to end',
      async () => (await server.request(gql('{ run(runId: "overdue") { isTerminal } }'))).run!.isTerminal,
    );
    const run = await client.read('overdue');
    expect(run).toMatchObject({
      state: 'DONE_FAILED_BUDGET_EXHAUSTED',
      failure: { rule: 'B3', budget: { scope: 'RUN', name: 'max_duration_minutes', limit: 30, left: 0 } },
    });
    expect(run.failure!.budget!.used).toBeGreaterThan(30);
    expect(run.events.at(-1)).toMatchObject({ actor: 'clock', cause: 'deadline' });
    await expectConsistent(server.database, 'overdue');
  });
});
