import { rowsOf } from '../../../../test/support/domain/builders.js';
import { World } from '../../../../test/support/domain/world.js';
import { NO_WORK } from '../../model/phase-work.js';
import { isRunTerminal, RUN_STATES, type RunState } from '../../model/run-state.js';

const BUDGET = 'DONE_FAILED_BUDGET_EXHAUSTED';
const REVIEW = 'DONE_FAILED_REQUIRES_HUMAN_REVIEW';
const CANCELLED = 'DONE_FAILED_CANCELLED';

test.each([
  ['a draft without phases', 'PLAN_BOOTSTRAP', [], [CANCELLED]],
  ['a draft with an empty tier', 'PLAN_BOOTSTRAP', ['QUEUED', ''], [CANCELLED]],
  ['a draft that is complete', 'PLAN_BOOTSTRAP', ['QUEUED'], ['RUN_CREATED', CANCELLED]],
  ['before the first assignment', 'RUN_CREATED', ['QUEUED QUEUED'], ['PHASE_EXECUTION', BUDGET, REVIEW, CANCELLED]],
  ['a phase is executing', 'PHASE_EXECUTION', ['EXECUTING QUEUED'], ['GATE', BUDGET, REVIEW, CANCELLED]],
  ['a phase is back in the queue', 'PHASE_EXECUTION', ['COMPLETE', 'QUEUED QUEUED'], [BUDGET, REVIEW, CANCELLED]],
  [
    'the last phase is back in the queue',
    'PHASE_EXECUTION',
    ['COMPLETE', 'QUEUED'],
    ['DONE_SUCCESS', BUDGET, REVIEW, CANCELLED],
  ],
  ['a result is judged', 'GATE', ['GATE QUEUED'], ['PHASE_EXECUTION', 'CI_RUNNING', BUDGET, REVIEW, CANCELLED]],
  [
    'CI runs',
    'CI_RUNNING',
    ['CI_RUNNING QUEUED'],
    ['PHASE_EXECUTION', 'GATE', 'SNAPSHOT_CREATED', BUDGET, REVIEW, CANCELLED],
  ],
  [
    'CI runs for the last phase',
    'CI_RUNNING',
    ['CI_RUNNING'],
    ['PHASE_EXECUTION', 'GATE', 'DONE_SUCCESS', BUDGET, REVIEW, CANCELLED],
  ],
  ['between phases', 'SNAPSHOT_CREATED', ['COMPLETE QUEUED QUEUED'], ['PHASE_EXECUTION', BUDGET, REVIEW, CANCELLED]],
  [
    'before the last phase',
    'SNAPSHOT_CREATED',
    ['COMPLETE QUEUED'],
    ['PHASE_EXECUTION', 'DONE_SUCCESS', BUDGET, REVIEW, CANCELLED],
  ],
] as [string, RunState, string[], RunState[]][])(
  'S4: %s (%s %j), one command or the clock can bring exactly %j',
  (_, state, tiers, next) => {
    expect(World.of(rowsOf(state, tiers)).nextRunStates()).toEqual(next);
  },
);

test('S4: guards count: without attempts and audits left there is no way back', () => {
  const spent = { phase: { builderAttempts: 3, auditorAttempts: 2 } };
  const next = World.of(rowsOf('CI_RUNNING', ['CI_RUNNING QUEUED'], spent)).nextRunStates();
  expect(next).toEqual(['SNAPSHOT_CREATED', BUDGET, REVIEW, CANCELLED]);
});

test('S4, B4: a safety critical run whose tier is not clean has no snapshot before it', () => {
  const unclean = { run: { safetyProfile: 'SAFETY_CRITICAL' as const }, tier: { ciRunsUsed: 9 } };
  const next = World.of(rowsOf('CI_RUNNING', ['CI_RUNNING QUEUED'], unclean)).nextRunStates();
  expect(next).toEqual(['PHASE_EXECUTION', 'GATE', BUDGET, REVIEW, CANCELLED]);
});

test('S4, B4: open issues over the tolerance of a safety critical run prevent its snapshot too', () => {
  const unclean = { run: { safetyProfile: 'SAFETY_CRITICAL' as const }, tier: { openMajorIssues: 1 } };
  const next = World.of(rowsOf('CI_RUNNING', ['CI_RUNNING QUEUED'], unclean)).nextRunStates();
  expect(next).toEqual(['PHASE_EXECUTION', 'GATE', BUDGET, REVIEW, CANCELLED]);
});

test('S4, P10: a run that waits for another cannot begin, and a phase of it can be skipped or given up', () => {
  const world = World.of(
    rowsOf('RUN_CREATED', ['QUEUED QUEUED'], { run: { previousRunId: 'run-0', startedAt: null, deadlineAt: null } }),
  );
  expect(world.nextRunStates()).toEqual([BUDGET, REVIEW, CANCELLED]);
  expect(world.phases.map(({ phaseId }) => world.nextPhaseStates(phaseId))).toEqual([
    ['FAILED', 'SKIPPED'],
    ['FAILED', 'SKIPPED'],
  ]);
});

test.each(RUN_STATES.filter(isRunTerminal))('S3: nothing comes after %s', (state) => {
  expect(World.of(rowsOf(state, ['COMPLETE'])).nextRunStates()).toEqual([]);
});

const held = (role: 'BUILDER' | 'AUDITOR' | 'CI', environmentFailures = 0) => ({
  phase: { work: { ...NO_WORK, attempts: 1, holder: { role, workerId: 'w', attempt: 1 }, environmentFailures } },
});
const POLICY = 'DONE_FAILED_POLICY_VIOLATION';
const ENVIRONMENT = 'DONE_FAILED_ENVIRONMENT';

test.each([
  ['BUILDER', 'PHASE_EXECUTION', 'EXECUTING', 0, ['GATE', 'CI_RUNNING', BUDGET, POLICY, REVIEW, CANCELLED]],
  [
    'BUILDER',
    'PHASE_EXECUTION',
    'EXECUTING',
    2,
    ['GATE', 'CI_RUNNING', BUDGET, POLICY, REVIEW, ENVIRONMENT, CANCELLED],
  ],
  ['AUDITOR', 'GATE', 'GATE', 0, ['PHASE_EXECUTION', 'CI_RUNNING', BUDGET, POLICY, REVIEW, CANCELLED]],
  ['CI', 'CI_RUNNING', 'CI_RUNNING', 0, ['PHASE_EXECUTION', 'GATE', 'DONE_SUCCESS', BUDGET, REVIEW, CANCELLED]],
] as const)('S4: a phase leased to a %s: what its result can lead to', (role, state, phase, failures, next) => {
  expect(World.of(rowsOf(state, [phase], held(role, failures))).nextRunStates()).toEqual(next);
});
