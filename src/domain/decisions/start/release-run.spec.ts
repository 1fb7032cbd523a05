import {
  after,
  aManualTransition,
  aPlannedTier,
  aReport,
  byClock,
  byOperator,
  rowsOf,
  START,
} from '../../../../test/support/domain/builders.js';
import { errorsOf, pull, record, started, wordsOf } from '../../../../test/support/domain/stories.js';
import { World } from '../../../../test/support/domain/world.js';
import { isRunTerminal, RUN_FAILED_STATES, RUN_STATES } from '../../model/run-state.js';
import { isWaiting } from '../../model/waiting.js';
import { runBudgets } from '../../rules/budget/budgets.js';
import { needsOpenRows } from '../change/decision.js';
import { decideRelease } from './release-run.js';

const tiers = [aPlannedTier('t0', ['a', 'b']), aPlannedTier('t1', ['c'])];
const link = { previousRunId: 'run-1', nextRunId: 'run-3' };
const waiting = () => started({ runId: 'run-2', tiers, link });
const releasing = byOperator('release', after(500));

describe('P10: a run that waits for its predecessor', () => {
  test('P10, B5: it rests in RUN_CREATED without a clock and knows its neighbours', () => {
    const world = waiting();
    expect(world.run).toMatchObject({
      state: 'RUN_CREATED',
      createdAt: START,
      startedAt: null,
      deadlineAt: null,
      ...link,
    });
    expect(world.strategy).not.toBeNull();
    expect(isWaiting(world.run)).toBe(true);
    expect(runBudgets(world.run, after(999)).find(({ name }) => name === 'max_duration_minutes')!.used).toBe(0);
    expect(errorsOf(world.expire(byClock(after(100_000))))).toEqual([
      expect.objectContaining({ code: 'TRANSITION_REFUSED' }),
    ]);
  });

  test('P10: the first of linked runs does not wait', () => {
    const world = started({ tiers, link: { previousRunId: null, nextRunId: 'run-2' } });
    expect(world.run).toMatchObject({ startedAt: START, deadlineAt: after(120), nextRunId: 'run-2' });
    expect(isWaiting(world.run)).toBe(false);
  });

  test('P10: a manual transition moves nothing to EXECUTING and names the predecessor; it may be repeated', () => {
    for (const phaseId of ['a', 'b', 'c']) {
      expect(
        errorsOf(waiting().transition(phaseId, aManualTransition('EXECUTING'), byOperator('updatePhaseStatus'))),
      ).toEqual([
        {
          kind: 'transition',
          code: 'TRANSITION_REFUSED',
          message: `Phase "${phaseId}" stays QUEUED: its run waits for run "run-1" to succeed.`,
          retryable: true,
          path: ['input', 'state'],
          currentState: 'QUEUED',
          allowedStates: ['FAILED', 'SKIPPED'],
        },
      ]);
    }
  });

  test('P10: phases may be skipped, and all of them end it', () => {
    const world = waiting();
    pull(world, 'b', 'SKIPPED');
    expect(world.run).toMatchObject({ state: 'RUN_CREATED', phasesSkipped: 1, startedAt: null });
    pull(world, 'a', 'SKIPPED');
    pull(world, 'c', 'SKIPPED');
    expect(world.run).toMatchObject({ state: 'DONE_FAILED_CANCELLED', startedAt: null });
    expect(isWaiting(world.run)).toBe(false);
  });

  test('P10: a phase may be given up, which ends the run', () => {
    const world = waiting();
    pull(world, 'a', 'FAILED');
    expect(world.run).toMatchObject({ state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', startedAt: null });
  });

  test('P10: it can be cancelled', () => {
    const world = waiting();
    wordsOf(world.cancel('no', byOperator('cancelRun')));
    expect(world.run.state).toBe('DONE_FAILED_CANCELLED');
  });

  test('S4, P10: what comes next is what is accepted', () => {
    const world = waiting();
    expect(world.nextPhaseStates('a')).toEqual(['FAILED', 'SKIPPED']);
    expect(world.nextPhaseStates('b')).toEqual(['FAILED', 'SKIPPED']);
    expect(world.nextRunStates()).toEqual([
      'DONE_FAILED_BUDGET_EXHAUSTED',
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
      'DONE_FAILED_CANCELLED',
    ]);
    wordsOf(world.release('DONE_SUCCESS', releasing));
    expect(world.nextPhaseStates('a')).toEqual(['EXECUTING', 'FAILED', 'SKIPPED']);
    expect(world.nextRunStates()).toContain('PHASE_EXECUTION');
  });
});

describe('P10: the predecessor has ended', () => {
  test('P10, B5: after DONE_SUCCESS the clock starts at that instant; no state changes', () => {
    const world = waiting();
    record(world, 'a', aReport('k'));
    expect(wordsOf(world.release('DONE_SUCCESS', releasing))).toEqual(['RUN_RELEASED run']);
    expect(world.run).toMatchObject({
      state: 'RUN_CREATED',
      version: 3,
      startedAt: after(500),
      deadlineAt: after(620),
      createdAt: START,
    });
    expect(world.events.at(-1)!.data).toEqual({ previousRunId: 'run-1', deadlineAt: after(620).toISOString() });
    expect(isWaiting(world.run)).toBe(false);
    expect(
      world.transition('a', aManualTransition('EXECUTING'), byOperator('updatePhaseStatus', after(501))).accepted,
    ).toBe(true);
  });

  test('P10: the deadline follows the run’s own minutes', () => {
    const world = started({ tiers, link, maxDurationMinutes: 7 });
    world.release('DONE_SUCCESS', releasing);
    expect(world.run.deadlineAt).toEqual(after(507));
  });

  test.each(RUN_FAILED_STATES)('P10: after %s it ends as cancelled and names it', (state) => {
    const world = waiting();
    pull(world, 'b', 'SKIPPED');
    expect(wordsOf(world.release(state, releasing))).toEqual([
      'phase/a QUEUED → SKIPPED',
      'phase/c QUEUED → SKIPPED',
      'tier/t0 PENDING → SKIPPED',
      'tier/t1 PENDING → SKIPPED',
      'run RUN_CREATED → DONE_FAILED_CANCELLED',
    ]);
    const message = `Run "run-1", for which this run waited, ended as ${state}.`;
    expect(world.run.failure).toEqual({
      rule: 'P10',
      message,
      reasons: [{ code: 'predecessor_failed', message, source: 'P10' }],
    });
    expect(world.run).toMatchObject({
      startedAt: null,
      deadlineAt: null,
      completedAt: after(500),
      headPhaseIndex: null,
    });
  });

  test('P10: deleted, it ends as cancelled and names it', () => {
    const world = waiting();
    wordsOf(world.release(null, releasing));
    const message = 'Run "run-1", for which this run waited, was deleted.';
    expect(world.run.failure).toEqual({
      rule: 'P10',
      message,
      reasons: [{ code: 'predecessor_deleted', message, source: 'P10' }],
    });
    expect(world.run.state).toBe('DONE_FAILED_CANCELLED');
  });

  test.each(RUN_STATES.filter((state) => !isRunTerminal(state)))('P10: while it is %s, nothing is decided', (state) => {
    const world = waiting();
    expect(errorsOf(world.release(state, releasing))).toEqual([
      expect.objectContaining({
        code: 'TRANSITION_REFUSED',
        message: `Run "run-2" waits for run "run-1", which is ${state}.`,
        retryable: true,
        currentState: 'RUN_CREATED',
      }),
    ]);
    expect(world.events).toHaveLength(1);
  });

  test('P10: a run that does not wait stays as it is, independent of other runs', () => {
    const released = waiting();
    released.release('DONE_SUCCESS', releasing);
    for (const world of [
      started({ runId: 'run-2', tiers }),
      released,
      started({ runId: 'run-2', draft: true, tiers }),
    ]) {
      for (const state of ['DONE_SUCCESS', 'DONE_FAILED_CANCELLED', null] as const) {
        expect(errorsOf(world.release(state, releasing))).toEqual([
          expect.objectContaining({
            code: 'TRANSITION_REFUSED',
            message: 'Run "run-2" does not wait for another run.',
          }),
        ]);
      }
    }
  });

  test('S3: a run that has ended while it waited stays so', () => {
    const world = World.of(rowsOf('DONE_FAILED_CANCELLED', ['SKIPPED'], { run: { ...link, startedAt: null } }));
    expect(errorsOf(world.release('DONE_SUCCESS', releasing))).toEqual([
      expect.objectContaining({ code: 'RUN_TERMINAL' }),
    ]);
  });

  test('C6: an end asks for the open rows', () => {
    const { run } = waiting();
    expect(decideRelease({ run, predecessorState: null, open: null }, releasing)).toEqual(needsOpenRows);
  });
});
