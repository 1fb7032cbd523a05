/** The files of a run when disks fail, servers crash and links lead outside; and what a change costs (F2 to F5). */
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import pg from 'pg';

import { aPlannedPhase, aPlannedTier } from '../support/domain/builders.js';
import { until } from '../support/waiting.js';
import { planOf, TestServer } from './file-layout.fixture.js';
import {
  changedFiles,
  crashing,
  database,
  expectFilesOf,
  outside,
  runId,
  server,
  useLayoutServers,
  versionOf,
} from './file-layout-servers.fixture.js';

useLayoutServers();

describe('a disk that fails (F2)', () => {
  it('fails no command, is visible, and is repaired without help', async () => {
    const root = join(outside, 'runs');
    writeFileSync(root, 'a file where the root should be');
    const other = await TestServer.open(database.url, root);
    try {
      await other.start(runId, planOf([1]));
      await other.move(runId, 'p0', 'EXECUTING');
      expect(await other.layout.isUpToDate(runId)).toBe(false);
      expect(other.failures).toMatchObject({ failingRuns: 1, total: 2 });
      expect((await other.layout.rebuild(runId))?.length).toBe(4);
      expect(other.failures.isFailing('_projects/default')).toBe(true);
      await other.age();
      await other.repair.tick();
      expect(await other.outbox(runId)).toBe(2);
      unlinkSync(root);
      await other.repair.tick();
      expect(await other.outbox(runId)).toBe(0);
      expect(other.failures.failingRuns).toBe(0);
      expect(await other.layout.isUpToDate(runId)).toBe(true);
    } finally {
      await other.close();
    }
  });

  it('a run that cannot be written holds up no other in its batch', async () => {
    const good = `${runId}-good`;
    await server.start(runId, planOf([1]));
    await server.start(good, planOf([1]));
    rmSync(server.path(runId), { recursive: true });
    writeFileSync(server.path(runId), 'in the way');
    await crashing.move(runId, 'p0', 'EXECUTING');
    await crashing.move(good, 'p0', 'EXECUTING');
    // The first is a batch of its own; the others wait for the next, and share it.
    await Promise.all(['no-such-run', runId, good].map((id) => server.projector.refresh(id)));
    expect(await server.layout.isUpToDate(good)).toBe(true);
    expect(await server.layout.isUpToDate(runId)).toBe(false);
    unlinkSync(server.path(runId));
    await server.move(runId, 'p0', 'GATE');
    await expectFilesOf(runId);
  });
});

describe('crashes and several servers (F3)', () => {
  it('what a crash left in the outbox is rendered at the next start, and half-written files go', async () => {
    await crashing.start(runId, planOf([2]));
    await crashing.move(runId, 'p0', 'EXECUTING');
    mkdirSync(server.path(runId, 'phases'), { recursive: true });
    writeFileSync(server.path(runId, 'phases', '.autopack-deadbeef-1.tmp'), 'half a f');
    await server.age();
    await server.newRepair().tick();
    expect(await server.outbox(runId)).toBe(0);
    await expectFilesOf(runId);
  });

  it('the repair leaves young writes to the server that made them', async () => {
    await crashing.start(runId, planOf([1]));
    await server.newRepair().tick();
    expect(await server.outbox(runId)).toBe(1);
    await server.projector.refresh(runId);
    expect(await server.outbox(runId)).toBe(0);
  });

  it('a later change renders what an earlier one left', async () => {
    await server.start(runId, planOf([1, 1]));
    await crashing.move(runId, 'p0', 'SKIPPED');
    await server.move(runId, 'p1', 'EXECUTING');
    await expectFilesOf(runId);
  });

  it('rows are read under the lock: what was committed while another server held it is rendered', async () => {
    for (const id of [runId, `${runId}-free`]) await server.start(id, planOf([1]));
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('select pg_advisory_lock(hashtextextended($1, 20451))', [runId]);
    const target = { runId, phaseId: 'p0', key: null, expectedRunVersion: null };
    await server.lifecycle.movePhase(target, { state: 'EXECUTING', addTokens: 0, note: null });
    const displayed = server.projector.flush();
    const free = `${runId}-free`;
    await server.lifecycle.movePhase({ ...target, runId: free }, { state: 'EXECUTING', addTokens: 0, note: null });
    await until('another run to be rendered', () => server.layout.isUpToDate(free));
    expect(server.files(runId).get('phases/phase_00_p0.md')).toContain('state: QUEUED');
    await crashing.move(runId, 'p0', 'GATE');
    await holder.end();
    await displayed;
    expect(server.files(runId).get('phases/phase_00_p0.md')).toContain('state: GATE');
    await expectFilesOf(runId);
  });

  it('two servers with interleaved commands never let a file go back', async () => {
    const second = await TestServer.open(database.url, server.root);
    const runIds = [`${runId}-a`, `${runId}-b`, `${runId}-c`];
    try {
      for (const id of runIds) await server.start(id, planOf([12]));
      let watching = true;
      const seen = new Map<string, number>();
      const backward: string[] = [];
      const watch = (async () => {
        while (watching) {
          for (const id of runIds) {
            const version = versionOf(readFileSync(server.path(id, 'run_summary.md'), 'utf8'));
            if (version < (seen.get(id) ?? 0)) backward.push(`${id}: ${seen.get(id)} → ${version}`);
            seen.set(id, version);
          }
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      const drive = async (by: TestServer, id: string, from: number) => {
        for (let phase = from; phase < 12; phase += 2) {
          await by.move(id, `p${phase}`, 'SKIPPED');
          const displayed = server.files(id).get(`phases/phase_${String(phase).padStart(2, '0')}_p${phase}.md`);
          expect(displayed).toContain('state: SKIPPED');
        }
      };
      await Promise.all(runIds.flatMap((id) => [drive(server, id, 0), drive(second, id, 1)]));
      watching = false;
      await watch;
      expect(backward).toEqual([]);
      for (const id of runIds) await expectFilesOf(id);
    } finally {
      await second.close();
    }
  });

  it('a batch whose connection was cut after it wrote renders its runs again as a whole', async () => {
    await server.start(runId, planOf([2]));
    const store = server.store as unknown as { write: typeof server.store.write };
    const write = store.write.bind(server.store);
    let cut = false;
    store.write = async (id, files) => {
      const written = await write(id, files);
      if (cut || id !== runId) return written;
      cut = true;
      // As if another server had the lock meanwhile: it settles the outbox, and its newer file is overwritten by ours.
      await server.sql('delete from run_outbox where run_id = $1', [runId]);
      writeFileSync(server.path(runId, 'phases/phase_01_p1.md'), 'older');
      const [{ pid } = { pid: 0 }] = await server.sql<{ pid: number }>(
        `select pid from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()
         and database = (select oid from pg_database where datname = current_database())`,
      );
      await server.sql('select pg_terminate_backend($1)', [pid]);
      // The connection hears of its end while no query is under way.
      await new Promise((resolve) => setTimeout(resolve, 50));
      return written;
    };
    try {
      await server.move(runId, 'p0', 'EXECUTING');
    } finally {
      Reflect.deleteProperty(store, 'write');
    }
    expect(cut).toBe(true);
    await expectFilesOf(runId);
    expect(server.projector.doubtfulRuns).toEqual([]);
  });
});

describe('cost (F4)', () => {
  it('a transition writes the files of its phase, its tier and run_summary.md only', async () => {
    await server.start(runId, planOf([3, 2]));
    await server.complete(runId, 'p0');
    const before = server.marks(runId);
    await server.move(runId, 'p1', 'EXECUTING');
    expect(changedFiles(before, server.marks(runId))).toEqual([
      'phases/phase_01_p1.md',
      'run_summary.md',
      'tiers/tier_00_Tier_t0.md',
    ]);
  });

  it('sends the same statements for 3 and for 1,000 phases', async () => {
    await server.start(`${runId}-small`, planOf([3]));
    await server.start(`${runId}-large`, planOf(Array.from({ length: 20 }, () => 50)));
    const count = (id: string) => server.statementsOf(() => server.move(id, 'p0', 'EXECUTING'));
    const small = await count(`${runId}-small`);
    expect(small).toEqual(['layout_lock_runs', 'layout_read_changed', 'layout_settle_runs']);
    expect(await count(`${runId}-large`)).toEqual(small);
    await server.cancel(`${runId}-large`);
    await expectFilesOf(`${runId}-large`);
  }, 60_000);

  it('F4: one document is read by the same few statements whatever the run’s size, and shows what the whole run gives', async () => {
    const [small, large] = [`${runId}-small`, `${runId}-large`];
    for (const [id, sizes] of [
      [small, [3]],
      [large, [2, 70, ...Array.from({ length: 60 }, () => 1)]],
    ] as const) {
      await server.start(id, planOf(sizes));
      await server.complete(id, 'p0');
      await server.record(id, 'p1', 'a', { issueKey: 'b', severity: 'MAJOR' });
    }
    const read = async (id: string, path: string) => {
      let document: unknown;
      const sent = await server.statementsOf(async () => void (document = await server.layout.artefact(id, path)));
      return { document, sent };
    };
    for (const path of [
      'run_summary.md',
      'tiers/tier_00_Tier_t0.md',
      'phases/phase_01_p1.md',
      'issues/phase_01_p1_issues.json',
    ]) {
      const { sent } = await read(small, path);
      expect(sent).toEqual((await read(large, path)).sent);
      expect(sent).not.toContain('layout_read_whole');
      expect(sent.length).toBeLessThanOrEqual(2);
    }
    await server.cancel(small);
    for (const id of [small, large]) {
      for (const document of (await server.layout.layout(id))!)
        expect((await read(id, document.path)).document).toEqual(document);
    }
    for (const path of [
      'phases/phase_001_p1.md',
      'phases/phase_01_p2.md',
      'tiers/tier_99999999999_t.md',
      'incident/README.md',
    ])
      expect((await read(large, path)).document).toBeNull();
    const draft = `${runId}-draft`;
    await server.start(draft, planOf([1]), true);
    expect([
      (await read(draft, 'run_summary.md')).document,
      (await read(draft, 'phases/phase_00_p0.md')).document,
    ]).toEqual([(await server.layout.layout(draft))![0], null]);
  });

  it('concurrent commands share batches', async () => {
    const ids = Array.from({ length: 16 }, (_, i) => `${runId}-${i}`);
    for (const id of ids) await server.start(id, planOf([1]));
    const statements = await server.statementsOf(async () => {
      await Promise.all(ids.map((id) => server.move(id, 'p0', 'EXECUTING')));
    });
    expect(statements.length).toBeLessThan(ids.length * 2);
    for (const id of ids) expect(await server.layout.isUpToDate(id)).toBe(true);
  });
});

describe('never outside the root (F5)', () => {
  it('a link in place of the run directory is not followed', async () => {
    await server.start(runId, planOf([1]));
    rmSync(server.path(runId), { recursive: true });
    symlinkSync(outside, server.path(runId));
    await server.move(runId, 'p0', 'EXECUTING');
    expect((await server.projector.rebuild(runId))?.failure?.message).toContain('symbolic link');
    expect(readdirSync(outside)).toEqual([]);
    expect(await server.layout.isUpToDate(runId)).toBe(false);
    await server.cancel(runId);
    writeFileSync(join(outside, 'precious'), 'x');
    await server.delete(runId);
    expect(readdirSync(outside)).toEqual(['precious']);
    expect(lstatSync(server.path(runId), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('a link in place of a folder in it is not followed, and the folder comes back when the link is gone', async () => {
    await server.start(runId, planOf([1]));
    const good = server.files(runId);
    for (const path of ['tiers', 'phases']) {
      rmSync(server.path(runId, path), { recursive: true });
      symlinkSync(outside, server.path(runId, path));
    }
    writeFileSync(join(outside, 'tier_05_x.md'), 'not ours');
    await server.move(runId, 'p0', 'EXECUTING');
    await server.layout.rebuild(runId);
    expect(readdirSync(outside)).toEqual(['tier_05_x.md']);
    expect(server.failures.isFailing(runId)).toBe(true);
    for (const path of ['tiers', 'phases']) unlinkSync(server.path(runId, path));
    await server.age();
    await server.repair.tick();
    expect(server.files(runId).size).toBe(good.size);
    await expectFilesOf(runId);
  });

  it('a link in place of a file is replaced; what it points at stays', async () => {
    await server.start(runId, planOf([1]));
    const target = join(outside, 'target');
    writeFileSync(target, readFileSync(server.path(runId, 'run_summary.md')));
    unlinkSync(server.path(runId, 'run_summary.md'));
    symlinkSync(target, server.path(runId, 'run_summary.md'));
    expect(await server.layout.isUpToDate(runId)).toBe(false);
    const before = readFileSync(target, 'utf8');
    await server.move(runId, 'p0', 'EXECUTING');
    expect(lstatSync(server.path(runId, 'run_summary.md')).isFile()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe(before);
    await expectFilesOf(runId);
  });

  it('names and ids that look like paths stay names', async () => {
    const phase = aPlannedPhase('a.b', { name: '../../../etc' });
    await server.start(runId, [aPlannedTier('t', [], { name: '../../../../tmp/evil\u0007 \u202e', phases: [phase] })]);
    expect([...server.files(runId).keys()]).toEqual([
      'phases/phase_00_a.b.md',
      'project_implementation_strategy_v1.json',
      'run_summary.md',
      'tiers/tier_00_........tmpevil_.md',
    ]);
    await expect(server.store.write('..', [{ path: 'run_summary.md', content: '' }])).rejects.toThrow('No directory');
    await expect(server.store.write(runId, [{ path: '../x.md', content: '' }])).rejects.toThrow('not the path');
    await expect(server.store.remove('.')).rejects.toThrow('No directory');
  });
});
