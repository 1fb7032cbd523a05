/** Many writers on one run: whatever they do to each other, every change is made once, on what it was decided on. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { QueryResultRow } from 'pg';

import { Database } from '../../src/database/database.js';
import { FileLayoutService } from '../../src/file-layout/file-layout.service.js';
import { commandKey } from '../../src/lifecycle/facts/idempotency.js';
import { DeadlineSweeper } from '../../src/lifecycle/runs/deadline.sweeper.js';
import type { Answer } from '../../src/lifecycle/runs/run-lifecycle.service.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { moveClock, type TestDatabase } from '../support/server/databases.js';
import { accepted, codeOf, decideTogether, LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { useLifecycleServers } from '../support/server/use-lifecycle-servers.js';

let database: TestDatabase;
let server: LifecycleServer;
let other: LifecycleServer;
let runId: string;
let made = 0;

useLifecycleServers((opened) => ({ database, server, other } = opened));
beforeEach(() => {
  runId = `race-${(made += 1)}`;
});

/** Every file by path. */
function filesBelow(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [path, readFileSync(path, 'utf8')]));
}

const codes = (answers: readonly Answer[]): string[] => answers.map(codeOf).sort();
const many = <Result>(count: number, work: (i: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => work(i)));
const only = (count: number, code: string): string[] => Array.from({ length: count }, () => code);

/** What the statements of these servers fail with from now on. */
function failedWrites(...servers: LifecycleServer[]): unknown[] {
  const failed: unknown[] = [];
  for (const { database: gateway } of servers) {
    const write = Database.prototype.write;
    gateway.write = async <Row extends QueryResultRow>(...given: Parameters<Database['write']>): Promise<Row[]> => {
      try {
        return (await write.apply(gateway, given)) as Row[];
      } catch (error) {
        failed.push(error);
        throw error;
      }
    };
  }
  return failed;
}

describe('one phase', () => {
  test('S4, C6: 16 writers that decided on the same version have one winner; 15 are refused and leave nothing', async () => {
    accepted(await server.start(runId, planOf(2)));
    // The guard stops them, before the key of the events has to: no statement fails.
    const failed = failedWrites(server, other);
    decideTogether(16, server, other);
    const answers = await many(16, (i) => (i % 2 ? server : other).transition(runId, 'p0', 'EXECUTING'));
    expect(codes(answers)).toEqual(['ACCEPTED', ...only(15, 'TRANSITION_REFUSED')]);
    expect(failed.map(String)).toEqual([]);
    const { run, writes, phases } = await expectConsistent(database, runId);
    // PHASE, TIER and two steps of the run, after the event of the start.
    expect(writes.map(({ first, last }) => [first, last])).toEqual([
      [1, 1],
      [2, 5],
    ]);
    expect(run.version).toBe(5);
    expect(phases[0]).toMatchObject({ state: 'EXECUTING', builderAttempts: 1 });
  });

  test('S2: the losers of a race get the state that the winner made, and what is accepted now', async () => {
    accepted(await server.start(runId, planOf(1)));
    decideTogether(2, server, other);
    const answers = await many(2, (i) => (i ? server : other).transition(runId, 'p0', 'EXECUTING'));
    const loser = answers.find((answer) => answer.errors.length > 0)!;
    expect(loser.errors[0]).toMatchObject({ currentState: 'EXECUTING', allowedStates: ['QUEUED', 'GATE', 'FAILED'] });
    expect(loser.phase).toMatchObject({ state: 'EXECUTING', builderAttempts: 1 });
    expect(loser.run).toMatchObject({ version: 5 });
  });

  test('B1: 32 parallel charges on one phase are all kept, each with one event', async () => {
    accepted(await server.start(runId, planOf(1), { tokenCap: 1_000_000 }));
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    decideTogether(32, server, other);
    const answers = await many(32, (i) =>
      (i % 2 ? server : other).transition(runId, 'p0', 'EXECUTING', { addTokens: 2 ** 10 + i }),
    );
    expect(codes(answers)).toEqual(only(32, 'ACCEPTED'));
    const { run, tiers, phases, events } = await expectConsistent(database, runId);
    const sum = 32 * 2 ** 10 + (31 * 32) / 2;
    expect([run.tokensUsed, tiers[0]!.tokensUsed, phases[0]!.tokensUsed]).toEqual([sum, sum, sum]);
    const charges = events.filter((event) => event.type === 'TOKENS_ADDED').map((event) => event.data.tokens as number);
    expect(charges.sort((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, i) => 2 ** 10 + i));
    expect(new Set(answers.map((answer) => answer.run!.version)).size).toBe(32);
  });

  test('W5: a caller that expects a version is refused when another writer was faster', async () => {
    accepted(await server.start(runId, planOf(3)));
    decideTogether(3, server, other);
    const answers = await many(3, (i) =>
      (i % 2 ? server : other).transition(runId, `p${i}`, 'SKIPPED', { expectedRunVersion: 1 }),
    );
    expect(codes(answers)).toEqual(['ACCEPTED', 'VERSION_CONFLICT', 'VERSION_CONFLICT']);
    const { phases } = await expectConsistent(database, runId);
    expect(phases.filter((phase) => phase.state === 'SKIPPED')).toHaveLength(1);
  });
});

describe('the last phase of a tier and of a run', () => {
  test.each([2, 3, 5, 8])(
    'S7, S8: of %i phases one is completed while the others are skipped: tier and run end once',
    async (finishers) => {
      accepted(await server.start(runId, planOf(finishers)));
      for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING'] as const)
        accepted(await server.transition(runId, 'p0', state));
      decideTogether(finishers, server, other);
      const answers = await many(finishers, (i) =>
        (i % 2 ? server : other).transition(runId, `p${i}`, i === 0 ? 'COMPLETE' : 'SKIPPED'),
      );
      expect(codes(answers)).toEqual(only(finishers, 'ACCEPTED'));
      const { run, tiers, events } = await expectConsistent(database, runId);
      expect(run).toMatchObject({ state: 'DONE_SUCCESS', phasesComplete: 1, phasesSkipped: finishers - 1 });
      expect(tiers[0]!.state).toBe('COMPLETE');
      expect(events.filter((event) => event.subject === 'tier/t0' && event.toState === 'COMPLETE')).toHaveLength(1);
      expect(events.filter((event) => event.toState === 'DONE_SUCCESS')).toHaveLength(1);
    },
  );

  test.each([2, 4, 8])('S8: %i skips at once end a run without work as nothing_done, once', async (finishers) => {
    accepted(await server.start(runId, planOf(finishers)));
    decideTogether(finishers, server, other);
    const answers = await many(finishers, (i) => (i % 2 ? server : other).transition(runId, `p${i}`, 'SKIPPED'));
    expect(codes(answers)).toEqual(only(finishers, 'ACCEPTED'));
    const { run, tiers, events } = await expectConsistent(database, runId);
    expect(run).toMatchObject({ state: 'DONE_FAILED_CANCELLED', failure: { reasons: [{ code: 'nothing_done' }] } });
    expect(tiers[0]!.state).toBe('SKIPPED');
    expect(events.filter((event) => event.subject === 'run')).toHaveLength(2);
  });

  test.each([2, 6])(
    'S7: the last phases of %i tiers end at once: every tier ends, the run ends with the last',
    async (finishers) => {
      accepted(await server.start(runId, planOf(...only(finishers, '').map(() => 1))));
      for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING'] as const)
        accepted(await server.transition(runId, 'p0', state));
      decideTogether(finishers, server, other);
      await many(finishers, (i) =>
        (i % 2 ? server : other).transition(runId, `p${i}`, i === 0 ? 'COMPLETE' : 'SKIPPED'),
      );
      const { run, tiers } = await expectConsistent(database, runId);
      expect(run.state).toBe('DONE_SUCCESS');
      expect(tiers.map((tier) => tier.state)).toEqual(['COMPLETE', ...only(finishers - 1, 'SKIPPED')]);
    },
  );

  test('S6: two phases are failed at once: one ends the run, the other comes too late', async () => {
    accepted(await server.start(runId, planOf(2, 1)));
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    decideTogether(2, server, other);
    const answers = await many(2, (i) =>
      (i ? server : other).transition(runId, `p${i}`, 'FAILED', { note: `by ${i}` }),
    );
    expect(codes(answers)).toEqual(['ACCEPTED', 'RUN_TERMINAL']);
    const { run, tiers } = await expectConsistent(database, runId);
    expect(run.state).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW');
    expect(tiers.map((tier) => tier.state)).toEqual(['FAILED', 'SKIPPED']);
  });
});

describe('manual transitions, cancellations and the clock', () => {
  test('S3, C1: a manual transition, a cancellation and the clock at once end a run once, by one of them', async () => {
    const sweepers = [server, other].map((each) => each.app.get(DeadlineSweeper));
    for (let round = 0; round < 8; round += 1) {
      const id = `${runId}-${round}`;
      accepted(await server.start(id, planOf(2), { maxDurationMinutes: 1 }));
      accepted(await server.transition(id, 'p0', 'EXECUTING'));
      await moveClock(database, `${2 * round + 2} minutes`);
      await Promise.all([
        server.cancel(id),
        other.transition(id, 'p0', 'GATE'),
        other.transition(id, 'p1', 'SKIPPED'),
        server.lifecycle.expireRun(id),
        ...sweepers.map((sweeper) => sweeper.tick()),
      ]);
      const { run, events } = await expectConsistent(database, id);
      expect(run.state).toBe('DONE_FAILED_BUDGET_EXHAUSTED');
      expect(events.filter((event) => event.toState?.startsWith('DONE_'))).toHaveLength(1);
      expect(await sweepers[0]!.tick()).toBe(0);
    }
  });

  test('S3: cancel against the last COMPLETE: the run ends as one of the two, and stays so', async () => {
    accepted(await server.start(runId, planOf(1)));
    for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING'] as const)
      accepted(await server.transition(runId, 'p0', state));
    decideTogether(2, server, other);
    const answers = await Promise.all([server.cancel(runId), other.transition(runId, 'p0', 'COMPLETE')]);
    expect(codes(answers)).toEqual(['ACCEPTED', 'RUN_TERMINAL']);
    const { run } = await expectConsistent(database, runId);
    expect(run.state).toBe(codeOf(answers[0]) === 'ACCEPTED' ? 'DONE_FAILED_CANCELLED' : 'DONE_SUCCESS');
    const late = await many(4, (i) => (i % 2 ? server.cancel(runId) : other.transition(runId, 'p0', 'QUEUED')));
    expect(codes(late)).toEqual(only(4, 'RUN_TERMINAL'));
    expect((await expectConsistent(database, runId)).run).toEqual(run);
  });

  test('I1: deleting against deleting: one does it, the others find nothing, and the id stays taken', async () => {
    accepted(await server.start(runId, planOf(1)));
    accepted(await server.cancel(runId));
    decideTogether(4, server, other);
    const answers = await many(4, (i) => (i % 2 ? server : other).delete(runId));
    expect(answers.map(codeOf).sort()).toEqual(['ACCEPTED', ...only(3, 'NOT_FOUND')]);
    expect(codeOf(await server.start(runId.toUpperCase(), planOf(1)))).toBe('ALREADY_EXISTS');
  });
});

describe('starting', () => {
  test('I1: the same id started many times at once, in any case: one run, the others ALREADY_EXISTS', async () => {
    decideTogether(12, server, other);
    const answers = await many(12, (i) =>
      (i % 2 ? server : other).start(i % 3 ? runId : runId.toUpperCase(), planOf(2, 1)),
    );
    expect(codes(answers)).toEqual(['ACCEPTED', ...only(11, 'ALREADY_EXISTS')]);
    await expectConsistent(database, answers.find((answer) => answer.run)!.run!.runId);
    const [counted] = await database.query(`select count(*)::int as runs from run where lower(run_id) = $1`, [runId]);
    expect(counted).toEqual({ runs: 1 });
  });

  test('W5: the same run started many times at once under one key is started once, and all get it', async () => {
    const key = commandKey('startRun', 'a key', { runId })!;
    decideTogether(12, server, other);
    const answers = await many(12, (i) => (i % 2 ? server : other).start(runId, planOf(2, 1), {}, key));
    expect(codes(answers)).toEqual(only(12, 'ACCEPTED'));
    for (const answer of answers) expect(answer.run).toEqual(answers[0]!.run);
    await expectConsistent(database, runId);
  });

  test('S9: phases added to one draft at once all get a place of their own', async () => {
    accepted(await server.start(runId, planOf(1, 1), { draft: true }));
    decideTogether(8, server, other);
    const {
      phases: [plan],
    } = planOf(1)[0]!;
    const answers = await many(8, (i) =>
      (i % 2 ? server : other).addPhase(runId, `t${i % 2}`, { ...plan!, phaseId: `q${i}` }),
    );
    expect(codes(answers)).toEqual(only(8, 'ACCEPTED'));
    const { phases, run } = await expectConsistent(database, runId);
    expect(phases.map((phase) => phase.phaseIndex)).toEqual(phases.map((_, i) => i));
    expect(phases.map((phase) => phase.tierId)).toEqual([...only(5, 't0'), ...only(5, 't1')]);
    expect(run.version).toBe(9);
  });
});

describe('two servers', () => {
  test('S4, F3: 200 moves that alternate between two servers end where one would, with the files of a rebuild', async () => {
    const runsRoot = await mkdtemp(join(tmpdir(), 'autopack-runs-'));
    const servers = [
      await LifecycleServer.open(database.url, { runsRoot }),
      await LifecycleServer.open(database.url, { runsRoot }),
    ];
    try {
      accepted(await servers[0]!.start(runId, planOf(20, 30), { maxPhases: 50 }));
      let moves = 0;
      for (let p = 0; p < 50; p += 1) {
        for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE'] as const) {
          accepted(await servers[moves++ % 2]!.transition(runId, `p${p}`, state, { addTokens: 3 }));
        }
      }
      expect(moves).toBe(200);
      const { run, tiers } = await expectConsistent(database, runId);
      expect(run).toMatchObject({ state: 'DONE_SUCCESS', tokensUsed: 600, ciRunsUsed: 50, phasesComplete: 50 });
      expect(tiers.map((tier) => tier.state)).toEqual(['COMPLETE', 'COMPLETE']);
      const written = filesBelow(join(runsRoot, runId));
      expect(written.size).toBe(54);
      await rm(join(runsRoot, runId), { recursive: true });
      await servers[1]!.app.get(FileLayoutService).rebuild(runId);
      expect(filesBelow(join(runsRoot, runId))).toEqual(written);
    } finally {
      await Promise.all(servers.map((each) => each.close()));
      await rm(runsRoot, { recursive: true, force: true });
    }
  });

  test('C6: 200 moves of 8 drivers on two servers, all on one run: every accepted one is there, once', async () => {
    accepted(await server.start(runId, planOf(10, 15), { tokenCap: 1_000_000 }));
    let acceptedMoves = 0;
    let charged = 0;
    await many(8, async (driver) => {
      const mine = driver % 2 ? server : other;
      for (let turn = 0; turn < 25; turn += 1) {
        const [head] = await database.query<{
          phase_id: string;
          state: 'QUEUED' | 'EXECUTING' | 'GATE' | 'CI_RUNNING';
        }>(
          `select phase_id, p.state from phase p join run r using (run_id) where run_id = $1 and phase_index = head_phase_index`,
          [runId],
        );
        if (!head) return;
        const next = ({ QUEUED: 'EXECUTING', EXECUTING: 'GATE', GATE: 'CI_RUNNING', CI_RUNNING: 'COMPLETE' } as const)[
          head.state
        ];
        const answer = await mine.transition(runId, head.phase_id, next, { addTokens: driver });
        if (answer.errors.length > 0) continue;
        acceptedMoves += 1;
        charged += driver;
      }
    });
    const { run, writes } = await expectConsistent(database, runId);
    expect(writes).toHaveLength(acceptedMoves + 1);
    expect(run.tokensUsed).toBe(charged);
    expect(acceptedMoves).toBeGreaterThan(20);
  });
});
