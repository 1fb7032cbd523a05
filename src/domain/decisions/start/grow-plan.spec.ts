import {
  after,
  aPlannedPhase,
  aPlannedTier,
  aStart,
  byOperator,
  inWords,
  rowsOf,
  START,
} from '../../../../test/support/domain/builders.js';
import { type Outcome, World } from '../../../../test/support/domain/world.js';
import type { PlannedTier } from '../../model/plan.js';
import type { RunState } from '../../model/run-state.js';
import type { StartRunCommand } from './start-run.js';

const later = (cause: string) => byOperator(cause, after(3));

function draft(tiers: readonly PlannedTier[], values: Partial<StartRunCommand> = {}): World {
  const world = World.start(aStart({ draft: true, tiers, ...values }), byOperator('startRun', START));
  if (world instanceof World) return world;
  throw new Error(world.map(({ message }) => message).join(' '));
}

const addTier = (world: World, tier: PlannedTier) => world.addTier(tier, later('addTier'));
const addPhase = (world: World, tierId: string, phaseId: string, values = {}) =>
  world.addPhase(tierId, aPlannedPhase(phaseId, values), later('addPhase'));

function errorsOf(outcome: Outcome) {
  if (outcome.accepted) throw new Error(`Accepted: ${outcome.events.map(inWords).join(', ')}`);
  return outcome.errors;
}

const places = (world: World) =>
  world.phases.map(({ phaseId, tierId, phaseIndex }) => `${phaseIndex} ${tierId}/${phaseId}`);

describe('S9: addTier', () => {
  test('S9: a tier is appended with its phases; the run shows what compiling the present plan gives', () => {
    const world = draft([aPlannedTier('t0', ['a', 'b'])]);
    const outcome = addTier(world, aPlannedTier('t1', ['c'], { name: 'Second' }));
    expect(outcome.accepted && outcome.events.map(inWords)).toEqual(['PLAN_TIER_ADDED tier/t1']);
    expect(places(world)).toEqual(['0 t0/a', '1 t0/b', '2 t1/c']);
    expect(world.tier('t1')).toMatchObject({
      tierIndex: 1,
      name: 'Second',
      state: 'PENDING',
      tokenCap: 1_500_000,
      ciRunCap: 2,
      shownVersion: 2,
    });
    expect(world.run).toMatchObject({
      version: 2,
      tierCount: 2,
      phaseCount: 3,
      maxMinorIssuesTotal: 9,
      changedAt: after(3),
    });
    expect(world.run.state).toBe('PLAN_BOOTSTRAP');
  });

  test('F3: tiers and phases that were there keep the version that they show', () => {
    const world = draft([aPlannedTier('t0', ['a'])]);
    addTier(world, aPlannedTier('t1', ['b']));
    expect([world.tier('t0'), world.phase('a')].map((row) => [row.shownVersion, row.shownAt])).toEqual([
      [1, START],
      [1, START],
    ]);
    expect([world.phase('b').shownVersion, world.phase('b').shownAt]).toEqual([2, after(3)]);
  });

  test('S9: the first phase of a draft becomes its head', () => {
    const world = draft([]);
    addTier(world, aPlannedTier('t0', []));
    expect(world.run.headPhaseIndex).toBeNull();
    addTier(world, aPlannedTier('t1', ['a']));
    expect(world.run.headPhaseIndex).toBe(0);
  });

  test('S9: an empty tier is taken, and has 0 of everything', () => {
    const world = draft([]);
    addTier(world, aPlannedTier('t0', []));
    expect(world.tier('t0')).toMatchObject({ phaseCount: 0, tokenCap: 0, ciRunCap: 0, maxMinorIssuesTolerated: 0 });
  });

  test('S9: the budgets of the new tier follow the profile of the run', () => {
    const world = draft([], { safetyProfile: 'SAFETY_CRITICAL' });
    addTier(world, aPlannedTier('t0', ['a', 'b']));
    expect(world.tier('t0').maxMinorIssuesTolerated).toBe(2);
  });

  test('I1: ids that the run has already are ALREADY_EXISTS, each named by its path', () => {
    const world = draft([aPlannedTier('t0', ['a', 'b'])]);
    expect(errorsOf(addTier(world, aPlannedTier('t0', ['c'])))).toEqual([
      {
        kind: 'conflict',
        code: 'ALREADY_EXISTS',
        message: 'Run "run-1" already has a tier "t0".',
        retryable: false,
        path: ['input', 'tier', 'tierId'],
        currentVersion: 1,
      },
    ]);
    expect(
      errorsOf(addTier(world, aPlannedTier('t1', ['x', 'b', 'a']))).map(({ code, path }) => [code, path?.join('.')]),
    ).toEqual([
      ['ALREADY_EXISTS', 'input.tier.phases.1.phaseId'],
      ['ALREADY_EXISTS', 'input.tier.phases.2.phaseId'],
    ]);
  });

  test('I1: an id that occurs twice in the new tier is named at its second occurrence', () => {
    expect(errorsOf(addTier(draft([]), aPlannedTier('t0', ['a', 'a'])))).toEqual([
      {
        kind: 'input',
        code: 'INVALID_INPUT',
        message: 'Phase id "a" is used twice.',
        retryable: false,
        path: ['input', 'tier', 'phases', '1', 'phaseId'],
      },
    ]);
  });

  test('S9: max_phases holds for drafts, both sides of it', () => {
    const world = draft([aPlannedTier('t0', ['a', 'b'])], { maxPhases: 3 });
    expect(errorsOf(addTier(world, aPlannedTier('t1', ['c', 'd'])))[0]).toMatchObject({
      code: 'PLAN_TOO_LARGE',
      message: 'The plan has 4 phases; this run takes at most 3 (maxPhases).',
      path: ['input', 'tier'],
      retryable: false,
    });
    expect(addTier(world, aPlannedTier('t1', ['c'])).accepted).toBe(true);
  });

  test('P8: a SINGLE_TIER draft takes one tier and no second', () => {
    const world = draft([], { runScope: 'SINGLE_TIER' });
    expect(addTier(world, aPlannedTier('t0', [])).accepted).toBe(true);
    expect(errorsOf(addTier(world, aPlannedTier('t1', [])))[0]).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['input', 'tier'],
    });
  });
});

describe('S9: addPhase', () => {
  test('S9: a phase goes behind the last one of its tier; later phases make room, and their documents and tiers show it', () => {
    const world = draft([
      aPlannedTier('t0', ['a']),
      aPlannedTier('t1', ['b', 'c']),
      aPlannedTier('t2', []),
      aPlannedTier('t3', ['d']),
    ]);
    const outcome = addPhase(world, 't0', 'new', { taskCategory: 'docs' });
    expect(outcome.accepted && outcome.events.map(inWords)).toEqual(['PLAN_PHASE_ADDED phase/new']);
    expect(places(world)).toEqual(['0 t0/a', '1 t0/new', '2 t1/b', '3 t1/c', '4 t3/d']);
    const rendered = [...world.tiers, ...world.phases].map(
      (row) => `${'phaseId' in row ? row.phaseId : row.tierId} ${row.shownVersion}`,
    );
    expect(rendered).toEqual(['t0 2', 't1 2', 't2 1', 't3 2', 'a 1', 'new 2', 'b 2', 'c 2', 'd 2']);
    expect(world.tier('t0')).toMatchObject({
      phaseCount: 2,
      tokenCap: 2_100_000,
      ciRunCap: 4,
      maxMinorIssuesTolerated: 4,
      shownAt: after(3),
    });
    expect(world.run).toMatchObject({
      version: 2,
      tierCount: 4,
      phaseCount: 5,
      maxMinorIssuesTotal: 15,
      headPhaseIndex: 0,
    });
  });

  test('S9: a phase of the last tier is placed at the end and moves no other phase', () => {
    const world = draft([aPlannedTier('t0', ['a']), aPlannedTier('t1', ['b'])]);
    addPhase(world, 't1', 'c');
    expect(places(world)).toEqual(['0 t0/a', '1 t1/b', '2 t1/c']);
    expect(world.tiers.map(({ shownVersion }) => shownVersion)).toEqual([1, 2]);
    expect(world.phases.map(({ shownVersion }) => shownVersion)).toEqual([1, 1, 2]);
  });

  test('S9: the first phase of an empty tier is placed between its neighbours', () => {
    const world = draft([aPlannedTier('t0', ['a']), aPlannedTier('t1', []), aPlannedTier('t2', ['b'])]);
    addPhase(world, 't1', 'c');
    expect(places(world)).toEqual(['0 t0/a', '1 t1/c', '2 t2/b']);
    expect(world.tier('t1')).toMatchObject({ phaseCount: 1, tokenCap: 1_500_000 });
  });

  test('P4: the new phase is compiled like any other', () => {
    const world = draft([aPlannedTier('t0', [])]);
    addPhase(world, 't0', 'a', { taskCategory: 'schema_change', complexity: 'LOW' });
    expect(world.phase('a')).toMatchObject({
      complexity: 'HIGH',
      maxBuilderAttempts: 2,
      incidentTokenCap: 1_000_000,
      state: 'QUEUED',
    });
    expect(world.run.headPhaseIndex).toBe(0);
  });

  test('I1: a phase id that the run has in any tier is ALREADY_EXISTS', () => {
    const world = draft([aPlannedTier('t0', ['a']), aPlannedTier('t1', [])]);
    expect(errorsOf(addPhase(world, 't1', 'a'))).toEqual([
      {
        kind: 'conflict',
        code: 'ALREADY_EXISTS',
        message: 'Run "run-1" already has a phase "a".',
        retryable: false,
        path: ['input', 'phase', 'phaseId'],
        currentVersion: 1,
      },
    ]);
  });

  test('S9: max_phases holds for every single phase', () => {
    const world = draft([aPlannedTier('t0', ['a'])], { maxPhases: 2 });
    expect(addPhase(world, 't0', 'b').accepted).toBe(true);
    expect(errorsOf(addPhase(world, 't0', 'c'))[0]).toMatchObject({
      code: 'PLAN_TOO_LARGE',
      path: ['input', 'phase'],
      retryable: false,
    });
    expect(world.run).toMatchObject({ phaseCount: 2, version: 2 });
  });
});

describe('S9: only a draft grows', () => {
  test.each(['RUN_CREATED', 'PHASE_EXECUTION', 'GATE', 'CI_RUNNING', 'SNAPSHOT_CREATED'] as RunState[])(
    'S9: the plan of a run that is %s is sealed; nothing is taken and nothing can be sealed again',
    (state) => {
      const world = World.of(rowsOf(state, ['QUEUED']));
      for (const outcome of [
        addTier(world, aPlannedTier('t9', [])),
        addPhase(world, 't0', 'x'),
        world.seal(later('sealPlan')),
      ]) {
        expect(errorsOf(outcome)).toEqual([
          expect.objectContaining({
            code: 'PLAN_SEALED',
            currentState: state,
            retryable: false,
            path: ['input', 'runId'],
          }),
        ]);
      }
    },
  );

  test.each(['DONE_SUCCESS', 'DONE_FAILED_CANCELLED'] as RunState[])(
    'S3: a run that is %s is over: RUN_TERMINAL',
    (state) => {
      const world = World.of(rowsOf(state, ['COMPLETE']));
      for (const outcome of [
        addTier(world, aPlannedTier('t9', [])),
        addPhase(world, 't0', 'x'),
        world.seal(later('sealPlan')),
      ]) {
        expect(errorsOf(outcome)).toEqual([
          expect.objectContaining({ code: 'RUN_TERMINAL', currentState: state, allowedStates: [], retryable: false }),
        ]);
      }
    },
  );
});
