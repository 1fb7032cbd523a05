/** The run clock is the database's (B5), and everything ends by itself (C1). */
import type { PhaseState } from '../../src/domain/model/phase-state.js';
import { aPlannedPhase, aPlannedTier } from '../support/domain/builders.js';
import { expectConsistent, readStory } from '../support/scenarios/run-story.js';
import { moveClock, type TestDatabase } from '../support/server/databases.js';
import { accepted, codeOf, decideTogether, LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { useLifecycleServers } from '../support/server/use-lifecycle-servers.js';
import { until } from '../support/waiting.js';

let database: TestDatabase;
let server: LifecycleServer;
let other: LifecycleServer;
let runId: string;
let made = 0;

useLifecycleServers((opened) => ({ database, server, other } = opened));
beforeEach(async () => {
  runId = `timed-${(made += 1)}`;
  await moveClock(database, '0 minutes');
});

const MINUTE = 60_000;

describe('the deadline of a run', () => {
  test('B5: started_at is the database’s clock, deadline_at so many minutes later', async () => {
    await moveClock(database, '40 days');
    const { run } = accepted(await server.start(runId, planOf(1), { maxDurationMinutes: 7 }));
    const [row] = await database.query<{ far: number }>(
      'select extract(epoch from autopack_now() - started_at)::float as far from run where run_id = $1',
      [runId],
    );
    expect(row!.far).toBeGreaterThanOrEqual(0);
    expect(row!.far).toBeLessThan(30);
    expect(run!.deadlineAt!.getTime() - run!.startedAt!.getTime()).toBe(7 * MINUTE);
    accepted(await server.cancel(runId));
  });

  test('B5, C1: a run past its deadline ends as budget at the next look, with everything in it', async () => {
    accepted(await server.start(runId, planOf(2, 1), { maxDurationMinutes: 10 }));
    accepted(await server.complete(runId, 'p0', 5));
    accepted(await server.transition(runId, 'p1', 'EXECUTING'));
    await moveClock(database, '9 minutes');
    expect(await server.sweeper.tick()).toBe(0);
    await moveClock(database, '11 minutes');
    expect(await server.sweeper.tick()).toBe(1);
    const { run, tiers, phases, writes } = await expectConsistent(database, runId);
    expect(run).toMatchObject({ state: 'DONE_FAILED_BUDGET_EXHAUSTED', tokensUsed: 20 });
    expect(run.failure).toMatchObject({ budget: { scope: 'RUN', name: 'max_duration_minutes', limit: 10, used: 12 } });
    expect(phases.map((phase) => phase.state)).toEqual(['COMPLETE', 'FAILED', 'SKIPPED']);
    expect(tiers.map((tier) => tier.state)).toEqual(['FAILED', 'SKIPPED']);
    expect(writes.at(-1)).toMatchObject({ actor: 'clock', cause: 'deadline' });
    expect(await server.sweeper.tick()).toBe(0);
  });

  test.each<[string, PhaseState[]]>([
    ['RUN_CREATED', []],
    ['PHASE_EXECUTION', ['EXECUTING']],
    ['GATE', ['EXECUTING', 'GATE']],
    ['CI_RUNNING', ['EXECUTING', 'GATE', 'CI_RUNNING']],
    ['SNAPSHOT_CREATED', ['EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE']],
  ])('C1: a run that rests in %s ends by itself', async (state, moves) => {
    accepted(await server.start(runId, planOf(2), { maxDurationMinutes: 10 }));
    for (const to of moves) accepted(await server.transition(runId, 'p0', to));
    expect((await readStory(database, runId)).run.state).toBe(state);
    await moveClock(database, '11 minutes');
    await server.sweeper.tick();
    expect((await expectConsistent(database, runId)).run.state).toBe('DONE_FAILED_BUDGET_EXHAUSTED');
  });

  test('B5: a run ends within 5 seconds of its deadline, although nobody calls', async () => {
    const ticking = await LifecycleServer.open(database.url, { clock: true });
    try {
      accepted(await server.start(runId, planOf(1), { maxDurationMinutes: 3 }));
      accepted(await server.transition(runId, 'p0', 'EXECUTING'));
      // The deadline is 2 seconds away.
      await moveClock(database, '178 seconds');
      await until('the run to end', async () => (await readStory(database, runId)).run.completedAt);
      const { run } = await expectConsistent(database, runId);
      expect(run.completedAt!.getTime()).toBeGreaterThan(run.deadlineAt!.getTime());
      expect(run.completedAt!.getTime() - run.deadlineAt!.getTime()).toBeLessThan(5_000);
    } finally {
      await ticking.close();
    }
  });

  test('B5: two servers that look at once end a run once', async () => {
    const ids = ['a', 'b', 'c', 'd'].map((name) => `${runId}-${name}`);
    for (const id of ids) accepted(await server.start(id, planOf(2), { maxDurationMinutes: 10 }));
    await moveClock(database, '11 minutes');
    decideTogether(2, server, other);
    const found = await Promise.all([server.sweeper.tick(), other.sweeper.tick()]);
    expect(Math.max(...found)).toBe(4);
    for (const id of ids) {
      const { run, writes } = await expectConsistent(database, id);
      expect(run.state).toBe('DONE_FAILED_BUDGET_EXHAUSTED');
      expect(writes).toHaveLength(2);
    }
  });

  test('B5: a run that cannot be ended does not keep the others from their end', async () => {
    const broken = `${runId}-broken`;
    accepted(await server.start(broken, planOf(1), { maxDurationMinutes: 10 }));
    accepted(await server.start(runId, planOf(1), { maxDurationMinutes: 20 }));
    // Somebody tampered with the row: its phase is open, but its tier has ended.
    await database.query(`update tier set completed_at = autopack_now() where run_id = $1`, [broken]);
    await moveClock(database, '21 minutes');
    expect(await server.sweeper.tick()).toBe(2);
    expect((await expectConsistent(database, runId)).run.state).toBe('DONE_FAILED_BUDGET_EXHAUSTED');
    await database.query('delete from run where run_id = $1', [broken]);
  });
});

describe('a draft', () => {
  test('B5, C1: a draft that nobody seals ends as draft_expired after its hours', async () => {
    const { run: draft } = accepted(await server.start(runId, planOf(2, 0), { draft: true }));
    expect(draft!.deadlineAt!.getTime() - draft!.createdAt.getTime()).toBe(24 * 60 * MINUTE);
    await moveClock(database, '23 hours');
    expect(await server.sweeper.tick()).toBe(0);
    await moveClock(database, '25 hours');
    expect(await server.sweeper.tick()).toBe(1);
    const { run, tiers } = await expectConsistent(database, runId);
    expect(run).toMatchObject({
      state: 'DONE_FAILED_CANCELLED',
      startedAt: null,
      failure: { reasons: [{ code: 'draft_expired' }] },
    });
    expect(tiers.map((tier) => tier.state)).toEqual(['SKIPPED', 'SKIPPED']);
  });

  test('B5: a sealed draft has its minutes from the seal on', async () => {
    accepted(await server.start(runId, planOf(1), { draft: true, maxDurationMinutes: 30 }));
    await moveClock(database, '23 hours');
    const { run } = accepted(await server.seal(runId));
    expect(run!.deadlineAt!.getTime() - run!.startedAt!.getTime()).toBe(30 * MINUTE);
    await moveClock(database, '23 hours 29 minutes');
    expect(await server.sweeper.tick()).toBe(0);
    await moveClock(database, '23 hours 31 minutes');
    expect(await server.sweeper.tick()).toBe(1);
  });

  test('B5: growing or sealing a draft past its hours comes too late', async () => {
    for (const [name, act] of Object.entries({
      seal: (id: string) => server.seal(id),
      tier: (id: string) => server.addTier(id, aPlannedTier('late', [])),
      phase: (id: string) => server.addPhase(id, 't0', aPlannedPhase('late')),
      cancel: (id: string) => server.cancel(id),
    })) {
      await moveClock(database, '0 hours');
      accepted(await server.start(`${runId}-${name}`, planOf(1), { draft: true }));
      await moveClock(database, '25 hours');
      expect(codeOf(await act(`${runId}-${name}`))).toBe('RUN_TERMINAL');
      const { run, writes } = await expectConsistent(database, `${runId}-${name}`);
      expect(run.failure!.reasons[0]!.code).toBe('draft_expired');
      expect(writes.at(-1)).toMatchObject({ actor: 'clock', cause: 'deadline' });
    }
  });
});

describe('commands past the deadline', () => {
  beforeEach(async () => {
    accepted(await server.start(runId, planOf(2), { maxDurationMinutes: 10 }));
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    await moveClock(database, '11 minutes');
  });

  test('B3, B5: a manual transition is accepted: the tokens are charged, the move is not made, the run ends as budget', async () => {
    const answer = accepted(await server.transition(runId, 'p0', 'GATE', { addTokens: 40 }));
    expect(answer.phase).toMatchObject({ state: 'FAILED', tokensUsed: 40 });
    expect(answer.run).toMatchObject({
      state: 'DONE_FAILED_BUDGET_EXHAUSTED',
      tokensUsed: 40,
      failure: { budget: { name: 'max_duration_minutes' } },
    });
    const { events, writes } = await expectConsistent(database, runId);
    expect(writes.at(-1)).toMatchObject({ actor: 'operator', cause: 'updatePhaseStatus' });
    expect(events.filter((event) => event.toState === 'GATE')).toEqual([]);
  });

  test('B5, S2: what a manual transition would refuse in time it refuses past the deadline, and the clock ends the run', async () => {
    expect(codeOf(await server.transition(runId, 'p1', 'EXECUTING'))).toBe('TRANSITION_REFUSED');
    expect(await server.sweeper.tick()).toBe(1);
    expect(codeOf(await server.transition(runId, 'p1', 'EXECUTING'))).toBe('RUN_TERMINAL');
  });

  test('B5: cancelling comes too late: the clock ends the run first, as budget', async () => {
    const answer = await server.cancel(runId);
    expect(codeOf(answer)).toBe('RUN_TERMINAL');
    expect(answer.errors[0]).toMatchObject({ currentState: 'DONE_FAILED_BUDGET_EXHAUSTED' });
    expect(answer.run!.state).toBe('DONE_FAILED_BUDGET_EXHAUSTED');
    expect((await expectConsistent(database, runId)).writes.at(-1)).toMatchObject({
      actor: 'clock',
      cause: 'deadline',
    });
  });

  test('B5: the clock is refused while there is time left, and when the run has ended', async () => {
    await moveClock(database, '9 minutes');
    expect(codeOf(await server.lifecycle.expireRun(runId))).toBe('TRANSITION_REFUSED');
    accepted(await server.cancel(runId));
    const before = await readStory(database, runId);
    await moveClock(database, '11 minutes');
    expect(codeOf(await server.lifecycle.expireRun(runId))).toBe('RUN_TERMINAL');
    expect(await readStory(database, runId)).toEqual(before);
  });
});
