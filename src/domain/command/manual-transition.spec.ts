import {
  after,
  aManualTransition,
  aPhase,
  aRun,
  aTier,
  byOperator,
  inWords,
  rowsOf,
  type RunRows,
  START,
} from '../../../test/support/domain/builders.js';
import { type Outcome, World } from '../../../test/support/domain/world.js';
import { PHASE_STATES, type PhaseState } from '../phase/phase-state.js';
import type { PhaseFacts } from '../run/facts.js';
import { RUN_FAILED_STATES, type RunState } from '../run/run-state.js';
import type { Refusal } from '../shared/refusal.js';
import { needsOpenRows } from './decision.js';
import { decideManualTransition, type ManualTransition } from './manual-transition.js';

const by = byOperator('updatePhaseStatus');

/** The run's state while a phase of it is in this one and no other is at work (S5). */
const RUN_STATE_OF: Record<PhaseState, RunState> = {
  QUEUED: 'PHASE_EXECUTION',
  EXECUTING: 'PHASE_EXECUTION',
  GATE: 'GATE',
  CI_RUNNING: 'CI_RUNNING',
  COMPLETE: 'SNAPSHOT_CREATED',
  FAILED: 'PHASE_EXECUTION',
  SKIPPED: 'PHASE_EXECUTION',
};

/** Pulls the lever in a world of its own. */
function pull(rows: RunRows, phaseId: string, command: ManualTransition, context = by): { world: World; outcome: Outcome } {
  const world = World.of(rows);
  return { world, outcome: world.transition(phaseId, command, context) };
}

function acceptedBy(rows: RunRows, phaseId: string, command: ManualTransition, context = by) {
  const { world, outcome } = pull(rows, phaseId, command, context);
  if (!outcome.accepted) throw new Error(`Refused: ${outcome.errors.map((error) => error.message).join(' ')}`);
  return { world, events: outcome.events, words: outcome.events.map(inWords) };
}

function refusalOf(rows: RunRows, phaseId: string, command: ManualTransition): Refusal {
  const { world, outcome } = pull(rows, phaseId, command);
  if (outcome.accepted) throw new Error(`Accepted: ${outcome.events.map(inWords).join(', ')}`);
  expect({ run: world.run, tiers: world.tiers, phases: world.phases, events: world.events }).toEqual({ ...rows, events: [] });
  expect(outcome.errors).toHaveLength(1);
  return outcome.errors[0]!;
}

/** All states in one line: `GATE | IN_PROGRESS: COMPLETE GATE | PENDING: QUEUED`. */
function statesOf(world: World): string {
  const tiers = world.tiers.map((tier) => {
    const states = world.phases.filter((phase) => phase.tierId === tier.tierId).map((phase) => phase.state);
    return `${tier.state}: ${states.join(' ')}`;
  });
  return [world.run.state, ...tiers].join(' | ');
}

const SPENT_ATTEMPTS: Partial<PhaseFacts> = { builderAttempts: 3 };
const SPENT_AUDITS: Partial<PhaseFacts> = { auditorAttempts: 2 };

/** What the lever takes, for every state of the phase in every situation (S4, W11). An empty list: nothing. */
const MATRIX: readonly {
  readonly situation: string;
  readonly rows: (state: PhaseState) => RunRows;
  readonly phaseId: string;
  readonly takes: Partial<Record<PhaseState, readonly PhaseState[]>>;
}[] = [
  {
    situation: 'the head of a run, everything left',
    rows: (state) => rowsOf(RUN_STATE_OF[state], [`${state} QUEUED`]),
    phaseId: 'p0',
    takes: {
      QUEUED: ['EXECUTING', 'FAILED', 'SKIPPED'],
      EXECUTING: ['QUEUED', 'GATE', 'FAILED'],
      GATE: ['QUEUED', 'CI_RUNNING', 'FAILED'],
      CI_RUNNING: ['QUEUED', 'GATE', 'COMPLETE', 'FAILED'],
      COMPLETE: [],
      FAILED: [],
      SKIPPED: [],
    },
  },
  {
    situation: 'the only open phase, the tier before it complete',
    rows: (state) => rowsOf(RUN_STATE_OF[state], ['COMPLETE SKIPPED', state]),
    phaseId: 'p2',
    takes: {
      QUEUED: ['EXECUTING', 'FAILED', 'SKIPPED'],
      EXECUTING: ['QUEUED', 'GATE', 'FAILED'],
      GATE: ['QUEUED', 'CI_RUNNING', 'FAILED'],
      CI_RUNNING: ['QUEUED', 'GATE', 'COMPLETE', 'FAILED'],
    },
  },
  {
    situation: 'the head of a run, Builder attempts used up',
    rows: (state) => rowsOf(RUN_STATE_OF[state], [`${state} QUEUED`], { phase: SPENT_ATTEMPTS }),
    phaseId: 'p0',
    takes: {
      QUEUED: ['FAILED', 'SKIPPED'],
      EXECUTING: ['GATE', 'FAILED'],
      GATE: ['CI_RUNNING', 'FAILED'],
      CI_RUNNING: ['GATE', 'COMPLETE', 'FAILED'],
      COMPLETE: [],
      FAILED: [],
      SKIPPED: [],
    },
  },
  {
    situation: 'the head of a run, audits used up',
    rows: (state) => rowsOf(RUN_STATE_OF[state], [`${state} QUEUED`], { phase: SPENT_AUDITS }),
    phaseId: 'p0',
    takes: {
      QUEUED: ['EXECUTING', 'FAILED', 'SKIPPED'],
      EXECUTING: ['QUEUED', 'GATE', 'FAILED'],
      GATE: ['QUEUED', 'CI_RUNNING', 'FAILED'],
      CI_RUNNING: ['QUEUED', 'COMPLETE', 'FAILED'],
      COMPLETE: [],
      FAILED: [],
      SKIPPED: [],
    },
  },
  {
    situation: 'the head of a run, attempts and audits used up',
    rows: (state) => rowsOf(RUN_STATE_OF[state], [`${state} QUEUED`], { phase: { ...SPENT_ATTEMPTS, ...SPENT_AUDITS } }),
    phaseId: 'p0',
    takes: {
      QUEUED: ['FAILED', 'SKIPPED'],
      EXECUTING: ['GATE', 'FAILED'],
      GATE: ['CI_RUNNING', 'FAILED'],
      CI_RUNNING: ['COMPLETE', 'FAILED'],
    },
  },
  {
    situation: 'behind a phase of its tier that is QUEUED',
    rows: (state) => rowsOf('PHASE_EXECUTION', [`QUEUED ${state}`]),
    phaseId: 'p1',
    takes: { QUEUED: ['FAILED', 'SKIPPED'], COMPLETE: [], FAILED: [], SKIPPED: [] },
  },
  {
    situation: 'in a tier behind a phase that is QUEUED',
    rows: (state) => rowsOf('SNAPSHOT_CREATED', ['COMPLETE QUEUED', state]),
    phaseId: 'p2',
    takes: { QUEUED: ['FAILED', 'SKIPPED'], COMPLETE: [], FAILED: [], SKIPPED: [] },
  },
  ...(['EXECUTING', 'GATE', 'CI_RUNNING'] as const).map((atWork) => ({
    situation: `behind a phase that is ${atWork}`,
    rows: (state: PhaseState) => rowsOf(RUN_STATE_OF[atWork], [atWork, state]),
    phaseId: 'p1',
    takes: { QUEUED: ['FAILED', 'SKIPPED'], COMPLETE: [], FAILED: [], SKIPPED: [] } as Partial<Record<PhaseState, PhaseState[]>>,
  })),
  {
    situation: 'in a draft',
    rows: (state) => rowsOf('PLAN_BOOTSTRAP', [`${state} QUEUED`]),
    phaseId: 'p0',
    takes: { QUEUED: [], EXECUTING: [], GATE: [], CI_RUNNING: [], COMPLETE: [], FAILED: [], SKIPPED: [] },
  },
];

describe('S4, W11: what the lever takes', () => {
  for (const { situation, rows, phaseId, takes } of MATRIX) {
    test.each(Object.entries(takes) as [PhaseState, PhaseState[]][])(
      `S4, S2: ${situation}: a phase that is %s takes exactly %j; anything else changes nothing and is told what is taken`,
      (state, expected) => {
        const before = rows(state);
        const accepted = PHASE_STATES.filter((to) => pull(before, phaseId, aManualTransition(to)).outcome.accepted);
        expect(accepted).toEqual(expected);
        expect(World.of(before).nextPhaseStates(phaseId)).toEqual(expected);
        for (const to of PHASE_STATES.filter((other) => !expected.includes(other))) {
          expect(refusalOf(before, phaseId, aManualTransition(to))).toMatchObject({
            kind: 'transition',
            code: 'TRANSITION_REFUSED',
            path: ['input', 'state'],
            currentState: state,
            allowedStates: expected,
            message: expect.stringMatching(new RegExp(`^Phase "${phaseId}" stays ${state}: .+\\.$`)),
          });
        }
      },
    );
  }

  test.each(['DONE_SUCCESS', ...RUN_FAILED_STATES] as const)(
    'S3: in a run that is %s no phase takes anything, tokens or not, and the refusal names the run’s state',
    (runState) => {
      for (const state of PHASE_STATES) {
        const before = rowsOf(runState, [`COMPLETE ${state}`]);
        expect(World.of(before).nextPhaseStates('p1')).toEqual([]);
        for (const to of PHASE_STATES) {
          for (const addTokens of [0, 5]) {
            expect(refusalOf(before, 'p1', aManualTransition(to, { addTokens }))).toEqual({
              kind: 'transition',
              code: 'RUN_TERMINAL',
              message: `Run "run-1" has ended as ${runState}; nothing about it changes any more.`,
              retryable: false,
              path: ['input', 'runId'],
              currentState: runState,
              allowedStates: [],
            });
          }
        }
      }
    },
  );

  test('S3: a terminal phase never changes, whatever is asked', () => {
    for (const state of ['COMPLETE', 'FAILED', 'SKIPPED'] as const) {
      const before = rowsOf('SNAPSHOT_CREATED', [`${state} COMPLETE`, 'QUEUED']);
      for (const to of PHASE_STATES) {
        const error = refusalOf(before, 'p0', aManualTransition(to, { addTokens: 1, note: 'again' }));
        expect(error).toMatchObject({ code: 'TRANSITION_REFUSED', retryable: false, allowedStates: [] });
        expect(error.message).toContain(`a phase that is ${state} never changes`);
      }
    }
  });
});

describe('S2: a refusal says why', () => {
  test.each([
    [
      'its turn has not come',
      rowsOf('RUN_CREATED', ['QUEUED QUEUED']),
      'p1',
      'EXECUTING',
      'phase "p0" comes first; phases run in plan order',
    ],
    ['another is at work', rowsOf('GATE', ['GATE QUEUED']), 'p1', 'EXECUTING', 'phase "p0" is at work (GATE); phases run one at a time'],
    ['there is no such move', rowsOf('RUN_CREATED', ['QUEUED']), 'p0', 'COMPLETE', 'there is no way from QUEUED to COMPLETE'],
    ['it is there already', rowsOf('RUN_CREATED', ['QUEUED']), 'p0', 'QUEUED', 'it is QUEUED already'],
    ['it is at work there', rowsOf('GATE', ['GATE']), 'p0', 'GATE', 'it is GATE already, and addTokens is not positive'],
    [
      'no attempt is left',
      rowsOf('RUN_CREATED', ['QUEUED'], { phase: SPENT_ATTEMPTS }),
      'p0',
      'EXECUTING',
      'its 3 Builder attempts are used up',
    ],
    ['no attempt to go back to', rowsOf('GATE', ['GATE'], { phase: SPENT_ATTEMPTS }), 'p0', 'QUEUED', 'its 3 Builder attempts are used up'],
    ['no audit is left', rowsOf('CI_RUNNING', ['CI_RUNNING'], { phase: SPENT_AUDITS }), 'p0', 'GATE', 'its 2 audits are used up'],
    ['it is a draft', rowsOf('PLAN_BOOTSTRAP', ['QUEUED']), 'p0', 'EXECUTING', 'the plan is not sealed yet: sealPlan starts the run'],
  ] as [string, RunRows, string, PhaseState, string][])('S2: %s', (_, rows, phaseId, to, why) => {
    expect(refusalOf(rows, phaseId, aManualTransition(to)).message).toBe(
      `Phase "${phaseId}" stays ${rows.phases.at(phaseId === 'p1' ? 1 : 0)!.state}: ${why}.`,
    );
  });

  test.each([
    ['S4', 'a phase whose turn comes later', rowsOf('RUN_CREATED', ['QUEUED QUEUED']), 'p1', 'EXECUTING', true],
    ['S4', 'a phase behind one that is at work', rowsOf('GATE', ['GATE QUEUED']), 'p1', 'EXECUTING', true],
    ['S9', 'a phase of a draft', rowsOf('PLAN_BOOTSTRAP', ['QUEUED']), 'p0', 'EXECUTING', true],
    ['W11', 'the end of a phase that has not begun', rowsOf('RUN_CREATED', ['QUEUED']), 'p0', 'COMPLETE', true],
    ['W11', 'skipping a phase at work that can go back', rowsOf('GATE', ['GATE']), 'p0', 'SKIPPED', true],
    ['W11', 'skipping a phase at work that cannot go back', rowsOf('GATE', ['GATE'], { phase: SPENT_ATTEMPTS }), 'p0', 'SKIPPED', false],
    ['W11', 'an attempt too many', rowsOf('RUN_CREATED', ['QUEUED'], { phase: SPENT_ATTEMPTS }), 'p0', 'EXECUTING', false],
    ['W11', 'the way back without an attempt', rowsOf('GATE', ['GATE'], { phase: SPENT_ATTEMPTS }), 'p0', 'QUEUED', false],
    [
      'W11',
      'an audit too many, while attempts are left',
      rowsOf('CI_RUNNING', ['CI_RUNNING'], { phase: SPENT_AUDITS }),
      'p0',
      'GATE',
      true,
    ],
    [
      'W11',
      'an audit too many, with nothing left',
      rowsOf('CI_RUNNING', ['CI_RUNNING'], { phase: { ...SPENT_ATTEMPTS, ...SPENT_AUDITS } }),
      'p0',
      'GATE',
      false,
    ],
    [
      'W11',
      'the present state of a phase that has one attempt',
      rowsOf('RUN_CREATED', ['QUEUED'], { phase: { maxBuilderAttempts: 1 } }),
      'p0',
      'QUEUED',
      false,
    ],
    [
      'W11',
      'the present state of a phase that has two attempts',
      rowsOf('RUN_CREATED', ['QUEUED'], { phase: { maxBuilderAttempts: 2 } }),
      'p0',
      'QUEUED',
      true,
    ],
    ['S3', 'a phase that has ended', rowsOf('SNAPSHOT_CREATED', ['COMPLETE QUEUED']), 'p0', 'EXECUTING', false],
  ] as [string, string, RunRows, string, PhaseState, boolean][])(
    '%s: the refusal of %s is retryable only if the same input can succeed later',
    (_, __, rows, phaseId, to, retryable) => {
      expect(refusalOf(rows, phaseId, aManualTransition(to)).retryable).toBe(retryable);
    },
  );
});

describe('S5, S7: the tier and the run follow the phase', () => {
  test.each([
    {
      title: 'the first hand-out passes PHASE_QUEUEING and opens the tier',
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
      title: 'the next hand-out in the same tier moves the run only',
      rows: rowsOf('SNAPSHOT_CREATED', ['COMPLETE QUEUED']),
      ask: ['p1', 'EXECUTING'],
      events: ['phase/p1 QUEUED → EXECUTING', 'run SNAPSHOT_CREATED → PHASE_EXECUTION'],
      states: 'PHASE_EXECUTION | IN_PROGRESS: COMPLETE EXECUTING',
    },
    {
      title: 'the first hand-out of the next tier opens that tier',
      rows: rowsOf('SNAPSHOT_CREATED', ['COMPLETE', 'QUEUED']),
      ask: ['p1', 'EXECUTING'],
      events: ['phase/p1 QUEUED → EXECUTING', 'tier/t1 PENDING → IN_PROGRESS', 'run SNAPSHOT_CREATED → PHASE_EXECUTION'],
      states: 'PHASE_EXECUTION | COMPLETE: COMPLETE | IN_PROGRESS: EXECUTING',
    },
    {
      title: 'the first hand-out after skipping the whole first tier still passes PHASE_QUEUEING',
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
      title: 'a result brings the run to GATE',
      rows: rowsOf('PHASE_EXECUTION', ['EXECUTING']),
      ask: ['p0', 'GATE'],
      events: ['phase/p0 EXECUTING → GATE', 'run PHASE_EXECUTION → GATE'],
      states: 'GATE | IN_PROGRESS: GATE',
    },
    {
      title: 'an applied patch brings the run to CI_RUNNING',
      rows: rowsOf('GATE', ['GATE']),
      ask: ['p0', 'CI_RUNNING'],
      events: ['phase/p0 GATE → CI_RUNNING', 'run GATE → CI_RUNNING'],
      states: 'CI_RUNNING | IN_PROGRESS: CI_RUNNING',
    },
    {
      title: 'a rejected result brings the run back to PHASE_EXECUTION',
      rows: rowsOf('GATE', ['GATE']),
      ask: ['p0', 'QUEUED'],
      events: ['phase/p0 GATE → QUEUED', 'run GATE → PHASE_EXECUTION'],
      states: 'PHASE_EXECUTION | IN_PROGRESS: QUEUED',
    },
    {
      title: 'red CI brings the run back to PHASE_EXECUTION',
      rows: rowsOf('CI_RUNNING', ['CI_RUNNING']),
      ask: ['p0', 'QUEUED'],
      events: ['phase/p0 CI_RUNNING → QUEUED', 'run CI_RUNNING → PHASE_EXECUTION'],
      states: 'PHASE_EXECUTION | IN_PROGRESS: QUEUED',
    },
    {
      title: 'an audit after red CI brings the run back to GATE',
      rows: rowsOf('CI_RUNNING', ['CI_RUNNING']),
      ask: ['p0', 'GATE'],
      events: ['phase/p0 CI_RUNNING → GATE', 'run CI_RUNNING → GATE'],
      states: 'GATE | IN_PROGRESS: GATE',
    },
    {
      title: 'a green phase makes a snapshot; the tier goes on while phases are left',
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
      title: 'skipping the head before anything was handed out leaves the run in RUN_CREATED',
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
      rows: rowsOf('PHASE_EXECUTION', ['QUEUED', 'QUEUED'], { phase: { builderAttempts: 1 }, tier: { state: 'IN_PROGRESS' } }),
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
    expect(world.run).toMatchObject({ phasesComplete: 2, phasesFailed: 1, phasesSkipped: 5, headPhaseIndex: null, completedAt: by.now });
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
    const { world, words } = acceptedBy(rowsOf('GATE', ['GATE QUEUED', 'QUEUED QUEUED', 'QUEUED']), 'p3', aManualTransition('FAILED'));
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

  test.each([null, '', ' \n'])('W11: without a note, or with a blank one (%j), the failure is a sentence all the same', (note) => {
    const { world } = acceptedBy(rowsOf('GATE', ['GATE']), 'p0', aManualTransition('FAILED', { note }));
    expect(world.run.failure).toMatchObject({
      message: 'Phase "p0" failed: the operator gave it up.',
      reasons: [{ code: 'phase_failed', message: 'The operator gave the phase up.' }],
    });
    expect(world.phase('p0').note).toBe(note);
  });

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
    const { world, words } = acceptedBy(rowsOf('RUN_CREATED', ['SKIPPED', 'SKIPPED QUEUED']), 'p2', aManualTransition('SKIPPED'));
    expect(words).toEqual(['phase/p2 QUEUED → SKIPPED', 'tier/t1 PENDING → SKIPPED', 'run RUN_CREATED → DONE_FAILED_CANCELLED']);
    expect(world.run.failure).toMatchObject({ rule: 'S8', reasons: [{ code: 'nothing_done' }] });
    expect(world.run.failure!.message).not.toBe('');
  });

  test('S8: one COMPLETE phase is enough for success', () => {
    expect(acceptedBy(rowsOf('SNAPSHOT_CREATED', ['COMPLETE SKIPPED QUEUED']), 'p2', aManualTransition('SKIPPED')).world.run.state).toBe(
      'DONE_SUCCESS',
    );
  });

  test('C6: a move that ends the run as failed asks for the open rows instead of writing half of the end', () => {
    const { run, tiers, phases } = rowsOf('GATE', ['GATE QUEUED']);
    const facts = { run, tier: tiers[0]!, phase: phases[0]!, head: phases[0]!, behindHeadIndex: 1, closing: null, open: null };
    expect(decideManualTransition(facts, aManualTransition('FAILED'), by)).toEqual(needsOpenRows);
    expect(decideManualTransition(facts, aManualTransition('GATE', { addTokens: 1e12 }), by)).toEqual(needsOpenRows);
    expect(decideManualTransition(facts, aManualTransition('CI_RUNNING'), by).outcome).toBe('accepted');
  });
});

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
    const { world, events } = acceptedBy(rowsOf('GATE', ['GATE']), 'p0', aManualTransition('QUEUED', { note: 'tests are missing' }));
    expect(world.phase('p0').note).toBe('tests are missing');
    expect(events[0]!.data).toEqual({ tierId: 't0', note: 'tests are missing' });
    world.transition('p0', aManualTransition('EXECUTING'), by);
    expect(world.phase('p0').note).toBe('tests are missing');
    world.transition('p0', aManualTransition('GATE', { note: '' }), by);
    expect(world.phase('p0').note).toBe('');
  });

  test('S3: started_at is set by the first hand-out, completed_at once', () => {
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

  test('B1: tokens of a move are charged to the phase, its tier and its run, and stand in the event of the move', () => {
    const { world, events } = acceptedBy(capped(), 'p1', aManualTransition('CI_RUNNING', { addTokens: 500 }));
    expect([world.phase('p1').tokensUsed, world.tier('t0').tokensUsed, world.run.tokensUsed]).toEqual([4_500, 8_500, 9_500]);
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
  ])('B3: over $budget the command is accepted and ends the run; the move is not made', ({ budget, rows, addTokens, now, failure }) => {
    const command = aManualTransition('CI_RUNNING', { addTokens, note: 'on it goes' });
    const { world, events, words } = acceptedBy(rows, 'p1', command, byOperator('updatePhaseStatus', now));
    expect(words).toEqual(ENDED);
    expect(world.run.failure).toEqual({
      rule: 'B3',
      ...failure,
      reasons: [{ code: `${budget}_exceeded`, message: failure.message, source: 'B3' }],
    });
    expect(events.map((event) => event.data.tokens)).toEqual([addTokens || undefined, ...ENDED.slice(1).map(() => undefined)]);
    expect([world.phase('p1').tokensUsed, world.tier('t0').tokensUsed, world.run.tokensUsed]).toEqual([
      4_000 + addTokens,
      8_000 + addTokens,
      9_000 + addTokens,
    ]);
    expect([world.run.ciRunsUsed, world.tier('t0').ciRunsUsed]).toEqual([1, 1]);
    expect(world.phase('p1')).toMatchObject({ note: null, builderAttempts: 1 });
  });

  test('B3: a charge without a move ends the run the same way', () => {
    const { world, words, events } = acceptedBy(capped(), 'p1', aManualTransition('GATE', { addTokens: 1_001 }));
    expect(words).toEqual(ENDED);
    expect(events[0]!.data).toEqual({ tierId: 't0', tokens: 1_001 });
    expect(world.run.failure).toMatchObject({ budget: { name: 'incident_token_cap' } });
  });

  test('B3: a phase that waits and breaks the budget is skipped by the end, not handed out, and its tokens stand in that event', () => {
    const { world, words, events } = acceptedBy(
      rowsOf('RUN_CREATED', ['QUEUED']),
      'p0',
      aManualTransition('EXECUTING', { addTokens: 500_001 }),
    );
    expect(words).toEqual(['phase/p0 QUEUED → SKIPPED', 'tier/t0 PENDING → SKIPPED', 'run RUN_CREATED → DONE_FAILED_BUDGET_EXHAUSTED']);
    expect(events[0]!.data).toEqual({ tierId: 't0', tokens: 500_001 });
    expect(world.phase('p0')).toMatchObject({ builderAttempts: 0, startedAt: null });
  });

  test('S6: tokens that come with FAILED stand once, in the event of the phase', () => {
    const { world, events } = acceptedBy(rowsOf('GATE', ['GATE QUEUED']), 'p0', aManualTransition('FAILED', { addTokens: 9, note: 'no' }));
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
    rowsOf(RUN_STATE_OF[state], [`${state} QUEUED`], { run: { safetyProfile: profile }, tier: { ciRunsUsed, ciRunCap: 4 } });

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
    expect(acceptedBy(green('SAFETY_CRITICAL', 4), 'p0', aManualTransition('COMPLETE')).world.run.state).toBe('SNAPSHOT_CREATED');
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
    expect(acceptedBy(rows, 'p0', aManualTransition('COMPLETE', { addTokens: 1 })).world.run.state).toBe('SNAPSHOT_CREATED');
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
      expect(acceptedBy(green('SAFETY_CRITICAL', 9, state), 'p0', aManualTransition(to)).world.run.completedAt).toBeNull();
    }
  });

  test('B3: a broken budget comes before the policy of the tier', () => {
    const { world } = acceptedBy(green('SAFETY_CRITICAL', 5), 'p0', aManualTransition('COMPLETE', { addTokens: 500_001 }));
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
    const facts = { run, tier: tiers[0]!, phase: phases[1]!, head: phases[1]!, behindHeadIndex: null, closing: null, open: null };
    const decision = decideManualTransition(facts, aManualTransition('CI_RUNNING'), by);
    if (decision.outcome !== 'accepted') throw new Error(decision.outcome);
    expect(decision.change.seenVersion).toBe(40);
    expect(decision.change.phases.map(({ phaseId }) => phaseId)).toEqual(['p1']);
    expect(decision.change.tiers.map(({ tierId }) => tierId)).toEqual(['t0']);
  });

  test('C5: a row that cannot come about is a fault of ours: nothing is decided from it', () => {
    const rows = { run: aRun({ state: 'SNAPSHOT_CREATED' }), tiers: [aTier()], phases: [aPhase({ state: 'EXECUTING' })] };
    expect(() => pull(rows, 'p0', aManualTransition('GATE'))).toThrow('Illegal move of the run: SNAPSHOT_CREATED → GATE');
  });
});
