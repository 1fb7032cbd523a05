/** Which manual transitions are accepted, and why others are refused (S4, W11, S2). */
import { aManualTransition, rowsOf, type RunRows } from '../../../../test/support/domain/builders.js';
import {
  refusalOf,
  RUN_STATE_OF,
  SPENT_ATTEMPTS,
  SPENT_AUDITS,
  transitionIn,
} from '../../../../test/support/domain/manual-transitions.js';
import { World } from '../../../../test/support/domain/world.js';
import { PHASE_STATES, type PhaseState } from '../../model/phase-state.js';
import { RUN_FAILED_STATES } from '../../model/run-state.js';

/**
 * The states that a manual transition accepts, for every state of the phase in every situation (S4, W11). An empty
 * list: none.
 */
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
    rows: (state) =>
      rowsOf(RUN_STATE_OF[state], [`${state} QUEUED`], { phase: { ...SPENT_ATTEMPTS, ...SPENT_AUDITS } }),
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
    takes: { QUEUED: ['FAILED', 'SKIPPED'], COMPLETE: [], FAILED: [], SKIPPED: [] } as Partial<
      Record<PhaseState, PhaseState[]>
    >,
  })),
  {
    situation: 'in a draft',
    rows: (state) => rowsOf('PLAN_BOOTSTRAP', [`${state} QUEUED`]),
    phaseId: 'p0',
    takes: { QUEUED: [], EXECUTING: [], GATE: [], CI_RUNNING: [], COMPLETE: [], FAILED: [], SKIPPED: [] },
  },
];

describe('S4, W11: the states that a manual transition accepts', () => {
  for (const { situation, rows, phaseId, takes } of MATRIX) {
    test.each(Object.entries(takes) as [PhaseState, PhaseState[]][])(
      `S4, S2: ${situation}: a phase that is %s accepts exactly %j; anything else changes nothing, and the refusal names what is accepted`,
      (state, expected) => {
        const before = rows(state);
        const accepted = PHASE_STATES.filter(
          (to) => transitionIn(before, phaseId, aManualTransition(to)).outcome.accepted,
        );
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
    [
      'another is at work',
      rowsOf('GATE', ['GATE QUEUED']),
      'p1',
      'EXECUTING',
      'phase "p0" is at work (GATE); phases run one at a time',
    ],
    [
      'there is no such move',
      rowsOf('RUN_CREATED', ['QUEUED']),
      'p0',
      'COMPLETE',
      'there is no way from QUEUED to COMPLETE',
    ],
    ['it is there already', rowsOf('RUN_CREATED', ['QUEUED']), 'p0', 'QUEUED', 'it is QUEUED already'],
    [
      'it is at work there',
      rowsOf('GATE', ['GATE']),
      'p0',
      'GATE',
      'it is GATE already, and no tokens are added to it',
    ],
    [
      'no attempt is left',
      rowsOf('RUN_CREATED', ['QUEUED'], { phase: SPENT_ATTEMPTS }),
      'p0',
      'EXECUTING',
      'its 3 Builder attempts are used up',
    ],
    [
      'no attempt to go back to',
      rowsOf('GATE', ['GATE'], { phase: SPENT_ATTEMPTS }),
      'p0',
      'QUEUED',
      'its 3 Builder attempts are used up',
    ],
    [
      'no audit is left',
      rowsOf('CI_RUNNING', ['CI_RUNNING'], { phase: SPENT_AUDITS }),
      'p0',
      'GATE',
      'its 2 audits are used up',
    ],
    [
      'it is a draft',
      rowsOf('PLAN_BOOTSTRAP', ['QUEUED']),
      'p0',
      'EXECUTING',
      'the plan is not sealed yet: sealPlan starts the run',
    ],
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
    [
      'W11',
      'skipping a phase at work that cannot go back',
      rowsOf('GATE', ['GATE'], { phase: SPENT_ATTEMPTS }),
      'p0',
      'SKIPPED',
      false,
    ],
    [
      'W11',
      'an attempt too many',
      rowsOf('RUN_CREATED', ['QUEUED'], { phase: SPENT_ATTEMPTS }),
      'p0',
      'EXECUTING',
      false,
    ],
    [
      'W11',
      'the way back without an attempt',
      rowsOf('GATE', ['GATE'], { phase: SPENT_ATTEMPTS }),
      'p0',
      'QUEUED',
      false,
    ],
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
