/** How tier and run follow a manual transition (S5, S7), and how it ends a run as failed (S6, S8). */
import { aManualTransition, rowsOf, type RunRows } from '../../../../test/support/domain/builders.js';
import { acceptedBy, by, RUN_STATE_OF, statesOf } from '../../../../test/support/domain/manual-transitions.js';
import type { PhaseState } from '../../model/phase-state.js';
import { needsOpenRows } from '../change/decision.js';
import { decideManualTransition } from './manual-transition.js';

describe('S5, S7: the tier and the run follow the phase', () => {
  test.each([
    {
      title: 'the first assignment passes PHASE_QUEUEING and opens the tier',
      rows: rowsOf('RUN_CREATED', ['QUEUED QUEUED']),
      ask: ['p0', 'EXECUTING'],
      events: [
        'phase/p0 QUEUED → EXECUTING',
        'tier/t0 PENDING → IN_PROGRESS',
        'run RUN_CREATED → PHASE_QUEUEING',
        'run PHASE_QUEUEING → PHASE_EXECUTION',
      ],
      states: 'PHASE_EXECUTION | IN_PROGRESS: EXECUTING QUEUED',
    },
    {
      title: 'the next assignment in the same tier moves the run only',
      rows: rowsOf('SNAPSHOT_CREATED', ['COMPLETE QUEUED']),
      ask: ['p1', 'EXECUTING'],
      events: ['phase/p1 QUEUED → EXECUTING', 'run SNAPSHOT_CREATED → PHASE_EXECUTION'],
      states: 'PHASE_EXECUTION | IN_PROGRESS: COMPLETE EXECUTING',
    },
    {
      title: 'the first assignment of the next tier opens that tier',
      rows: rowsOf('SNAPSHOT_CREATED', ['COMPLETE', 'QUEUED']),
      ask: ['p1', 'EXECUTING'],
      events: [
        'phase/p1 QUEUED → EXECUTING',
        'tier/t1 PENDING → IN_PROGRESS',
        'run SNAPSHOT_CREATED → PHASE_EXECUTION',
      ],
      states: 'PHASE_EXECUTION | COMPLETE: COMPLETE | IN_PROGRESS: EXECUTING',
    },
    {
      title: 'the first assignment after skipping the whole first tier still passes PHASE_QUEUEING',
      rows: rowsOf('RUN_CREATED', ['SKIPPED', 'QUEUED']),
      ask: ['p1', 'EXECUTING'],
      events: [
        'phase/p1 QUEUED → EXECUTING',
        'tier/t1 PENDING → IN_PROGRESS',
        'run RUN_CREATED → PHASE_QUEUEING',
        'run PHASE_QUEUEING → PHASE_EXECUTION',
      ],
      states: 'PHASE_EXECUTION | SKIPPED: SKIPPED | IN_PROGRESS: EXECUTING',
    },
    {
      title: 'another attempt moves neither tier nor run',
      rows: rowsOf('PHASE_EXECUTION', ['QUEUED'], { phase: { builderAttempts: 1 }, tier: { state: 'IN_PROGRESS' } }),
      ask: ['p0', 'EXECUTING'],
      events: ['phase/p0 QUEUED → EXECUTING'],
      states: 'PHASE_EXECUTION | IN_PROGRESS: EXECUTING',
    },
    {
      title: 'a lost attempt leaves the run in PHASE_EXECUTION',
      rows: rowsOf('PHASE_EXECUTION', ['EXECUTING']),
      ask: ['p0', 'QUEUED'],
      events: ['phase/p0 EXECUTING → QUEUED'],
      states: 'PHASE_EXECUTION | IN_PROGRESS: QUEUED',
    },
    {
      title: 'a result moves the run to GATE',
      rows: rowsOf('PHASE_EXECUTION', ['EXECUTING']),
      ask: ['p0', 'GATE'],
      events: ['phase/p0 EXECUTING → GATE', 'run PHASE_EXECUTION → GATE'],
      states: 'GATE | IN_PROGRESS: GATE',
    },
    {
      title: 'an applied patch moves the run to CI_RUNNING',
      rows: rowsOf('GATE', ['GATE']),
      ask: ['p0', 'CI_RUNNING'],
      events: ['phase/p0 GATE → CI_RUNNING', 'run GATE → CI_RUNNING'],
      states: 'CI_RUNNING | IN_PROGRESS: CI_RUNNING',
    },
    {
      title: 'a rejected result moves the run back to PHASE_EXECUTION',
      rows: rowsOf('GATE', ['GATE']),
      ask: ['p0', 'QUEUED'],
      events: ['phase/p0 GATE → QUEUED', 'run GATE → PHASE_EXECUTION'],
      states: 'PHASE_EXECUTION | IN_PROGRESS: QUEUED',
    },
    {
      title: 'red CI moves the run back to PHASE_EXECUTION',
      rows: rowsOf('CI_RUNNING', ['CI_RUNNING']),
      ask: ['p0', 'QUEUED'],
      events: ['phase/p0 CI_RUNNING → QUEUED', 'run CI_RUNNING → PHASE_EXECUTION'],
      states: 'PHASE_EXECUTION | IN_PROGRESS: QUEUED',
    },
    {
      title: 'an audit after red CI moves the run back to GATE',
      rows: rowsOf('CI_RUNNING', ['CI_RUNNING']),
      ask: ['p0', 'GATE'],
      events: ['phase/p0 CI_RUNNING → GATE', 'run CI_RUNNING → GATE'],
      states: 'GATE | IN_PROGRESS: GATE',
    },
    {
      title: 'a green phase makes a snapshot; the tier continues while phases are left',
      rows: rowsOf('CI_RUNNING', ['CI_RUNNING QUEUED']),
      ask: ['p0', 'COMPLETE'],
      events: ['phase/p0 CI_RUNNING → COMPLETE', 'run CI_RUNNING → SNAPSHOT_CREATED'],
      states: 'SNAPSHOT_CREATED | IN_PROGRESS: COMPLETE QUEUED',
    },
    {
      title: 'the last phase of a tier completes it, skipped ones or not',
      rows: rowsOf('CI_RUNNING', ['SKIPPED CI_RUNNING SKIPPED', 'QUEUED']),
      ask: ['p1', 'COMPLETE'],
      events: ['phase/p1 CI_RUNNING → COMPLETE', 'tier/t0 IN_PROGRESS → COMPLETE', 'run CI_RUNNING → SNAPSHOT_CREATED'],
      states: 'SNAPSHOT_CREATED | COMPLETE: SKIPPED COMPLETE SKIPPED | PENDING: QUEUED',
    },
    {
      title: 'the last phase of the run passes SNAPSHOT_CREATED to DONE_SUCCESS',
      rows: rowsOf('CI_RUNNING', ['COMPLETE', 'CI_RUNNING']),
      ask: ['p1', 'COMPLETE'],
      events: [
        'phase/p1 CI_RUNNING → COMPLETE',
        'tier/t1 IN_PROGRESS → COMPLETE',
        'run CI_RUNNING → SNAPSHOT_CREATED',
        'run SNAPSHOT_CREATED → DONE_SUCCESS',
      ],
      states: 'DONE_SUCCESS | COMPLETE: COMPLETE | COMPLETE: COMPLETE',
    },
    {
      title: 'a green phase ends the run when all behind it were skipped before',
      rows: rowsOf('CI_RUNNING', ['CI_RUNNING', 'SKIPPED SKIPPED']),
      ask: ['p0', 'COMPLETE'],
      events: [
        'phase/p0 CI_RUNNING → COMPLETE',
        'tier/t0 IN_PROGRESS → COMPLETE',
        'run CI_RUNNING → SNAPSHOT_CREATED',
        'run SNAPSHOT_CREATED → DONE_SUCCESS',
      ],
      states: 'DONE_SUCCESS | COMPLETE: COMPLETE | SKIPPED: SKIPPED SKIPPED',
    },
    {
      title: 'skipping the head before anything was assigned leaves the run in RUN_CREATED',
      rows: rowsOf('RUN_CREATED', ['QUEUED QUEUED']),
      ask: ['p0', 'SKIPPED'],
      events: ['phase/p0 QUEUED → SKIPPED'],
      states: 'RUN_CREATED | PENDING: SKIPPED QUEUED',
    },
    {
      title: 'skipping the last open phase of a tier that has none complete skips the tier',
      rows: rowsOf('RUN_CREATED', ['SKIPPED QUEUED', 'QUEUED']),
      ask: ['p1', 'SKIPPED'],
      events: ['phase/p1 QUEUED → SKIPPED', 'tier/t0 PENDING → SKIPPED'],
      states: 'RUN_CREATED | SKIPPED: SKIPPED SKIPPED | PENDING: QUEUED',
    },
    {
      title: 'a tier that was begun and then skipped altogether is SKIPPED',
      rows: rowsOf('PHASE_EXECUTION', ['QUEUED', 'QUEUED'], {
        phase: { builderAttempts: 1 },
        tier: { state: 'IN_PROGRESS' },
      }),
      ask: ['p0', 'SKIPPED'],
      events: ['phase/p0 QUEUED → SKIPPED', 'tier/t0 IN_PROGRESS → SKIPPED'],
      states: 'PHASE_EXECUTION | SKIPPED: SKIPPED | IN_PROGRESS: QUEUED',
    },
    {
      title: 'skipping the last open phase of a tier with a complete one completes the tier',
      rows: rowsOf('SNAPSHOT_CREATED', ['COMPLETE QUEUED', 'QUEUED']),
      ask: ['p1', 'SKIPPED'],
      events: ['phase/p1 QUEUED → SKIPPED', 'tier/t0 IN_PROGRESS → COMPLETE'],
      states: 'SNAPSHOT_CREATED | COMPLETE: COMPLETE SKIPPED | PENDING: QUEUED',
    },
    {
      title: 'a later phase can be skipped while another is at work; the run does not move',
      rows: rowsOf('CI_RUNNING', ['CI_RUNNING', 'QUEUED', 'QUEUED']),
      ask: ['p1', 'SKIPPED'],
      events: ['phase/p1 QUEUED → SKIPPED', 'tier/t1 PENDING → SKIPPED'],
      states: 'CI_RUNNING | IN_PROGRESS: CI_RUNNING | SKIPPED: SKIPPED | PENDING: QUEUED',
    },
    {
      title: 'skipping the rest after a snapshot ends the run as DONE_SUCCESS',
      rows: rowsOf('SNAPSHOT_CREATED', ['COMPLETE', 'QUEUED']),
      ask: ['p1', 'SKIPPED'],
      events: ['phase/p1 QUEUED → SKIPPED', 'tier/t1 PENDING → SKIPPED', 'run SNAPSHOT_CREATED → DONE_SUCCESS'],
      states: 'DONE_SUCCESS | COMPLETE: COMPLETE | SKIPPED: SKIPPED',
    },
    {
      title: 'skipping the rest after a lost attempt ends the run as DONE_SUCCESS',
      rows: rowsOf('PHASE_EXECUTION', ['COMPLETE QUEUED']),
      ask: ['p1', 'SKIPPED'],
      events: ['phase/p1 QUEUED → SKIPPED', 'tier/t0 IN_PROGRESS → COMPLETE', 'run PHASE_EXECUTION → DONE_SUCCESS'],
      states: 'DONE_SUCCESS | COMPLETE: COMPLETE SKIPPED',
    },
  ] as { title: string; rows: RunRows; ask: [string, PhaseState]; events: string[]; states: string }[])(
    'S5, S7, E1: $title',
    ({ rows, ask: [phaseId, to], events, states }) => {
      const { world, words } = acceptedBy(rows, phaseId, aManualTransition(to));
      expect(words).toEqual(events);
      expect(statesOf(world)).toBe(states);
      expect(world.run.failure).toBeNull();
    },
  );
});

describe('S6, S8: how a run ends as failed', () => {
  test('S6: FAILED ends the run: what is at work fails, what waits is skipped, tiers follow, phases before tiers before the run', () => {
    const { world, words } = acceptedBy(
      rowsOf('PHASE_EXECUTION', ['COMPLETE', 'COMPLETE EXECUTING QUEUED', 'QUEUED QUEUED', 'SKIPPED', 'QUEUED']),
      'p2',
      aManualTransition('FAILED', { note: 'it cannot be built' }),
    );
    expect(words).toEqual([
      'phase/p2 EXECUTING → FAILED',
      'phase/p3 QUEUED → SKIPPED',
      'phase/p4 QUEUED → SKIPPED',
      'phase/p5 QUEUED → SKIPPED',
      'phase/p7 QUEUED → SKIPPED',
      'tier/t1 IN_PROGRESS → FAILED',
      'tier/t2 PENDING → SKIPPED',
      'tier/t4 PENDING → SKIPPED',
      'run PHASE_EXECUTION → DONE_FAILED_REQUIRES_HUMAN_REVIEW',
    ]);
    expect(statesOf(world)).toBe(
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW | COMPLETE: COMPLETE | FAILED: COMPLETE FAILED SKIPPED | SKIPPED: SKIPPED SKIPPED | SKIPPED: SKIPPED | SKIPPED: SKIPPED',
    );
    expect(world.run).toMatchObject({
      phasesComplete: 2,
      phasesFailed: 1,
      phasesSkipped: 5,
      headPhaseIndex: null,
      completedAt: by.now,
    });
    expect(world.run.failure).toEqual({
      rule: 'S6',
      message: 'Phase "p2" failed: it cannot be built',
      tierId: 't1',
      phaseId: 'p2',
      reasons: [{ code: 'phase_failed', message: 'it cannot be built', source: 'operator' }],
    });
    expect(world.phase('p2').note).toBe('it cannot be built');
  });

  test('S6: a QUEUED phase may be failed while another is at work: both fail, and so do both tiers', () => {
    const { world, words } = acceptedBy(
      rowsOf('GATE', ['GATE QUEUED', 'QUEUED QUEUED', 'QUEUED']),
      'p3',
      aManualTransition('FAILED'),
    );
    expect(words).toEqual([
      'phase/p3 QUEUED → FAILED',
      'phase/p0 GATE → FAILED',
      'phase/p1 QUEUED → SKIPPED',
      'phase/p2 QUEUED → SKIPPED',
      'phase/p4 QUEUED → SKIPPED',
      'tier/t0 IN_PROGRESS → FAILED',
      'tier/t1 PENDING → FAILED',
      'tier/t2 PENDING → SKIPPED',
      'run GATE → DONE_FAILED_REQUIRES_HUMAN_REVIEW',
    ]);
    expect(statesOf(world)).toContain('FAILED: FAILED SKIPPED | FAILED: SKIPPED FAILED | SKIPPED: SKIPPED');
    expect(world.run.failure).toMatchObject({
      phaseId: 'p3',
      reasons: [{ code: 'phase_failed', message: 'The operator gave the phase up.' }],
    });
  });

  test.each([null, '', ' \n'])(
    'W11: without a note, or with a blank one (%j), the failure is a sentence all the same',
    (note) => {
      const { world } = acceptedBy(rowsOf('GATE', ['GATE']), 'p0', aManualTransition('FAILED', { note }));
      expect(world.run.failure).toMatchObject({
        message: 'Phase "p0" failed: the operator gave it up.',
        reasons: [{ code: 'phase_failed', message: 'The operator gave the phase up.' }],
      });
      expect(world.phase('p0').note).toBe(note);
    },
  );

  test.each(['QUEUED', 'EXECUTING', 'GATE', 'CI_RUNNING'] as const)('S6: a phase may be failed from %s', (state) => {
    const { world } = acceptedBy(rowsOf(RUN_STATE_OF[state], [state]), 'p0', aManualTransition('FAILED'));
    expect(statesOf(world)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW | FAILED: FAILED');
  });

  test('S7: a phase that fails as the last of its tier does not complete the tier', () => {
    const { world } = acceptedBy(rowsOf('CI_RUNNING', ['COMPLETE CI_RUNNING']), 'p1', aManualTransition('FAILED'));
    expect(statesOf(world)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW | FAILED: COMPLETE FAILED');
  });

  test('S7: phases that the end of the run skips do not make their tier SKIPPED when it was begun', () => {
    const rows = rowsOf('SNAPSHOT_CREATED', ['COMPLETE QUEUED', 'QUEUED']);
    const { world } = acceptedBy(rows, 'p2', aManualTransition('FAILED'));
    expect(statesOf(world)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW | FAILED: COMPLETE SKIPPED | FAILED: FAILED');
  });

  test('S8: skipping everything ends the run as cancelled, reason nothing_done, and the tier is SKIPPED by S7', () => {
    const { world, words } = acceptedBy(
      rowsOf('RUN_CREATED', ['SKIPPED', 'SKIPPED QUEUED']),
      'p2',
      aManualTransition('SKIPPED'),
    );
    expect(words).toEqual([
      'phase/p2 QUEUED → SKIPPED',
      'tier/t1 PENDING → SKIPPED',
      'run RUN_CREATED → DONE_FAILED_CANCELLED',
    ]);
    expect(world.run.failure).toMatchObject({ rule: 'S8', reasons: [{ code: 'nothing_done' }] });
    expect(world.run.failure!.message).not.toBe('');
  });

  test('S8: one COMPLETE phase is enough for success', () => {
    expect(
      acceptedBy(rowsOf('SNAPSHOT_CREATED', ['COMPLETE SKIPPED QUEUED']), 'p2', aManualTransition('SKIPPED')).world.run
        .state,
    ).toBe('DONE_SUCCESS');
  });

  test('C6: a move that ends the run as failed asks for the open rows instead of writing half of the end', () => {
    const { run, tiers, phases } = rowsOf('GATE', ['GATE QUEUED']);
    const facts = {
      run,
      tier: tiers[0]!,
      phase: phases[0]!,
      head: phases[0]!,
      behindHeadIndex: 1,
      closing: null,
      open: null,
    };
    expect(decideManualTransition(facts, aManualTransition('FAILED'), by)).toEqual(needsOpenRows);
    expect(decideManualTransition(facts, aManualTransition('GATE', { addTokens: 1e12 }), by)).toEqual(needsOpenRows);
    expect(decideManualTransition(facts, aManualTransition('CI_RUNNING'), by).outcome).toBe('accepted');
  });
});
