import {
  aLever,
  after,
  aPlannedPhase,
  aPlannedTier,
  aStart,
  asStored,
  byClock,
  byOperator,
  START,
} from '../../../test/support/builders.js';
import { World } from '../../../test/support/world.js';
import type { PhaseState } from '../phase/phase-state.js';
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
    const outcome = world.lever(phaseId, aLever(state, { addTokens: 5, note: `to ${state}` }), by('updatePhaseStatus'));
    if (!outcome.accepted) throw new Error(outcome.errors[0]!.message);
  }
}

const rowsOf = ({ run, tiers, phases }: World) => ({ run, tiers, phases });
const folded = (world: World) => foldEvents(world.run.runId, asStored(world.events));

describe('E1: the rows can be recomputed from the events', () => {
  const described = aPlannedPhase('b', { taskCategory: 'schema_change', description: 'tables', allowedPaths: ['db'], allowNoop: true });
  const tiers = [aPlannedTier('t0', ['a']), aPlannedTier('t1', [], { description: 'two', phases: [described, aPlannedPhase('c')] })];

  test('E1: a run that has just started', () => {
    const world = start({ tiers, tokenCap: 77, safetyProfile: 'SAFETY_CRITICAL', projectId: 'other' });
    expect(folded(world)).toEqual(rowsOf(world));
  });

  test('E1: a run that went wrong a few times and came out well', () => {
    const world = start({ tiers });
    pull(world, 'a', 'EXECUTING', 'EXECUTING', 'QUEUED', 'EXECUTING', 'GATE', 'CI_RUNNING', 'GATE', 'CI_RUNNING', 'COMPLETE');
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
    const world = start({ draft: true, tiers: [aPlannedTier('t0', ['a']), aPlannedTier('t1', []), aPlannedTier('t2', ['b'])] });
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

  test('E1: an empty draft has no head', () => {
    const world = start({ draft: true, tiers: [] });
    expect(folded(world)).toEqual(rowsOf(world));
    expect(folded(world).run.headPhaseIndex).toBeNull();
  });
});

describe('E1: events that are not the whole story are not folded', () => {
  const world = start({ tiers: [aPlannedTier('t0', ['a', 'b'])] });
  for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING'] as const) world.lever('a', aLever(state), byOperator('updatePhaseStatus'));
  const { events } = world;

  test('E1: a gap is told', () => {
    expect(() =>
      foldEvents(
        'run-1',
        events.filter(({ seq }) => seq !== 3),
      ),
    ).toThrow('The events of run run-1 have a gap: 4 follows 2');
  });

  test('E1: a missing beginning is told', () => {
    expect(() => foldEvents('run-1', events.slice(1))).toThrow('do not begin with its plan');
    expect(() => foldEvents('run-1', [])).toThrow('do not begin with its plan');
    expect(() => foldEvents('run-1', [{ ...events[0]!, data: {} }])).toThrow('do not begin with its plan');
  });

  test('E1: an event about something that was never planned is told', () => {
    expect(() => foldEvents('run-1', [events[0]!, { ...events[1]!, subject: 'phase/zzz' }])).toThrow('Event 2 is about phase/zzz');
  });
});
