import { after, aPhase, asStored, START } from '../../../../test/support/domain/builders.js';
import { good, RED } from '../../../../test/support/domain/work-builders.js';
import { begun, build, claimed, test as tested } from '../../../../test/support/domain/work-stories.js';
import type { PhaseFacts } from '../../model/facts.js';
import { NO_WORK } from '../../model/phase-work.js';
import type { RunEvent } from '../../model/run-event.js';
import { followed, withNote, type WorkNote, workRecorded } from './work-recorded.js';

const event = (
  seq: number,
  fromState: string | null,
  toState: string | null,
  subject: RunEvent['subject'] = 'phase/p0',
): RunEvent => ({
  ...{ seq, subject, actor: 'operator' as const, cause: 'test', at: START, fromState, toState, data: { kept: seq } },
  type: toState === null ? 'WORK_ENDED' : 'PHASE_STATE_CHANGED',
});
const recorded = (events: readonly RunEvent[], before: PhaseFacts, now: PhaseFacts): RunEvent[] =>
  workRecorded(events, new Map([['p0', before]]), new Map([['p0', now]]));
const noteIn = (one: RunEvent): WorkNote | undefined => one.data.noted as WorkNote | undefined;

describe('E1: what follows from a move by itself is not recorded', () => {
  test('E1: an assignment counts a Builder attempt and a round, CI_RUNNING → GATE an audit, and every move ends lease and waits', () => {
    const holder = { role: 'CI' as const, workerId: 'ci-1', attempt: 3 };
    const before = aPhase({
      state: 'CI_RUNNING',
      builderAttempts: 1,
      round: 1,
      notBefore: after(1),
      waitUntil: after(2),
      work: { ...NO_WORK, holder },
    });
    expect(followed(before, event(1, 'CI_RUNNING', 'GATE'))).toMatchObject({
      auditorAttempts: 1,
      builderAttempts: 1,
      notBefore: null,
      waitUntil: null,
    });
    expect(followed(before, event(1, 'CI_RUNNING', 'GATE')).work.holder).toBeNull();
    expect(followed(aPhase(), event(1, 'QUEUED', 'EXECUTING'))).toMatchObject({ builderAttempts: 1, round: 1 });
    expect(followed(before, event(1, null, null))).toBe(before);
  });

  test('E1: a plain assignment needs no note', () => {
    const before = aPhase();
    const [only] = recorded(
      [event(1, 'QUEUED', 'EXECUTING')],
      before,
      aPhase({ state: 'EXECUTING', builderAttempts: 1 }),
    );
    expect(only!.data).toEqual({ kept: 1 });
  });
});

test('E1: a value is the same in whatever order the database gives its names', () => {
  const candidate = { attempt: 1, standing: 'JUDGED' as const, patchHash: 'p', commit: null };
  const stored = { commit: null, attempt: 1, standing: 'JUDGED' as const, patchHash: 'p' };
  const before = aPhase({ work: { ...NO_WORK, candidate: stored } });
  const [only] = recorded([event(1, null, null)], before, aPhase({ work: { ...NO_WORK, candidate } }));
  expect(noteIn(only!)).toBeUndefined();
});

describe('E1: everything else is recorded in the last event of the phase', () => {
  test('E1: counters that did not follow, instants as text, and what changed of its work', () => {
    const before = aPhase({ state: 'EXECUTING', builderAttempts: 1, round: 1, work: { ...NO_WORK, attempts: 1 } });
    const work = { ...before.work, environmentFailures: 1, avoidWorker: 'b' };
    const now = aPhase({ ...before, state: 'QUEUED', builderAttempts: 0, notBefore: after(1), work });
    const events = recorded(
      [event(1, 'EXECUTING', 'QUEUED'), event(2, null, null, 'tier/t0'), event(3, null, null, 'run')],
      before,
      now,
    );
    expect(noteIn(events[0]!)).toEqual({
      builderAttempts: 0,
      notBefore: '2026-03-01T08:01:00.000Z',
      work: { environmentFailures: 1, avoidWorker: 'b' },
    });
    expect(events.slice(1).map(noteIn)).toEqual([undefined, undefined]);
  });

  test('E1: of several moves the last one records it, and its earlier data stay', () => {
    const before = aPhase({ state: 'EXECUTING' });
    const now = aPhase({ ...before, state: 'GATE', waitUntil: after(30), work: { ...NO_WORK, auditDue: true } });
    const events = recorded([event(1, 'EXECUTING', 'GATE'), event(2, null, null)], before, now);
    expect(events.map((one) => one.data)).toEqual([
      { kept: 1 },
      { kept: 2, noted: { waitUntil: '2026-03-01T08:30:00.000Z', work: { auditDue: true } } },
    ]);
  });

  test('E1: events of phases that the change does not hold are left alone', () => {
    const events = [event(1, null, null, 'phase/p9'), event(2, null, null, 'run')];
    expect(recorded(events, aPhase(), aPhase({ round: 4 }))).toEqual(events);
  });
});

describe('E1: the way back', () => {
  test('E1: a note restores counters, instants and work; without one nothing changes', () => {
    const row = aPhase({ waitUntil: after(1) });
    expect(withNote(row, undefined)).toBe(row);
    const note: WorkNote = {
      maxBuilderAttempts: 4,
      notBefore: '2026-03-01T08:05:00.000Z',
      waitUntil: null,
      work: { ciTries: 2 },
    };
    expect(withNote(row, note)).toMatchObject({
      maxBuilderAttempts: 4,
      notBefore: after(5),
      waitUntil: null,
      work: { ...NO_WORK, ciTries: 2 },
    });
  });

  test('E1: whatever a command did to a phase, its events give the row again', () => {
    const world = begun({ tries: 1, audits: 1 });
    const stories: readonly (() => unknown)[] = [
      () => claimed(world, 'BUILDER'),
      () => world.giveBack(),
      () => build(world, { status: 'ENVIRONMENT_FAILURE' }),
      () => build(world, { patch: good('x') }),
      () => tested(world, RED),
    ];
    let row: PhaseFacts = world.headPhase;
    for (const act of stories) {
      const since = world.events.length;
      act();
      const events = asStored(world.events.slice(since)).filter((one) => one.subject === 'phase/p0');
      row = events.reduce((now, one) => withNote(followed(now, one), noteIn(one)), row);
      const { builderAttempts, auditorAttempts, maxBuilderAttempts, round, notBefore, waitUntil, work } =
        world.headPhase;
      expect(row).toMatchObject({
        builderAttempts,
        auditorAttempts,
        maxBuilderAttempts,
        round,
        notBefore,
        waitUntil,
        work,
      });
    }
  });
});
