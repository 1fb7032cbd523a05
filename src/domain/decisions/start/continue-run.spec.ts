import { after, aPlannedPhase, aPlannedTier, aRun, byOperator } from '../../../../test/support/domain/builders.js';
import { pull, started, TO_COMPLETE } from '../../../../test/support/domain/stories.js';
import type { World } from '../../../../test/support/domain/world.js';
import { BUDGET_DEFAULTS } from '../../model/limits.js';
import type { PhaseState } from '../../model/phase-state.js';
import { RUN_STATES } from '../../model/run-state.js';
import { isWaiting } from '../../model/waiting.js';
import { foldEvents } from '../../rules/events/fold-events.js';
import type { Ruleset as Rules } from '../../rules/ruleset/ruleset.js';
import type { AgedIssue } from '../../rules/strategy/strategy.js';
import {
  cancelledWith,
  type ContinuedRun,
  continueRefusal,
  decideContinue,
  remainingTiers,
  rootOf,
} from './continue-run.js';
import type { NewRun, Policy, StartRunCommand } from './start-run.js';

const tiers = [aPlannedTier('t0', ['a', 'b']), aPlannedTier('t1', ['c']), aPlannedTier('t2', ['d', 'e'])];
const context = byOperator('continueRun', after(500));
const policyOf = (rules: Rules | null = null, agedIssues: readonly AgedIssue[] = []): Policy => ({
  ruleset: rules && { version: 7, rules },
  agedIssues,
  server: BUDGET_DEFAULTS,
});

const continued = (world: World, more: Partial<ContinuedRun> = {}): ContinuedRun => ({
  run: world.run,
  tiers: world.tiers,
  phases: world.phases,
  cleanupPhaseIds: world.strategy!.debtCleanup.phases.map(({ phaseId }) => phaseId),
  heir: null,
  forerunner: null,
  ...more,
});

/** A run whose phases were moved to these states, in order, and which was cancelled then. */
function failed(
  states: readonly (PhaseState | null)[],
  plan: Partial<StartRunCommand> = {},
  aged: readonly AgedIssue[] = [],
): World {
  const world = started({ tiers, ...plan }, { agedIssues: aged });
  states.forEach((state, i) => {
    const { phaseId } = world.phases[i]!;
    if (state === 'COMPLETE') pull(world, phaseId, ...TO_COMPLETE);
    else if (state !== null) pull(world, phaseId, state);
  });
  if (world.run.completedAt === null) world.cancel('Enough.', byOperator('cancelRun'));
  return world;
}

function made(
  world: World,
  input: object = {},
  policy = policyOf(),
  line: readonly ContinuedRun[] = [continued(world)],
): readonly NewRun[] {
  const command = { runId: 'run-1-r2', tokenCap: null, maxDurationMinutes: null, start: null, ...input };
  const decision = decideContinue(command, line, policy, context);
  if (decision.outcome !== 'accepted') throw new Error(JSON.stringify(decision));
  // E1: the events hold everything.
  for (const { run, tiers: rows, phases, event } of decision.change) {
    const reported = JSON.parse(JSON.stringify([event])) as [typeof event];
    const folded = foldEvents(run.runId, [{ ...reported[0], at: event.at }]);
    expect(folded).toEqual({ run, tiers: rows, phases });
  }
  return decision.change;
}
const planned = ({ tiers: rows, phases }: NewRun): string =>
  rows
    .map(
      ({ tierId }) => `${tierId}(${phases.flatMap((each) => (each.tierId === tierId ? each.phaseId : [])).join(' ')})`,
    )
    .join(' ');

describe('P11: what is left of the plan', () => {
  test.each<[string, (PhaseState | null)[], string]>([
    ['nothing was done', [], 't0(a b) t1(c) t2(d e)'],
    ['a phase of a tier is done', ['COMPLETE'], 't0(b) t1(c) t2(d e)'],
    ['a tier without phases left is dropped', ['COMPLETE', 'COMPLETE'], 't1(c) t2(d e)'],
    ['the phase at work begins anew', ['COMPLETE', 'EXECUTING'], 't0(b) t1(c) t2(d e)'],
    ['a skipped phase is not COMPLETE', ['SKIPPED', 'COMPLETE', 'SKIPPED'], 't0(a) t1(c) t2(d e)'],
    ['a phase that failed in the middle', ['COMPLETE', 'COMPLETE', 'COMPLETE', 'FAILED'], 't2(d e)'],
    ['only the last is left', ['COMPLETE', 'COMPLETE', 'COMPLETE', 'COMPLETE'], 't2(e)'],
  ])('%s', (_what, states, left) => {
    const [one] = made(failed(states));
    expect(planned(one!)).toBe(left);
    expect(one!.phases.map(({ phaseIndex, state, builderAttempts }) => [phaseIndex, state, builderAttempts])).toEqual(
      one!.phases.map((_, i) => [i, 'QUEUED', 0]),
    );
  });

  test('P11, P7: what was added for debt cleanup is decided anew, unless nothing else is left', () => {
    const aged = Array.from({ length: 3 }, (_, i) => ({
      ...{ issueKey: `key-${i}`, category: 'style', baseSeverity: 'MINOR' as const, ageInRuns: 9, ageInTiers: 9 },
    }));
    const one = [aPlannedTier('t0', ['a', 'b'])];
    const world = failed(['COMPLETE'], { tiers: one }, aged);
    expect(world.phases.map(({ phaseId }) => phaseId)).toEqual(['a', 'b', 'debt-1']);
    expect(planned(made(world)[0]!)).toBe('t0(b)');
    expect(planned(made(world, {}, policyOf(null, aged))[0]!)).toBe('t0(b) debt-cleanup(debt-1)');
    const late = failed(['COMPLETE', 'COMPLETE'], { tiers: one }, aged);
    expect(remainingTiers(continued(late)).map(({ tierId }) => tierId)).toEqual(['debt-cleanup']);
  });

  test('P11: phases keep what the plan says of them', () => {
    const phase = aPlannedPhase('a', {
      ...{
        description: 'Do it.',
        taskCategory: 'docs',
        complexity: 'HIGH',
        allowedPaths: ['src/'],
        acceptanceCriteria: ['It works.'],
      },
      allowNoop: true,
    });
    const plan = [{ ...aPlannedTier('t0', []), description: 'Why.', phases: [phase] }];
    const world = failed([], { tiers: plan, introduction: 'For everybody.' });
    expect(remainingTiers(continued(world))).toEqual(plan);
    expect(made(world)[0]!.run).toMatchObject({ introduction: 'For everybody.', continuesRunId: 'run-1' });
  });
});

describe('P11: budgets are asked for anew, and the newest ruleset is compiled', () => {
  const rules: Rules = { defaults: { run: { tokenCap: 900, maxPhases: 8, maxDurationMinutes: 70 } } };
  test.each<[string, object, Partial<StartRunCommand>, Rules | null, object]>([
    ['as a start would', {}, {}, null, { tokenCap: 5_000_000, maxDurationMinutes: 120, maxPhases: 25 }],
    [
      'not what the failed run was given',
      {},
      { tokenCap: 77, maxDurationMinutes: 7 },
      null,
      { tokenCap: 5_000_000, maxDurationMinutes: 120 },
    ],
    [
      'as it is asked',
      { tokenCap: 5, maxDurationMinutes: 6 },
      { tokenCap: 77 },
      null,
      { tokenCap: 5, maxDurationMinutes: 6 },
    ],
    ['by the newest ruleset', {}, {}, rules, { tokenCap: 900, maxDurationMinutes: 70, maxPhases: 8 }],
    ['phases as the plan asked', {}, { maxPhases: 6 }, rules, { maxPhases: 6 }],
    ['phases within the ruleset', {}, { maxPhases: 20 }, rules, { maxPhases: 8 }],
    [
      'the profile that was asked',
      {},
      { safetyProfile: 'SAFETY_CRITICAL' },
      null,
      { safetyProfile: 'SAFETY_CRITICAL' },
    ],
  ])('%s', (_what, input, plan, newest, expected) => {
    const [one] = made(failed([], plan), input, policyOf(newest));
    expect(one!.run).toMatchObject({ ...expected, tokensUsed: 0, startedAt: after(500) });
    expect(one!.strategy!.rulesetVersion).toBe(newest ? 7 : null);
  });

  test.each<[string, Rules, object, string, string[]]>([
    ['too many phases', { defaults: { run: { maxPhases: 2 } } }, {}, 'PLAN_TOO_LARGE', ['input', 'runId']],
    ['too many tiers', { runScope: 'SINGLE_TIER' }, {}, 'INVALID_INPUT', ['input', 'runId']],
    ['more tokens than allowed', rules, { tokenCap: 901 }, 'INVALID_INPUT', ['input', 'tokenCap']],
    ['more minutes than allowed', rules, { maxDurationMinutes: 71 }, 'INVALID_INPUT', ['input', 'maxDurationMinutes']],
    ['an id that is too long', {}, { runId: 'x'.repeat(101) }, 'INVALID_INPUT', ['input', 'newRunId']],
  ])('refused: %s', (_what, newest, input, code, path) => {
    const command = { runId: 'run-1-r2', tokenCap: null, maxDurationMinutes: null, start: null, ...input };
    const decision = decideContinue(command, [continued(failed([]))], policyOf(newest), context);
    expect(decision).toMatchObject({ outcome: 'refused', errors: [{ code, path }] });
  });
});

describe('P11: which runs can be continued', () => {
  const one = (world: World, more?: Partial<ContinuedRun>) => continueRefusal(continued(world, more));

  test.each(RUN_STATES)('a run that is %s', (state) => {
    const refusal = continueRefusal({ ...continued(failed([])), run: aRun({ state }) });
    if (state.startsWith('DONE_FAILED')) expect(refusal).toBeNull();
    else
      expect(refusal).toMatchObject({
        code: state === 'DONE_SUCCESS' ? 'RUN_TERMINAL' : 'TRANSITION_REFUSED',
        currentState: state,
      });
  });

  test('not one that another continues, and that one is named', () => {
    expect(one(failed([]), { heir: { runId: 'heir', state: 'EXECUTING' as never } })).toMatchObject({
      retryable: true,
      message: expect.stringContaining('"heir"'),
    });
    expect(one(failed([]), { heir: { runId: 'heir', state: 'DONE_SUCCESS' } })).toMatchObject({ retryable: false });
  });

  test('not one without phases left', () => {
    const world = failed([]);
    const phases = world.phases.map((phase) => ({ ...phase, state: 'COMPLETE' as const }));
    expect(one(world, { phases })).toMatchObject({
      code: 'TRANSITION_REFUSED',
      message: expect.stringContaining('nothing is left'),
    });
  });

  const link = { previousRunId: 'run-0', nextRunId: null };
  test('P10: one that never began waits for the run that continues its predecessor, or is refused', () => {
    const world = failed([], { link });
    expect(one(world)).toMatchObject({ code: 'TRANSITION_REFUSED', message: expect.stringContaining('withFollowers') });
    const line = [continued(world, { forerunner: { runId: 'run-0-r2', state: 'DONE_SUCCESS' } })];
    expect(continueRefusal(line[0]!)).toBeNull();
    const [made1] = made(world, {}, policyOf(), line);
    expect(made1!.run).toMatchObject({ previousRunId: 'run-0-r2', startedAt: null, deadlineAt: null });
    expect(isWaiting(made1!.run)).toBe(true);
  });

  test('P10, M1: one that had begun keeps its predecessor and begins at once', () => {
    const begun = failed([], { link: { ...link, begins: true } });
    const start = { repositoryPath: '/there', commit: 'c0ffee' };
    const [made1] = made(begun, { start });
    expect(made1!.run).toMatchObject({
      previousRunId: 'run-0',
      startedAt: after(500),
      baseCommit: 'c0ffee',
      headCommit: 'c0ffee',
    });
    expect(made1!.run.refIntent).toMatchObject({
      purpose: 'START',
      moves: [{ ref: 'refs/heads/autonomous/run-1-r2', to: 'c0ffee' }],
    });
    expect(isWaiting(made1!.run)).toBe(false);
  });

  test('P10: only runs that were cancelled because of it come along, up to the first that was not', () => {
    const waited = (runId: string, values: object = {}): ContinuedRun => ({
      ...continued(failed([])),
      run: aRun({
        ...{ runId, state: 'DONE_FAILED_CANCELLED', previousRunId: 'before', startedAt: null, completedAt: after(9) },
        failure: { rule: 'P10', message: 'Lost.', reasons: [] },
        ...values,
      }),
    });
    const idsOf = (line: readonly ContinuedRun[]) => cancelledWith(line).map(({ run }) => run.runId);
    expect(idsOf([waited('x-2'), waited('x-3')])).toEqual(['x-2', 'x-3']);
    expect(idsOf([waited('x-2'), waited('x-3', { startedAt: after(1) }), waited('x-4')])).toEqual(['x-2']);
    expect(
      idsOf([waited('x-2', { failure: { rule: 'C1', message: 'By an operator.', reasons: [] } }), waited('x-3')]),
    ).toEqual([]);
    expect(idsOf([{ ...waited('x-2'), heir: { runId: 'y', state: 'RUN_CREATED' } }])).toEqual([]);
  });

  test.each([
    ['x', null, 'x'],
    ['x-r2', 'x', 'x'],
    ['x-r12', 'x-r11', 'x'],
    ['x-r2', null, 'x-r2'],
    ['other', 'x', 'other'],
    ['x-r2-2', 'x-2', 'x-r2-2'],
  ])('I1: %s, which continues %s, is numbered on from %s', (runId, continuesRunId, root) => {
    expect(rootOf({ runId, continuesRunId })).toBe(root);
  });
});
