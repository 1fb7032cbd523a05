import {
  after,
  aManualTransition,
  aPlannedPhase,
  aPlannedTier,
  aReport,
  asStored,
  aStart,
  byClock,
  byOperator,
  START,
} from '../../../../test/support/domain/builders.js';
import { World } from '../../../../test/support/domain/world.js';
import type { PhaseState } from '../../model/phase-state.js';
import { foldEvents } from './fold-events.js';

let minute = 0;
const by = (cause: string) => byOperator(cause, after(++minute));
beforeEach(() => (minute = 0));

function start(values: Parameters<typeof aStart>[0] = {}): World {
  const world = World.start(aStart(values), byOperator('startRun', START));
  if (world instanceof World) return world;
  throw new Error('The run was refused');
}

function pull(world: World, phaseId: string, ...states: PhaseState[]): void {
  for (const state of states) {
    const outcome = world.transition(
      phaseId,
      aManualTransition(state, { addTokens: 5, note: `to ${state}` }),
      by('updatePhaseStatus'),
    );
    if (!outcome.accepted) throw new Error(outcome.errors[0]!.message);
  }
}

const rowsOf = ({ run, tiers, phases }: World) => ({ run, tiers, phases });
const folded = (world: World) => foldEvents(world.run.runId, asStored(world.events));

describe('E1: the rows can be recomputed from the events', () => {
  const described = aPlannedPhase('b', {
    taskCategory: 'schema_change',
    description: 'tables',
    allowedPaths: ['db'],
    allowNoop: true,
  });
  const tiers = [
    aPlannedTier('t0', ['a']),
    aPlannedTier('t1', [], { description: 'two', phases: [described, aPlannedPhase('c')] }),
  ];

  test('E1: a run that has just started', () => {
    const world = start({ tiers, tokenCap: 77, safetyProfile: 'SAFETY_CRITICAL', projectId: 'other' });
    expect(folded(world)).toEqual(rowsOf(world));
  });

  test('E1: a run that went wrong a few times and came out well', () => {
    const world = start({ tiers });
    pull(
      world,
      'a',
      'EXECUTING',
      'EXECUTING',
      'QUEUED',
      'EXECUTING',
      'GATE',
      'CI_RUNNING',
      'GATE',
      'CI_RUNNING',
      'COMPLETE',
    );
    pull(world, 'c', 'SKIPPED');
    pull(world, 'b', 'EXECUTING', 'GATE', 'QUEUED', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE');
    expect(world.run).toMatchObject({ state: 'DONE_SUCCESS', tokensUsed: 85, ciRunsUsed: 3 });
    expect(folded(world)).toEqual(rowsOf(world));
  });

  test('E1: a run that was given up, one that was cancelled, and one whose time ran out', () => {
    const failed = start({ tiers });
    pull(failed, 'a', 'EXECUTING', 'FAILED');
    const cancelled = start({ tiers });
    pull(cancelled, 'b', 'SKIPPED');
    cancelled.cancel('enough', by('cancelRun'));
    const expired = start({ tiers });
    pull(expired, 'a', 'EXECUTING', 'GATE');
    expired.expire(byClock(after(200)));
    for (const world of [failed, cancelled, expired]) {
      expect(world.run.failure).not.toBeNull();
      expect(folded(world)).toEqual(rowsOf(world));
    }
  });

  test('E1: a draft that grew in the middle and at its end, before and after it was sealed', () => {
    const world = start({
      draft: true,
      tiers: [aPlannedTier('t0', ['a']), aPlannedTier('t1', []), aPlannedTier('t2', ['b'])],
    });
    world.addPhase('t0', aPlannedPhase('c', { taskCategory: 'docs' }), by('addPhase'));
    world.addPhase('t1', { ...described, phaseId: 'd' }, by('addPhase'));
    world.addTier(aPlannedTier('t3', ['e', 'f']), by('addTier'));
    world.addPhase('t3', aPlannedPhase('g'), by('addPhase'));
    expect(folded(world)).toEqual(rowsOf(world));
    world.seal(by('sealPlan'));
    pull(world, 'a', 'EXECUTING');
    expect(world.phases.map(({ phaseId }) => phaseId).join('')).toBe('acdbefg');
    expect(folded(world)).toEqual(rowsOf(world));
  });

  test('E1: issues that were recorded before, during and after the work, in several phases, and closed', () => {
    const world = start({ tiers });
    const record = (phaseId: string, ...reports: ReturnType<typeof aReport>[]) =>
      world.recordIssues(phaseId, reports, by('recordIssues'));
    record('a', aReport('k'), aReport('x', { expectedFail: true }));
    pull(world, 'a', 'EXECUTING');
    record('a', aReport('m', { severity: 'MAJOR' }), aReport('stays'));
    pull(world, 'a', 'QUEUED', 'EXECUTING', 'GATE');
    record('a', aReport('stays'));
    record('b', aReport('k', { severity: 'MAJOR' }), aReport('stays'));
    expect(folded(world).run).toMatchObject({
      minorIssuesCount: 1,
      majorIssuesCount: 2,
      openMinorIssues: 1,
      openMajorIssues: 2,
    });
    pull(world, 'a', 'CI_RUNNING', 'COMPLETE');
    record('a', aReport('late'));
    const rows = folded(world);
    expect(rows).toEqual(rowsOf(world));
    expect(rows.run).toMatchObject({
      minorIssuesCount: 2,
      majorIssuesCount: 2,
      openMinorIssues: 2,
      openMajorIssues: 1,
    });
    expect(rows.tiers[0]).toMatchObject({
      minorIssuesCount: 3,
      majorIssuesCount: 1,
      openMinorIssues: 2,
      openMajorIssues: 0,
    });
    expect(rows.phases[0]).toMatchObject({ minorIssuesCount: 3, majorIssuesCount: 1 });
  });

  test('E1: issues that end the run', () => {
    const world = start({ tiers: [aPlannedTier('t0', ['a', 'b'])] });
    pull(world, 'a', 'EXECUTING');
    const reports = Array.from({ length: 7 }, (_, i) => aReport(`k${i}`));
    world.recordIssues('b', reports, by('recordIssues'));
    expect(world.run.state).toBe('DONE_FAILED_BUDGET_EXHAUSTED');
    expect(folded(world)).toEqual(rowsOf(world));
  });

  test('E1: a linked run that waits, is released, and continues; and one that ends with its predecessor', () => {
    const link = { previousRunId: 'run-0', nextRunId: 'run-2' };
    const world = start({ tiers, link });
    expect(folded(world).run).toMatchObject({ ...link, startedAt: null, deadlineAt: null });
    world.release('DONE_SUCCESS', byClock(after(300)));
    expect(folded(world).run).toMatchObject({ startedAt: after(300), deadlineAt: after(420) });
    expect(folded(world)).toEqual(rowsOf(world));
    const lost = start({ tiers, link });
    lost.release(null, byClock(after(300)));
    expect(folded(lost)).toEqual(rowsOf(lost));
  });

  test('E1: a draft that was sealed with a ruleset and a backlog that its opening did not know', () => {
    const agedIssues = ['k1', 'k2', 'k3'].map((issueKey) => {
      return { issueKey, category: 'style', baseSeverity: 'MINOR' as const, ageInRuns: 3, ageInTiers: 3 };
    });
    const rules = {
      safetyProfile: 'SAFETY_CRITICAL' as const,
      defaults: { phase: { incidentTokenCap: 9 }, run: { maxDurationMinutes: 5 } },
    };
    for (const runScope of ['MULTI_TIER', 'SINGLE_TIER'] as const) {
      const world = start({ draft: true, runScope, tiers: [aPlannedTier('t0', ['a', 'b'])] });
      world.policy = { ...world.policy, ruleset: { version: 1, rules }, agedIssues };
      world.seal(by('sealPlan'));
      const rows = folded(world);
      expect(rows).toEqual(rowsOf(world));
      expect(rows.run).toMatchObject({
        phaseCount: 3,
        safetyProfile: 'SAFETY_CRITICAL',
        deadlineAt: after(minute + 5),
      });
      expect(rows.phases.map(({ phaseId, incidentTokenCap }) => `${phaseId} ${incidentTokenCap}`)).toEqual([
        'a 9',
        'b 9',
        'debt-1 400000',
      ]);
    }
  });

  test('E1: an empty draft has no head', () => {
    const world = start({ draft: true, tiers: [] });
    expect(folded(world)).toEqual(rowsOf(world));
    expect(folded(world).run.headPhaseIndex).toBeNull();
  });
});

describe('E1: events that were written before plans kept what was asked', () => {
  /** Events as an older version wrote them. */
  function aged(world: World) {
    const part = ({ asked: _, ...rest }: Record<string, unknown>) => rest;
    const run = ({ asked: _, previousRunId: __, nextRunId: ___, ...rest }: Record<string, unknown>) => rest;
    const tier = (one: { phases: Record<string, unknown>[] }) => ({ ...one, phases: one.phases.map(part) });
    return asStored(world.events).map((event) => {
      const { plan, ...data } = event.data as { plan?: { tiers: { phases: Record<string, unknown>[] }[] } } & Record<
        string,
        unknown
      >;
      if (event.toState === 'RUN_CREATED' && event.fromState !== null) return { ...event, data };
      if (plan) return { ...event, data: { plan: { ...run(plan), tiers: plan.tiers.map(tier) } } };
      if (event.type === 'PLAN_TIER_ADDED')
        return { ...event, data: { tier: tier(data.tier as never), run: run(data.run as never) } };
      if (event.type !== 'PLAN_PHASE_ADDED') return event;
      return { ...event, data: { ...data, phase: part(data.phase as never), run: run(data.run as never) } };
    });
  }

  test('E1: they fold to the same rows, but for what was asked; an old seal changes the clock alone', () => {
    const world = start({ draft: true, tiers: [aPlannedTier('t0', ['a'])] });
    world.addPhase('t0', aPlannedPhase('b'), by('addPhase'));
    world.addTier(aPlannedTier('t1', ['c']), by('addTier'));
    world.seal(by('sealPlan'));
    pull(world, 'a', 'EXECUTING');
    const sealed = world.events.find(({ toState }) => toState === 'RUN_CREATED')!;
    const { run, tiers, phases } = rowsOf(world);
    const added = { t0: 2, t1: 3, a: 1, b: 2, c: 3 } as Record<string, number>;
    const asBefore = <Row extends { shownVersion: number; shownAt: Date }>(row: Row, id: string): Row => {
      if (row.shownVersion !== sealed.seq) return row;
      return { ...row, shownVersion: added[id]!, shownAt: world.events[added[id]! - 1]!.at };
    };
    expect(foldEvents('run-1', aged(world))).toEqual({
      run: { ...run, asked: {} },
      tiers: tiers.map((tier) => asBefore(tier, tier.tierId)),
      phases: phases.map((phase) => ({ ...asBefore(phase, phase.phaseId), asked: {} })),
    });
    expect(run).toMatchObject({ previousRunId: null, nextRunId: null });
  });
});

describe('E1: events that are not the whole story are not folded', () => {
  const world = start({ tiers: [aPlannedTier('t0', ['a', 'b'])] });
  for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING'] as const)
    world.transition('a', aManualTransition(state), byOperator('updatePhaseStatus'));
  const { events } = world;

  test('E1: a gap is reported', () => {
    expect(() =>
      foldEvents(
        'run-1',
        events.filter(({ seq }) => seq !== 3),
      ),
    ).toThrow('The events of run run-1 have a gap: 4 follows 2');
  });

  test('E1: a missing beginning is reported', () => {
    expect(() => foldEvents('run-1', events.slice(1))).toThrow('do not begin with its plan');
    expect(() => foldEvents('run-1', [])).toThrow('do not begin with its plan');
    expect(() => foldEvents('run-1', [{ ...events[0]!, data: {} }])).toThrow('do not begin with its plan');
  });

  test('E1: an event about something that was never planned is reported', () => {
    expect(() => foldEvents('run-1', [events[0]!, { ...events[1]!, subject: 'phase/zzz' }])).toThrow(
      'Event 2 is about phase/zzz',
    );
  });
});
