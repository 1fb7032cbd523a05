/** Files follow the commit (F2): who waits for them and who does not, what a busy run costs, what a server that stops leaves. */
import pg from 'pg';

import { ContinueLifecycleService } from '../../src/lifecycle/runs/continue-lifecycle.service.js';
import { plan } from '../support/api/api.js';
import { workApi } from '../support/api/workers.js';
import { TestRepository } from '../support/git/git-repositories.js';
import type { TestDatabase } from '../support/server/databases.js';
import { waitForFiles } from '../support/server/files.js';
import { startTestServer } from '../support/server/server.js';
import { Latch, until } from '../support/waiting.js';
import { closePair, layoutStatementsOf, openPair, planOf, TestServer } from './file-layout.fixture.js';

const EVERY_MS = 250;
const SETTLING_MS = 400;
const WAY = ['EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE'] as const;

let database: TestDatabase;
let server: TestServer;
let crashing: TestServer;
let runId: string;
let next = 0;

beforeAll(async () => {
  ({ database, server, crashing } = await openPair());
});
afterAll(() => closePair({ database, server, crashing }));
beforeEach(() => {
  runId = `Run-${(next += 1)}`;
});

const move = async (by: TestServer, id: string, phaseId: string, state: (typeof WAY)[number]): Promise<void> => {
  const answer = await by.lifecycle.movePhase(
    { runId: id, phaseId, key: null, expectedRunVersion: null },
    { state, addTokens: 0, note: null },
  );
  expect(answer.errors).toEqual([]);
};
const displayedState = (of: TestServer): string =>
  /^state: (.*)$/m.exec(of.files(runId).get('phases/phase_00_p0.md') ?? '')?.[1] ?? 'nothing';

/** Holds every write of files of this run until the latch is open. */
function holdWrites(of: TestServer): Latch & { readonly begun: Latch } {
  const store = of.store as unknown as { write: typeof of.store.write };
  const write = store.write.bind(of.store);
  const door = Object.assign(new Latch(), { begun: new Latch() });
  store.write = async (place, files) => {
    if (place === runId) {
      door.begun.open();
      await door.wait('the files to be let go');
    }
    return write(place, files);
  };
  return door;
}
const letGo = (of: TestServer) => Reflect.deleteProperty(of.store, 'write');

describe('who waits', () => {
  afterEach(() => letGo(server));

  it('F2: an answer does not wait for files; later commits appear in one more rendering', async () => {
    await server.start(runId, planOf([2]));
    const door = holdWrites(server);
    const sent = await layoutStatementsOf(async () => {
      await move(server, runId, 'p0', 'EXECUTING');
      await door.begun.wait('the first rendering to begin');
      await move(server, runId, 'p0', 'GATE');
      await move(server, runId, 'p0', 'CI_RUNNING');
      expect(displayedState(server)).toBe('QUEUED');
      door.open();
      await until('the files to follow', async () => (await server.outbox(runId)) === 0);
    });
    expect(displayedState(server)).toBe('CI_RUNNING');
    expect(sent.filter((name) => name === 'layout_read_changed')).toHaveLength(2);
    expect(await server.layout.isUpToDate(runId)).toBe(true);
  });

  it('F3: what changes beside the run while it is rendered appears in another rendering, though the version stays', async () => {
    await server.start(runId, planOf([1]));
    await server.lifecycle.cancelRun({ runId, key: null, expectedRunVersion: null }, 'enough');
    const summary = () => server.files(runId).get('run_summary.md');
    const door = holdWrites(server);
    const requested = { newRunId: null, tokenCap: null, maxDurationMinutes: null, withFollowers: false };
    const target = { runId, key: null, expectedRunVersion: null };
    const { runs } = await server.app.get(ContinueLifecycleService).continueRun(target, requested);
    await door.begun.wait('a rendering that names the new run');
    const second = { runId: runs[0]!.runId, key: null, expectedRunVersion: null };
    // On another server: this one's renderings wait behind the one that is held.
    const other = await TestServer.open(database.url, server.root);
    await other.lifecycle.cancelRun(second, 'enough');
    const deleted = other.lifecycle.deleteRun(second);
    await until(
      'the new run to be gone',
      async () => (await database.query('select from run where run_id = $1', [second.runId])).length === 0,
    );
    door.open();
    await deleted;
    await until('the files to follow', async () => (await server.outbox(runId)) === 0);
    expect(summary()).not.toContain('is continued by');
    await other.close();
  });

  it('F2: documents are read from rows meanwhile', async () => {
    await server.start(runId, planOf([1]));
    const door = holdWrites(server);
    await move(server, runId, 'p0', 'EXECUTING');
    expect((await server.layout.artefact(runId, 'phases/phase_00_p0.md'))!.content).toContain('state: EXECUTING');
    expect(await server.layout.isUpToDate(runId)).toBe(false);
    door.open();
    await server.projector.flush();
  });

  it('F2, C4: the command that ends a run waits for its files and its incident pack', async () => {
    await server.start(runId, planOf([1]));
    const door = holdWrites(server);
    let answered = false;
    const ending = server.cancel(runId).then(() => (answered = true));
    await door.begun.wait('the rendering to begin');
    await server.sql('select 1');
    expect(answered).toBe(false);
    door.open();
    await ending;
    expect(server.files(runId).has('incident/README.md')).toBe(true);
    expect(await server.outbox(runId)).toBe(0);
  });
});

/** Statements of this process, and when it sent them. */
async function sentBy(work: () => Promise<void>): Promise<{ readonly name: string; readonly at: number }[]> {
  const sent: { readonly name: string; readonly at: number }[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    sent.push({ name: (given[0] as { name?: string } | undefined)?.name ?? '', at: performance.now() });
    return Reflect.apply(query, this, given) as never;
  };
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return sent;
}

describe('what a busy run costs', () => {
  it('F2: a flood of commits keeps one entry a run, is rendered at the pace of files, and ends with the last commit rendered', async () => {
    const ids = Array.from({ length: 4 }, (_, i) => `${runId}-${i}`);
    const pace = (server.projector as unknown as { pace: { size: number } }).pace;
    const waits = (server.projector as unknown as { queue: { waiting: Map<string, unknown> } }).queue.waiting;
    // An entry outlives the last rendering of its run by one interval.
    await until('the runs of earlier tests to be forgotten', () => pace.size + waits.size === 0);
    for (const id of ids) await server.start(id, planOf([12]));
    let [slowest, behind, commits] = [0, 0, 0];
    const began = performance.now();
    const drive = async (id: string): Promise<void> => {
      for (let phase = 0; phase < 11; phase += 1)
        for (const state of WAY) {
          const from = performance.now();
          await move(server, id, `p${phase}`, state);
          slowest = Math.max(slowest, performance.now() - from);
          commits += 1;
          expect(pace.size).toBeLessThanOrEqual(ids.length);
          expect(waits.size).toBeLessThanOrEqual(ids.length);
          if (state !== 'COMPLETE') continue;
          const [row] = await server.sql<{ ms: number }>(
            `select coalesce(max(extract(epoch from autopack_now() - written_at)), 0)::float * 1000 as ms from run_outbox where run_id = $1`,
            [id],
          );
          behind = Math.max(behind, row!.ms);
        }
    };
    const sent = await layoutStatementsOf(async () => {
      await Promise.all(ids.map(drive));
      await server.projector.flush();
    });
    const elapsed = performance.now() - began;
    // A machine on which a move takes long takes as long for files.
    expect(behind).toBeLessThan(1_000 + 10 * slowest);
    expect(commits).toBe(ids.length * 44);
    // Renderings share batches; the last is the flush.
    expect(sent.filter((name) => name === 'layout_read_changed').length).toBeLessThanOrEqual(
      ids.length * (elapsed / EVERY_MS + 2),
    );
    for (const id of ids) expect(await server.layout.isUpToDate(id)).toBe(true);
    await until('the runs to be forgotten', () => pace.size === 0);
  });

  it('F2, G7: a Builder’s result in a project with a repository is rendered once, not while its refs move', async () => {
    const real = await startTestServer();
    const repository = await TestRepository.make();
    try {
      const work = workApi(real);
      await work.command('createProject', { projectId: 'shop', repositoryPath: repository.path });
      await work.startRun({ runId, projectId: 'shop', tiers: plan({ T1: ['p0', 'p1'] }) });
      const { token } = await work.lease('BUILDER', { runId });
      await waitForFiles(real);
      const built = await sentBy(async () => expect((await work.build(token)).errors).toEqual([]));
      const lease = await work.lease('CI', { runId });
      await waitForFiles(real);
      const snapshot = await sentBy(async () =>
        expect((await work.ci({ leaseToken: lease.token })).errors).toEqual([]),
      );
      for (const sent of [built, snapshot]) {
        const [intent, outcome] = sent.filter(({ name }) => name.startsWith('commit_work')).map(({ at }) => at);
        const meanwhile = sent.filter(
          ({ name, at }) => name === 'layout_read_changed' && at > intent! && at < outcome!,
        );
        // Refs that take long do not hide the state before.
        expect(meanwhile.length).toBeLessThanOrEqual(Math.floor((outcome! - intent!) / SETTLING_MS));
      }
    } finally {
      await real.close();
      await repository.remove();
    }
  }, 60_000);
});

describe('a server that stops', () => {
  it('F2: renders what is behind before it leaves the database', async () => {
    const leaving = await TestServer.open(database.url, server.root);
    await leaving.start(runId, planOf([2]));
    for (const state of WAY) await move(leaving, runId, 'p0', state);
    await leaving.close();
    expect(displayedState(server)).toBe('COMPLETE');
    expect(await server.outbox(runId)).toBe(0);
    expect(await server.layout.isUpToDate(runId)).toBe(true);
  });
});
