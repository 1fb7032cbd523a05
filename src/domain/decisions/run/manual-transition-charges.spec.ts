/**
 * What a manual transition uses up and charges (W11, B1, B3), the policy of the tier (B4), and the change that it makes
 * (E1, F3).
 */
import {
  after,
  aManualTransition,
  aPhase,
  aRun,
  aTier,
  byOperator,
  rowsOf,
  START,
} from '../../../../test/support/domain/builders.js';
import {
  acceptedBy,
  by,
  refusalOf,
  RUN_STATE_OF,
  transitionIn,
} from '../../../../test/support/domain/manual-transitions.js';
import { World } from '../../../../test/support/domain/world.js';
import type { PhaseFacts } from '../../model/facts.js';
import type { PhaseState } from '../../model/phase-state.js';
import { decideManualTransition } from './manual-transition.js';

describe('W11: what a move uses up', () => {
  test('W11: entering EXECUTING counts a Builder attempt, once for each time', () => {
    const { world } = acceptedBy(rowsOf('RUN_CREATED', ['QUEUED']), 'p0', aManualTransition('EXECUTING'));
    expect(world.phase('p0').builderAttempts).toBe(1);
    world.transition('p0', aManualTransition('QUEUED'), by);
    world.transition('p0', aManualTransition('EXECUTING'), by);
    expect(world.phase('p0')).toMatchObject({ builderAttempts: 2, auditorAttempts: 0 });
  });

  test('W11: the last attempt may be begun, the one after it not', () => {
    const last = rowsOf('PHASE_EXECUTION', ['QUEUED'], { phase: { builderAttempts: 2 } });
    expect(acceptedBy(last, 'p0', aManualTransition('EXECUTING')).world.phase('p0').builderAttempts).toBe(3);
  });

  test('W11: entering CI_RUNNING counts a CI run in the tier and in the run', () => {
    const { world } = acceptedBy(rowsOf('GATE', ['COMPLETE', 'GATE']), 'p1', aManualTransition('CI_RUNNING'));
    expect([world.tier('t0').ciRunsUsed, world.tier('t1').ciRunsUsed, world.run.ciRunsUsed]).toEqual([1, 1, 2]);
  });

  test('W11: CI_RUNNING → GATE uses up an audit; EXECUTING → GATE does not', () => {
    const red = acceptedBy(rowsOf('CI_RUNNING', ['CI_RUNNING']), 'p0', aManualTransition('GATE')).world;
    expect(red.phase('p0').auditorAttempts).toBe(1);
    const result = acceptedBy(rowsOf('PHASE_EXECUTION', ['EXECUTING']), 'p0', aManualTransition('GATE')).world;
    expect(result.phase('p0').auditorAttempts).toBe(0);
  });

  test('W11: the note of a move is kept with the phase and in its event; a move without one keeps the old', () => {
    const { world, events } = acceptedBy(
      rowsOf('GATE', ['GATE']),
      'p0',
      aManualTransition('QUEUED', { note: 'tests are missing' }),
    );
    expect(world.phase('p0').note).toBe('tests are missing');
    expect(events[0]!.data).toEqual({ tierId: 't0', note: 'tests are missing' });
    world.transition('p0', aManualTransition('EXECUTING'), by);
    expect(world.phase('p0').note).toBe('tests are missing');
    world.transition('p0', aManualTransition('GATE', { note: '' }), by);
    expect(world.phase('p0').note).toBe('');
  });

  test('S3: started_at is set by the first assignment, completed_at once', () => {
    const world = World.of(rowsOf('RUN_CREATED', ['QUEUED QUEUED']));
    const at = (minute: number) => byOperator('updatePhaseStatus', after(minute));
    world.transition('p0', aManualTransition('EXECUTING'), at(11));
    world.transition('p0', aManualTransition('QUEUED'), at(12));
    world.transition('p0', aManualTransition('EXECUTING'), at(13));
    world.transition('p0', aManualTransition('GATE'), at(14));
    world.transition('p0', aManualTransition('CI_RUNNING'), at(15));
    expect(world.phase('p0').completedAt).toBeNull();
    world.transition('p0', aManualTransition('COMPLETE'), at(16));
    expect(world.phase('p0')).toMatchObject({ startedAt: after(11), completedAt: after(16) });
    expect(world.tier('t0')).toMatchObject({ startedAt: after(11), completedAt: null });
    world.transition('p1', aManualTransition('SKIPPED'), at(17));
    expect(world.phase('p1')).toMatchObject({ startedAt: null, completedAt: after(17) });
    expect(world.tier('t0')).toMatchObject({ startedAt: after(11), completedAt: after(17) });
    expect(world.run).toMatchObject({ startedAt: START, completedAt: after(17), changedAt: after(17) });
  });

  test('S4: the head of the run moves on when it ends, over what was skipped before, and stays when a later one ends', () => {
    const world = World.of(rowsOf('RUN_CREATED', ['QUEUED QUEUED QUEUED', 'QUEUED']));
    world.transition('p1', aManualTransition('SKIPPED'), by);
    expect(world.run.headPhaseIndex).toBe(0);
    world.transition('p0', aManualTransition('SKIPPED'), by);
    expect(world.run.headPhaseIndex).toBe(2);
    world.transition('p2', aManualTransition('EXECUTING'), by);
    expect(world.run.headPhaseIndex).toBe(2);
  });
});

describe('B1, B3: tokens', () => {
  const capped = (values: { phase?: Partial<PhaseFacts>; run?: object } = {}) =>
    rowsOf('GATE', ['COMPLETE GATE QUEUED', 'QUEUED'], {
      run: { tokenCap: 10_000, tokensUsed: 9_000, ...values.run },
      phase: { incidentTokenCap: 5_000, tokensUsed: 4_000, ...values.phase },
      tier: { tokensUsed: 8_000 },
    });

  test('B1: tokens of a move are charged to the phase, its tier and its run, and are in the event of the move', () => {
    const { world, events } = acceptedBy(capped(), 'p1', aManualTransition('CI_RUNNING', { addTokens: 500 }));
    expect([world.phase('p1').tokensUsed, world.tier('t0').tokensUsed, world.run.tokensUsed]).toEqual([
      4_500, 8_500, 9_500,
    ]);
    expect([world.phase('p0').tokensUsed, world.tier('t1').tokensUsed]).toEqual([4_000, 8_000]);
    expect(events.map((event) => event.data.tokens)).toEqual([500, undefined]);
  });

  test('W11: the present state with tokens only charges: one event TOKENS_ADDED, no move, the note in the event only', () => {
    for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING'] as const) {
      const rows = rowsOf(RUN_STATE_OF[state], [state], { phase: { note: 'before' } });
      const { world, events } = acceptedBy(rows, 'p0', aManualTransition(state, { addTokens: 7, note: 'half way' }));
      expect(events).toHaveLength(1);
      expect(events[0]).toMatchObject({ type: 'TOKENS_ADDED', subject: 'phase/p0', fromState: null, toState: null });
      expect(events[0]!.data).toEqual({ tierId: 't0', tokens: 7, note: 'half way' });
      expect(world.phase('p0')).toEqual({ ...rows.phases[0], tokensUsed: 7, shownVersion: 41, shownAt: by.now });
      expect(world.tier('t0')).toEqual({ ...rows.tiers[0], tokensUsed: 7, shownVersion: 41, shownAt: by.now });
      expect(world.run).toEqual({ ...rows.run, tokensUsed: 7, version: 41, changedAt: by.now });
    }
  });

  test('W11: a phase that waits cannot be charged without a move', () => {
    expect(refusalOf(rowsOf('RUN_CREATED', ['QUEUED']), 'p0', aManualTransition('QUEUED', { addTokens: 5 })).code).toBe(
      'TRANSITION_REFUSED',
    );
  });

  test('B3: exactly at every cap and at the deadline the move is made', () => {
    const { world } = acceptedBy(
      capped({ run: { minorIssuesCount: 12 } }),
      'p1',
      aManualTransition('CI_RUNNING', { addTokens: 1_000 }),
      byOperator('updatePhaseStatus', after(120)),
    );
    expect(world.run).toMatchObject({ state: 'CI_RUNNING', tokensUsed: 10_000 });
  });

  const ENDED = [
    'phase/p1 GATE → FAILED',
    'phase/p2 QUEUED → SKIPPED',
    'phase/p3 QUEUED → SKIPPED',
    'tier/t0 IN_PROGRESS → FAILED',
    'tier/t1 PENDING → SKIPPED',
    'run GATE → DONE_FAILED_BUDGET_EXHAUSTED',
  ];
  test.each([
    {
      budget: 'incident_token_cap',
      rows: capped({ run: { tokenCap: 1e12 } }),
      addTokens: 1_001,
      now: after(10),
      failure: {
        message: 'Phase "p1" used 5001 incident tokens; its limit is 5000.',
        budget: { scope: 'PHASE', name: 'incident_token_cap', limit: 5_000, used: 5_001 },
        tierId: 't0',
        phaseId: 'p1',
      },
    },
    {
      budget: 'token_cap',
      rows: capped({ phase: { incidentTokenCap: 1e12 } }),
      addTokens: 1_001,
      now: after(10),
      failure: {
        message: 'The run used 10001 tokens; its limit is 10000.',
        budget: { scope: 'RUN', name: 'token_cap', limit: 10_000, used: 10_001 },
      },
    },
    {
      budget: 'max_minor_issues_total',
      rows: capped({ run: { minorIssuesCount: 13 } }),
      addTokens: 0,
      now: after(10),
      failure: {
        message: 'The run used 13 minor issues; its limit is 12.',
        budget: { scope: 'RUN', name: 'max_minor_issues_total', limit: 12, used: 13 },
      },
    },
    {
      budget: 'max_duration_minutes',
      rows: capped(),
      addTokens: 0,
      now: new Date(after(120).getTime() + 1),
      failure: {
        message: 'The run ran out of time: its limit is 120 minutes.',
        budget: { scope: 'RUN', name: 'max_duration_minutes', limit: 120, used: 121 },
      },
    },
  ])(
    'B3: over $budget the command is accepted and ends the run; the move is not made',
    ({ budget, rows, addTokens, now, failure }) => {
      const command = aManualTransition('CI_RUNNING', { addTokens, note: 'on it goes' });
      const { world, events, words } = acceptedBy(rows, 'p1', command, byOperator('updatePhaseStatus', now));
      expect(words).toEqual(ENDED);
      expect(world.run.failure).toEqual({
        rule: 'B3',
        ...failure,
        reasons: [{ code: `${budget}_exceeded`, message: failure.message, source: 'B3' }],
      });
      expect(events.map((event) => event.data.tokens)).toEqual([
        addTokens || undefined,
        ...ENDED.slice(1).map(() => undefined),
      ]);
      expect([world.phase('p1').tokensUsed, world.tier('t0').tokensUsed, world.run.tokensUsed]).toEqual([
        4_000 + addTokens,
        8_000 + addTokens,
        9_000 + addTokens,
      ]);
      expect([world.run.ciRunsUsed, world.tier('t0').ciRunsUsed]).toEqual([1, 1]);
      expect(world.phase('p1')).toMatchObject({ note: null, builderAttempts: 1 });
    },
  );

  test('B3: a charge without a move ends the run the same way', () => {
    const { world, words, events } = acceptedBy(capped(), 'p1', aManualTransition('GATE', { addTokens: 1_001 }));
    expect(words).toEqual(ENDED);
    expect(events[0]!.data).toEqual({ tierId: 't0', tokens: 1_001 });
    expect(world.run.failure).toMatchObject({ budget: { name: 'incident_token_cap' } });
  });

  test('B3: a phase that waits and breaks the budget is skipped by the end, not assigned, and its tokens are in that event', () => {
    const { world, words, events } = acceptedBy(
      rowsOf('RUN_CREATED', ['QUEUED']),
      'p0',
      aManualTransition('EXECUTING', { addTokens: 500_001 }),
    );
    expect(words).toEqual([
      'phase/p0 QUEUED → SKIPPED',
      'tier/t0 PENDING → SKIPPED',
      'run RUN_CREATED → DONE_FAILED_BUDGET_EXHAUSTED',
    ]);
    expect(events[0]!.data).toEqual({ tierId: 't0', tokens: 500_001 });
    expect(world.phase('p0')).toMatchObject({ builderAttempts: 0, startedAt: null });
  });

  test('S6: tokens that come with FAILED are recorded once, in the event of the phase', () => {
    const { world, events } = acceptedBy(
      rowsOf('GATE', ['GATE QUEUED']),
      'p0',
      aManualTransition('FAILED', { addTokens: 9, note: 'no' }),
    );
    expect(events.map((event) => event.data.tokens)).toEqual([9, undefined, undefined, undefined]);
    expect(events[0]!.data).toEqual({ tierId: 't0', tokens: 9, note: 'no' });
    expect(world.run.tokensUsed).toBe(9);
  });

  test('B3: a refused move charges nothing', () => {
    refusalOf(rowsOf('RUN_CREATED', ['QUEUED QUEUED']), 'p1', aManualTransition('EXECUTING', { addTokens: 100 }));
  });
});

describe('B4: the policy of the tier, when a phase turns green', () => {
  const green = (profile: 'NORMAL' | 'SAFETY_CRITICAL', ciRunsUsed: number, state: PhaseState = 'CI_RUNNING') =>
    rowsOf(RUN_STATE_OF[state], [`${state} QUEUED`], {
      run: { safetyProfile: profile },
      tier: { ciRunsUsed, ciRunCap: 4 },
    });

  test('B4: in a safety critical run a tier that is not clean refuses the snapshot: the phase fails and the run ends', () => {
    const { world, words, events } = acceptedBy(
      green('SAFETY_CRITICAL', 5),
      'p0',
      aManualTransition('COMPLETE', { addTokens: 3, note: 'green' }),
    );
    expect(words).toEqual([
      'phase/p0 CI_RUNNING → FAILED',
      'phase/p1 QUEUED → SKIPPED',
      'tier/t0 IN_PROGRESS → FAILED',
      'run CI_RUNNING → DONE_FAILED_REQUIRES_HUMAN_REVIEW',
    ]);
    expect(events[0]!.data).toEqual({ tierId: 't0', tokens: 3, note: 'green' });
    expect(world.run.failure).toEqual({
      rule: 'B4',
      message: 'Tier "Tier t0" is not clean, and the run is safety critical: phase "p0" cannot be accepted.',
      tierId: 't0',
      phaseId: 'p0',
      reasons: [{ code: 'ci_run_cap_exceeded', message: 'The tier used 5 CI runs; its limit is 4.', source: 'B4' }],
    });
    expect(world.run).toMatchObject({ phasesComplete: 0, phasesFailed: 1, tokensUsed: 3 });
  });

  test('B4: exactly at the cap the snapshot is made', () => {
    expect(acceptedBy(green('SAFETY_CRITICAL', 4), 'p0', aManualTransition('COMPLETE')).world.run.state).toBe(
      'SNAPSHOT_CREATED',
    );
  });

  test('B4: a normal run always accepts, clean or not', () => {
    const { world } = acceptedBy(green('NORMAL', 5), 'p0', aManualTransition('COMPLETE'));
    expect(world.run.state).toBe('SNAPSHOT_CREATED');
    expect(world.phase('p0').state).toBe('COMPLETE');
  });

  test('B4: the tokens that come with COMPLETE count in the judgement', () => {
    const rows = rowsOf('CI_RUNNING', ['CI_RUNNING QUEUED'], {
      run: { safetyProfile: 'SAFETY_CRITICAL' },
      tier: { tokenCap: 100, tokensUsed: 99 },
    });
    expect(acceptedBy(rows, 'p0', aManualTransition('COMPLETE', { addTokens: 1 })).world.run.state).toBe(
      'SNAPSHOT_CREATED',
    );
    const { world } = acceptedBy(rows, 'p0', aManualTransition('COMPLETE', { addTokens: 2 }));
    expect(world.run.failure).toMatchObject({ rule: 'B4', reasons: [{ code: 'token_cap_exceeded' }] });
  });

  test('B4: the tier is judged only when a phase turns green, not on the way', () => {
    for (const [state, to] of [
      ['EXECUTING', 'GATE'],
      ['GATE', 'CI_RUNNING'],
      ['CI_RUNNING', 'GATE'],
      ['CI_RUNNING', 'QUEUED'],
    ] as const) {
      expect(
        acceptedBy(green('SAFETY_CRITICAL', 9, state), 'p0', aManualTransition(to)).world.run.completedAt,
      ).toBeNull();
    }
  });

  test('B3: a broken budget comes before the policy of the tier', () => {
    const { world } = acceptedBy(
      green('SAFETY_CRITICAL', 5),
      'p0',
      aManualTransition('COMPLETE', { addTokens: 500_001 }),
    );
    expect(world.run.state).toBe('DONE_FAILED_BUDGET_EXHAUSTED');
  });
});

describe('E1, F3: what a change carries', () => {
  test('E1: events are numbered from the version on, and carry actor, cause and instant', () => {
    const { world, events } = acceptedBy(rowsOf('RUN_CREATED', ['QUEUED']), 'p0', aManualTransition('EXECUTING'));
    expect(events.map(({ seq, actor, cause, at }) => ({ seq, actor, cause, at }))).toEqual(
      [41, 42, 43, 44].map((seq) => ({ seq, actor: 'operator', cause: 'updatePhaseStatus', at: by.now })),
    );
    expect(world.run).toMatchObject({ version: 44, changedAt: by.now });
  });

  test('F3: each row is stamped with the last event that changed what its document shows; untouched rows keep theirs', () => {
    const rows = rowsOf('GATE', ['GATE QUEUED', 'QUEUED'], { phase: { shownVersion: 7 }, tier: { shownVersion: 8 } });
    const moved = acceptedBy(rows, 'p0', aManualTransition('CI_RUNNING')).world;
    expect(moved.phases.map((phase) => phase.shownVersion)).toEqual([41, 7, 7]);
    expect(moved.tiers.map((tier) => tier.shownVersion)).toEqual([41, 8]);
    const ended = acceptedBy(rows, 'p0', aManualTransition('FAILED')).world;
    expect(ended.phases.map((phase) => phase.shownVersion)).toEqual([41, 42, 43]);
    expect(ended.tiers.map((tier) => tier.shownVersion)).toEqual([44, 45]);
    expect(ended.run.version).toBe(46);
  });

  test('F4: a change holds only the rows that it touches', () => {
    const { run, tiers, phases } = rowsOf('GATE', ['COMPLETE GATE QUEUED', 'QUEUED']);
    const facts = {
      run,
      tier: tiers[0]!,
      phase: phases[1]!,
      head: phases[1]!,
      behindHeadIndex: null,
      closing: null,
      open: null,
    };
    const decision = decideManualTransition(facts, aManualTransition('CI_RUNNING'), by);
    if (decision.outcome !== 'accepted') throw new Error(decision.outcome);
    expect(decision.change.seenVersion).toBe(40);
    expect(decision.change.phases.map(({ phaseId }) => phaseId)).toEqual(['p1']);
    expect(decision.change.tiers.map(({ tierId }) => tierId)).toEqual(['t0']);
  });

  test('C5: a row that cannot come about is a fault of ours: nothing is decided from it', () => {
    const rows = {
      run: aRun({ state: 'SNAPSHOT_CREATED' }),
      tiers: [aTier()],
      phases: [aPhase({ state: 'EXECUTING' })],
    };
    expect(() => transitionIn(rows, 'p0', aManualTransition('GATE'))).toThrow(
      'Illegal move of the run: SNAPSHOT_CREATED → GATE',
    );
  });
});
