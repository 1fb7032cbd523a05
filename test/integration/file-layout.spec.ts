/** The files of a run on a real database and a real disk: which there are, and that rows alone decide their content (F1, F2, P3). */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import type { PhaseState } from '../../src/domain/model/phase-state.js';
import { aPlannedTier } from '../support/domain/builders.js';
import { planOf } from './file-layout.fixture.js';
import {
  changedFiles,
  crashing,
  expectFilesOf,
  PACK,
  runId,
  server,
  useLayoutServers,
  versionOf,
} from './file-layout-servers.fixture.js';

useLayoutServers();

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
    await server.followed(
      server.plans.addTier({ runId, key: null, expectedRunVersion: null }, aPlannedTier('late', ['late-1'])),
    );
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

  it('a deleted run has none, and that is recorded', async () => {
    await server.start(runId, planOf([1]));
    await server.cancel(runId);
    await server.delete(runId);
    expect(existsSync(server.path(runId))).toBe(false);
    expect(
      await server.sql('select from run_id where run_id = $1 and files_removed_at is not null', [runId]),
    ).toHaveLength(1);
  });

  it('the repair removes the directory of a run whose server crashed after the deletion', async () => {
    await server.start(runId, planOf([1]));
    await server.cancel(runId);
    await crashing.delete(runId);
    expect(existsSync(server.path(runId))).toBe(true);
    await server.newRepair().tick();
    expect(existsSync(server.path(runId))).toBe(false);
    expect(await server.sql('select from run_id where run_id = $1 and files_removed_at is null', [runId])).toHaveLength(
      0,
    );
  });
});

describe('a projection of the rows (F1)', () => {
  it('is rebuilt byte for byte when all files are gone', async () => {
    await server.start(
      runId,
      planOf([2, 1], { description: '# not a heading\n```\n<b>', acceptanceCriteria: ['a | b'] }),
    );
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
      const state =
        ahead > 0 ? 'SKIPPED' : head.state in onward ? onward[head.state as keyof typeof onward] : 'COMPLETE';
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
    const strays = [
      'phases/phase_07_gone.md',
      'tiers/tier_09_gone.md',
      '.autopack-0123abcd-7.tmp',
      'phases/.autopack-0123abcd-8.tmp',
    ];
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

  it('a rebuild of all runs and projects reports each', async () => {
    await server.start(runId, planOf([1]));
    rmSync(server.root, { recursive: true });
    const reported: string[] = [];
    const totals = await server.layout.rebuildAll((id) => reported.push(id));
    const runs = await server.sql<{ run_id: string }>('select run_id from run order by run_id');
    const projects = await server.sql<{ project_id: string }>('select project_id from project order by project_id');
    expect(reported).toEqual([
      ...runs.map((run) => run.run_id),
      ...projects.map((project) => `_projects/${project.project_id}`),
    ]);
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
    expect(document).toMatchObject({
      kind: 'phase_summary',
      runVersion: 1,
      sizeBytes: Buffer.byteLength(document.content!),
    });
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
    await server.followed(
      server.plans.addTier({ runId, key: null, expectedRunVersion: null }, aPlannedTier('late', ['late-1'])),
    );
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
