import {
  after,
  aPlannedTier,
  aStart,
  byClock,
  byOperator,
  inWords,
  rowsOf,
  START,
} from '../../../../test/support/domain/builders.js';
import { type Outcome, World } from '../../../../test/support/domain/world.js';
import { isRunTerminal, RUN_STATES, type RunState } from '../../model/run-state.js';
import { needsOpenRows } from '../change/decision.js';
import { decideCancel, decideExpiry, deletionRefusal } from './run-commands.js';

const sealing = byOperator('sealPlan', after(30));
const cancelling = byOperator('cancelRun', after(30));
const LIVE = RUN_STATES.filter((state) => !isRunTerminal(state) && state !== 'PHASE_QUEUEING');
const TERMINAL = RUN_STATES.filter(isRunTerminal);

/** A run in this state, with a phase in the state that belongs to it. */
const inState = (state: RunState) =>
  World.of(rowsOf(state, [`${state === 'GATE' || state === 'CI_RUNNING' ? state : 'QUEUED'} QUEUED`, 'QUEUED']));

function eventsOf(outcome: Outcome): string[] {
  if (!outcome.accepted) throw new Error(outcome.errors.map(({ message }) => message).join(' '));
  return outcome.events.map(inWords);
}

function errorsOf(outcome: Outcome) {
  if (outcome.accepted) throw new Error(`Accepted: ${outcome.events.map(inWords).join(', ')}`);
  return outcome.errors;
}

function draft(...tiers: ReturnType<typeof aPlannedTier>[]): World {
  const world = World.start(aStart({ draft: true, tiers }), byOperator('startRun', START));
  if (world instanceof World) return world;
  throw new Error('The draft was refused');
}

describe('S9, B5: sealing a draft', () => {
  test('B5: the clock starts at the seal, not at the creation of the draft', () => {
    const world = draft(aPlannedTier('t0', ['a']));
    const outcome = world.seal(sealing);
    expect(eventsOf(outcome)).toEqual(['run PLAN_BOOTSTRAP → RUN_CREATED']);
    expect(world.run).toMatchObject({
      state: 'RUN_CREATED',
      createdAt: START,
      startedAt: after(30),
      deadlineAt: after(150),
      version: 2,
    });
    expect(world.events.at(-1)!.data).toMatchObject({
      deadlineAt: after(150).toISOString(),
      plan: { tiers: [{ tierId: 't0' }] },
    });
  });

  test('S9: a draft without a phase cannot be sealed yet', () => {
    for (const world of [draft(), draft(aPlannedTier('t0', []))]) {
      expect(errorsOf(world.seal(sealing))).toEqual([
        {
          kind: 'input',
          code: 'INVALID_INPUT',
          message: 'The plan has no phase; a run needs at least one.',
          retryable: true,
          path: ['input', 'runId'],
        },
      ]);
      expect(world.run.state).toBe('PLAN_BOOTSTRAP');
    }
  });

  test('S9: a draft with empty tiers cannot be sealed yet, and each is named', () => {
    const world = draft(aPlannedTier('t0', []), aPlannedTier('t1', ['a']), aPlannedTier('t2', []));
    expect(errorsOf(world.seal(sealing)).map(({ message, retryable }) => [message, retryable])).toEqual([
      ['Tier "t0" has no phase; give it one or leave the tier out.', true],
      ['Tier "t2" has no phase; give it one or leave the tier out.', true],
    ]);
  });

  test('S9: a draft is sealed once', () => {
    const world = draft(aPlannedTier('t0', ['a']));
    world.seal(sealing);
    expect(errorsOf(world.seal(sealing))[0]).toMatchObject({
      code: 'PLAN_SEALED',
      currentState: 'RUN_CREATED',
      retryable: false,
    });
  });
});

describe('C1: cancelling', () => {
  test.each(LIVE)(
    'C1, S6: a run that is %s can be cancelled; what is at work fails, what waits is skipped',
    (state) => {
      const world = inState(state);
      const atWork = world.phases[0]!.state !== 'QUEUED';
      expect(eventsOf(world.cancel('changed our mind', cancelling))).toEqual([
        atWork ? `phase/p0 ${state} → FAILED` : 'phase/p0 QUEUED → SKIPPED',
        'phase/p1 QUEUED → SKIPPED',
        'phase/p2 QUEUED → SKIPPED',
        atWork ? 'tier/t0 IN_PROGRESS → FAILED' : 'tier/t0 PENDING → SKIPPED',
        'tier/t1 PENDING → SKIPPED',
        `run ${state} → DONE_FAILED_CANCELLED`,
      ]);
      expect(world.run).toMatchObject({ completedAt: after(30), headPhaseIndex: null });
      expect(world.run.failure).toEqual({
        rule: 'C1',
        message: 'The operator cancelled the run: changed our mind',
        reasons: [{ code: 'cancelled', message: 'changed our mind', source: 'operator' }],
      });
    },
  );

  test('C1: a blank reason still gives a sentence', () => {
    const world = inState('GATE');
    world.cancel(' ', cancelling);
    expect(world.run.failure).toMatchObject({
      message: 'The operator cancelled the run: no reason was given.',
      reasons: [{ code: 'cancelled', message: 'No reason was given.' }],
    });
  });

  test('C1: an empty draft can be cancelled: its tiers are skipped', () => {
    const world = draft(aPlannedTier('t0', []));
    expect(eventsOf(world.cancel('no', cancelling))).toEqual([
      'tier/t0 PENDING → SKIPPED',
      'run PLAN_BOOTSTRAP → DONE_FAILED_CANCELLED',
    ]);
  });

  test.each(TERMINAL)('S3: a run that is %s stays so', (state) => {
    const world = World.of(rowsOf(state, ['COMPLETE']));
    expect(errorsOf(world.cancel('no', cancelling))).toEqual([
      expect.objectContaining({ code: 'RUN_TERMINAL', currentState: state, allowedStates: [], retryable: false }),
    ]);
  });

  test('C6: ending a run asks for its open rows', () => {
    const { run } = rowsOf('GATE', ['GATE']);
    expect(decideCancel({ run, open: null }, 'no', cancelling)).toEqual(needsOpenRows);
    expect(decideExpiry({ run, open: null }, byClock(after(121)))).toEqual(needsOpenRows);
  });
});

describe('B5: the clock', () => {
  const late = byClock(new Date(after(120).getTime() + 1));

  test.each(LIVE.filter((state) => state !== 'PLAN_BOOTSTRAP'))(
    'B5, B3: a run that is %s ends when its minutes are over',
    (state) => {
      const world = inState(state);
      expect(eventsOf(world.expire(late)).at(-1)).toBe(`run ${state} → DONE_FAILED_BUDGET_EXHAUSTED`);
      expect(world.run.failure).toEqual({
        rule: 'B3',
        message: 'The run ran out of time: its limit is 120 minutes.',
        budget: { scope: 'RUN', name: 'max_duration_minutes', limit: 120, used: 121 },
        reasons: [
          {
            code: 'max_duration_minutes_exceeded',
            message: 'The run ran out of time: its limit is 120 minutes.',
            source: 'B3',
          },
        ],
      });
      expect(world.events.at(-1)).toMatchObject({ actor: 'clock', cause: 'deadline', at: late.now });
    },
  );

  test('B5: at the deadline itself there is still time, and nothing changes', () => {
    for (const world of [inState('GATE'), inState('PLAN_BOOTSTRAP')]) {
      const before = world.run;
      const [error] = errorsOf(world.expire(byClock(world.run.deadlineAt!)));
      expect(error).toMatchObject({ code: 'TRANSITION_REFUSED', currentState: before.state, retryable: true });
      expect(world.run).toBe(before);
    }
  });

  test('B5: a draft that is not sealed ends as cancelled, reason draft_expired', () => {
    const world = draft(aPlannedTier('t0', ['a']));
    expect(eventsOf(world.expire(byClock(new Date(after(24 * 60).getTime() + 1))))).toEqual([
      'phase/a QUEUED → SKIPPED',
      'tier/t0 PENDING → SKIPPED',
      'run PLAN_BOOTSTRAP → DONE_FAILED_CANCELLED',
    ]);
    expect(world.run.failure).toMatchObject({ rule: 'B5', reasons: [{ code: 'draft_expired' }] });
  });

  test('B5: a sealed draft lives by its new deadline, not by the old one', () => {
    const world = draft(aPlannedTier('t0', ['a']));
    world.seal(byOperator('sealPlan', after(24 * 60 - 1)));
    expect(world.expire(byClock(after(24 * 60 + 1))).accepted).toBe(false);
    expect(world.expire(byClock(after(24 * 60 + 119))).accepted).toBe(false);
    expect(world.expire(byClock(after(24 * 60 + 120))).accepted).toBe(true);
  });

  test.each(TERMINAL)('S3: the clock leaves a run that is %s alone', (state) => {
    const world = World.of(rowsOf(state, ['COMPLETE']));
    expect(errorsOf(world.expire(late))[0]).toMatchObject({ code: 'RUN_TERMINAL' });
  });
});

describe('I1: deleting', () => {
  test('I1: only a run that has ended can be deleted', () => {
    for (const state of TERMINAL) expect(deletionRefusal(rowsOf(state, ['COMPLETE']).run)).toBeNull();
    for (const state of LIVE) {
      expect(deletionRefusal(rowsOf(state, ['QUEUED']).run)).toMatchObject({
        code: 'TRANSITION_REFUSED',
        currentState: state,
        retryable: true,
      });
    }
  });
});
