/** The file layout on a real database and a real disk: F1 to F5. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import pg from 'pg';

import type { PhaseState } from '../../src/domain/model/phase-state.js';
import { aPlannedPhase, aPlannedTier } from '../support/domain/builders.js';
import type { TestDatabase } from '../support/server/databases.js';
import { until } from '../support/waiting.js';
import { closePair, openPair, planOf, TestServer } from './file-layout.fixture.js';

/** Files of an incident pack without open issues. */
const PACK = 2;

let database: TestDatabase;
let server: TestServer;
/** On the same database and root; its commits leave work in the outbox and no files. */
let crashing: TestServer;
let outside: string;
let next = 0;
let runId: string;

beforeAll(async () => {
  ({ database, server, crashing } = await openPair());
});
afterAll(() => closePair({ database, server, crashing }));
beforeEach(() => {
  runId = `Run-${(next += 1)}`;
  outside = mkdtempSync(join(tmpdir(), 'autopack-outside-'));
});
afterEach(() => rmSync(outside, { recursive: true, force: true }));

/** The files are the ones that all rows together give: nothing else, nothing less, byte for byte. */
async function expectFilesOf(id: string): Promise<void> {
  const documents = (await server.layout.layout(id))!;
  const files = server.files(id);
  expect([...files.keys()].sort()).toEqual(documents.map(({ path }) => path).sort());
  const different = documents.find(({ path, content }) => content !== null && files.get(path) !== content);
  if (different) expect(files.get(different.path)).toBe(different.content);
  expect(await server.layout.isUpToDate(id)).toBe(true);
}

const changedFiles = (before: Map<string, string>, after: Map<string, string>): string[] =>
  [...after.keys()].filter((path) => after.get(path) !== before.get(path));

const versionOf = (content: string): number => Number(/^run_version: (\d+)$/m.exec(content)![1]);

describe('which files there are', () => {
  it('a started run has its summary and a file for each tier and phase (F2)', async () => {
    await server.start(runId, planOf([2, 1]));
    expect([...server.files(runId).keys()]).toEqual([
      'phases/phase_00_p0.md',
      'phases/phase_01_p1.md',
      'phases/phase_02_p2.md',
      'project_implementation_strategy_v1.json',
      'run_summary.md',
      'tiers/tier_00_Tier_t0.md',
      'tiers/tier_01_Tier_t1.md',
    ]);
    expect(await server.outbox(runId)).toBe(0);
    expect(await server.layout.isUpToDate(runId)).toBe(true);
  });

  it('a draft has its summary only, until it is sealed (S9)', async () => {
    await server.start(runId, planOf([1]), true);
    await server.followed(server.plans.addTier({ runId, key: null, expectedRunVersion: null }, aPlannedTier('late', ['late-1'])));
    expect([...server.files(runId).keys()]).toEqual(['run_summary.md']);
    expect(await server.layout.layout(runId)).toHaveLength(1);
    await server.seal(runId);
    expect(server.files(runId).size).toBe(6);
    await expectFilesOf(runId);
  });

  it('a draft that ends has all of them, as any run that has ended', async () => {
    await server.start(runId, planOf([1, 1]), true);
    await server.cancel(runId);
    expect(server.files(runId).size).toBe(5 + PACK);
    await expectFilesOf(runId);
  });

  it('a deleted run has none, and that is noted', async () => {
    await server.start(runId, planOf([1]));
    await server.cancel(runId);
    await server.delete(runId);
    expect(existsSync(server.path(runId))).toBe(false);
    expect(await server.sql('select from run_id where run_id = $1 and files_removed_at is not null', [runId])).toHaveLength(1);
  });

  it('the repair removes the directory of a run whose server crashed after the deletion', async () => {
    await server.start(runId, planOf([1]));
    await server.cancel(runId);
    await crashing.delete(runId);
    expect(existsSync(server.path(runId))).toBe(true);
    await server.newRepair().tick();
    expect(existsSync(server.path(runId))).toBe(false);
    expect(await server.sql('select from run_id where run_id = $1 and files_removed_at is null', [runId])).toHaveLength(0);
  });
});

describe('a projection of the rows (F1)', () => {
  it('is rebuilt byte for byte when all files are gone', async () => {
    await server.start(runId, planOf([2, 1], { description: '# not a heading\n```\n<b>', acceptanceCriteria: ['a | b'] }));
    await server.complete(runId, 'p0');
    await server.move(runId, 'p1', 'EXECUTING', 7);
    const before = server.files(runId);
    rmSync(server.path(runId), { recursive: true });
    await server.layout.rebuild(runId);
    expect(server.files(runId)).toEqual(before);
  });

  it('the files that commands leave are the ones that all rows give, whatever the order of the moves', async () => {
    await server.start(runId, planOf([4, 60, 1, 1, 3, ...Array.from({ length: 60 }, () => 1)]));
    let seed = 20260301;
    const dice = (sides: number): number => ((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 10) % sides;
    const seen = server.files(runId);
    let marks = server.marks(runId);
    for (let step = 0; ; step += 1) {
      const [head] = await server.sql<{ index: number; state: PhaseState }>(
        'select phase_index as index, f.state from run r join phase f using (run_id) where run_id = $1 and phase_index = head_phase_index',
        [runId],
      );
      if (!head) break;
      const ahead = dice(4) === 0 ? 1 + dice(66) : 0;
      const onward = {
        QUEUED: dice(8) > 0 ? 'SKIPPED' : 'EXECUTING',
        EXECUTING: 'GATE',
        GATE: dice(4) > 0 ? 'CI_RUNNING' : 'QUEUED',
      } as const;
      const state = ahead > 0 ? 'SKIPPED' : head.state in onward ? onward[head.state as keyof typeof onward] : 'COMPLETE';
      const target = { runId, phaseId: `p${head.index + ahead}`, key: null, expectedRunVersion: null };
      await server.followed(server.lifecycle.movePhase(target, { state, addTokens: dice(2) * 5, note: null }));
      const later = server.marks(runId);
      for (const path of changedFiles(marks, later)) {
        // What changed says so (F3).
        const content = readFileSync(server.path(runId, path), 'utf8');
        if (content !== seen.get(path)) expect(versionOf(content)).toBeGreaterThan(versionOf(seen.get(path)!));
        seen.set(path, content);
      }
      marks = later;
      if (step % 10 === 0) await expectFilesOf(runId);
    }
    expect(seen.get('run_summary.md')).toMatch(/^state: DONE_/m);
    await expectFilesOf(runId);
  });

  it('a run that ends early leaves the files that all rows give', async () => {
    await server.start(runId, planOf([60, 2]));
    await server.complete(runId, 'p0');
    await server.move(runId, 'p40', 'SKIPPED');
    await server.move(runId, 'p1', 'EXECUTING');
    const before = server.marks(runId);
    await server.move(runId, 'p1', 'FAILED', 5, 'no\n```way');
    await expectFilesOf(runId);
    // Phases that had ended before are not touched.
    const changed = changedFiles(before, server.marks(runId));
    expect(changed).toHaveLength(60 + 2 + 1 + PACK);
    expect(changed).not.toContain('phases/phase_00_p0.md');
    expect(changed).not.toContain('phases/phase_40_p40.md');
  });

  it('judges tiers outside the window too (B7, M1)', async () => {
    await server.start(runId, planOf(Array.from({ length: 70 }, () => 1)));
    await server.sql(`update tier set open_minor_issues = 3 where run_id = $1 and tier_index in (66, 68)`, [runId]);
    await server.sql(`update tier set open_major_issues = 1 where run_id = $1 and tier_index = 64`, [runId]);
    await server.sql(`update run set open_minor_issues = 3 where run_id = $1`, [runId]);
    await server.move(runId, 'p0', 'EXECUTING');
    expect(server.files(runId).get('run_summary.md')).toContain('tiers_not_clean: 3');
    expect(server.files(runId).get('run_summary.md')).toContain('debt_status: EXCESS_MINOR_ISSUES');
    await server.layout.rebuild(runId);
    await expectFilesOf(runId);
  });

  it('a rebuild sweeps away what does not belong, and leaves what is not its own', async () => {
    await server.start(runId, planOf([1]));
    const strays = ['phases/phase_07_gone.md', 'tiers/tier_09_gone.md', '.autopack-0123abcd-7.tmp', 'phases/.autopack-0123abcd-8.tmp'];
    const foreign = ['attempts/1/patch.diff', 'incident/log.txt', 'notes.md', 'phases/my-notes.md'];
    for (const path of [...strays, ...foreign]) {
      mkdirSync(dirname(server.path(runId, path)), { recursive: true });
      writeFileSync(server.path(runId, path), 'x');
    }
    await server.layout.rebuild(runId);
    expect(strays.filter((path) => existsSync(server.path(runId, path)))).toEqual([]);
    expect(foreign.filter((path) => !existsSync(server.path(runId, path)))).toEqual([]);
    expect(await server.layout.isUpToDate(runId)).toBe(true);
  });

  it('a rebuild of all runs and projects tells of each', async () => {
    await server.start(runId, planOf([1]));
    rmSync(server.root, { recursive: true });
    const reported: string[] = [];
    const totals = await server.layout.rebuildAll((id) => reported.push(id));
    const runs = await server.sql<{ run_id: string }>('select run_id from run order by run_id');
    const projects = await server.sql<{ project_id: string }>('select project_id from project order by project_id');
    expect(reported).toEqual([...runs.map((run) => run.run_id), ...projects.map((project) => `_projects/${project.project_id}`)]);
    expect(totals).toEqual({ rebuilt: runs.length + projects.length, failed: 0 });
    expect([...server.files('_projects/default').keys()]).toEqual(['project_issue_backlog.json']);
    for (const run of runs) expect(await server.layout.isUpToDate(run.run_id)).toBe(true);
  });

  it('a folder that somebody removed is filled again by the next change', async () => {
    await server.start(runId, planOf([3]));
    rmSync(server.path(runId, 'phases'), { recursive: true });
    await server.move(runId, 'p0', 'EXECUTING');
    await expectFilesOf(runId);
  });

  it('a query answers documents from rows: size, hash and version fit the content', async () => {
    await server.start(runId, planOf([1]));
    rmSync(server.path(runId), { recursive: true });
    const document = (await server.layout.artefact(runId, 'phases/phase_00_p0.md'))!;
    expect(document).toMatchObject({ kind: 'phase_summary', runVersion: 1, sizeBytes: Buffer.byteLength(document.content!) });
    expect(await server.layout.artefact(runId, '../../etc/passwd')).toBeNull();
    expect(await server.layout.artefact(runId, 'phases/phase_01_p1.md')).toBeNull();
    expect(await server.layout.layout('no-such-run')).toBeNull();
    expect(await server.layout.rebuild('no-such-run')).toBeNull();
    expect(await server.layout.isUpToDate(runId)).toBe(false);
  });
});

describe('what the frozen strategy says of a phase', () => {
  const RULES = { categories: { docs: { complexity: 'high', autoApply: false, auditorProfile: 'own-review' } } };
  const FILE = 'phases/phase_00_p0.md';
  const WITH_CARE = '| docs | HIGH | TWEAK_LIGHT | STRICT | no | own-review | no |';
  const REASON = '- `ci_profile`: strict, because the complexity is HIGH (ruleset v1)';
  const plan = () => planOf([2, 1], { taskCategory: 'docs', builderMode: 'TWEAK_LIGHT' });
  const startWithRules = async (draft = false) => {
    await server.project(runId);
    await server.publish(runId, RULES);
    await server.start(runId, plan(), draft, runId);
  };
  const slices = async () => {
    const rows = await server.sql<{ document: object }>(
      'select s.document from phase_strategy s join phase f using (run_id, phase_id) where run_id = $1 order by f.phase_index',
      [runId],
    );
    return rows.map(({ document }) => document);
  };

  it('P3, F1: shows in its file with the reasons, stays there with every move, and comes back byte for byte', async () => {
    await startWithRules();
    const started = server.files(runId).get(FILE)!;
    for (const text of [WITH_CARE, REASON, 'ci_profile: STRICT\nauto_apply: false\nauditor_profile: own-review']) {
      expect(started).toContain(text);
    }
    await server.complete(runId, 'p0');
    await server.move(runId, 'p1', 'EXECUTING');
    const moved = server.files(runId).get(FILE)!;
    expect(moved).toContain('state: COMPLETE');
    expect(moved).toContain(WITH_CARE);
    expect(moved).toContain(REASON);
    await expectFilesOf(runId);
    const before = server.files(runId);
    rmSync(server.path(runId), { recursive: true });
    await server.layout.rebuild(runId);
    expect(server.files(runId)).toEqual(before);
  });

  it('P3, F1: is the strategy’s own part for each phase, of a draft as soon as it is sealed, and goes with the run', async () => {
    await startWithRules(true);
    expect(await slices()).toEqual([]);
    await server.followed(server.plans.addTier({ runId, key: null, expectedRunVersion: null }, aPlannedTier('late', ['late-1'])));
    expect(await slices()).toEqual([]);
    await server.seal(runId);
    const { strategy } = server.json(runId, 'project_implementation_strategy_v1.json');
    expect(strategy.phases).toHaveLength(4);
    expect(await slices()).toEqual(strategy.phases);
    expect(server.files(runId).get(FILE)).toContain(WITH_CARE);
    expect(server.files(runId).get(FILE)).toContain(REASON);
    await expectFilesOf(runId);
    await server.cancel(runId);
    await server.delete(runId);
    expect(await server.sql('select from phase_strategy where run_id = $1', [runId])).toEqual([]);
  });

  it('P3, F1: a run older than strategies shows its rows alone, and so does one that ended as a draft', async () => {
    await startWithRules();
    await server.sql('delete from phase_strategy where run_id = $1', [runId]);
    await server.move(runId, 'p0', 'EXECUTING');
    await server.layout.rebuild(runId);
    expect(server.files(runId).get(FILE)).toContain('| docs | HIGH | TWEAK_LIGHT | no |');
    await expectFilesOf(runId);
    const draft = `${runId}-draft`;
    await server.start(draft, plan(), true, runId);
    await server.cancel(draft);
    expect(server.files(draft).get(FILE)).toContain('| Category | Complexity | Builder mode | No change allowed |');
    await expectFilesOf(draft);
  });
});

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

  it('rows are read under the lock: what was committed while another server held it is shown', async () => {
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
    expect(changedFiles(before, server.marks(runId))).toEqual(['phases/phase_01_p1.md', 'run_summary.md', 'tiers/tier_00_Tier_t0.md']);
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
    for (const path of ['run_summary.md', 'tiers/tier_00_Tier_t0.md', 'phases/phase_01_p1.md', 'issues/phase_01_p1_issues.json']) {
      const { sent } = await read(small, path);
      expect(sent).toEqual((await read(large, path)).sent);
      expect(sent).not.toContain('layout_read_whole');
      expect(sent.length).toBeLessThanOrEqual(2);
    }
    await server.cancel(small);
    for (const id of [small, large]) {
      for (const document of (await server.layout.layout(id))!) expect((await read(id, document.path)).document).toEqual(document);
    }
    for (const path of ['phases/phase_001_p1.md', 'phases/phase_01_p2.md', 'tiers/tier_99999999999_t.md', 'incident/README.md'])
      expect((await read(large, path)).document).toBeNull();
    const draft = `${runId}-draft`;
    await server.start(draft, planOf([1]), true);
    expect([(await read(draft, 'run_summary.md')).document, (await read(draft, 'phases/phase_00_p0.md')).document]).toEqual([
      (await server.layout.layout(draft))![0],
      null,
    ]);
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
