/** Issue files and the frozen strategy on a real database and a real disk. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import canonicalize from 'canonicalize';

import { planOf, TestServer } from './file-layout.fixture.js';
import {
  changedFiles,
  crashing,
  database,
  expectFilesOf,
  runId,
  server,
  useLayoutServers,
} from './file-layout-servers.fixture.js';

useLayoutServers();

const PHASE_FILE = 'issues/phase_00_p0_issues.json';
const INDEX = 'issues/run_issue_index.json';
const STRATEGY = 'project_implementation_strategy_v1.json';

describe('what a recording leaves', () => {
  it('Q2: is in the files of the three levels', async () => {
    await server.start(runId, planOf([1, 1]), false, 'default');
    const key = `q2__${runId}`;
    await server.record(runId, 'p0', {
      issueKey: key,
      severity: 'MAJOR',
      source: 'SELF_DOUBT',
      description: 'why',
      evidenceRefs: ['a'],
    });
    await server.record(runId, 'p1', key);
    expect(server.json(runId, PHASE_FILE)).toMatchObject({
      run_id: runId,
      phase_id: 'p0',
      tier_id: 't0',
      issues: [
        {
          issue_key: key,
          severity: 'major',
          source: 'self_doubt',
          description: 'why',
          evidence_refs: ['a'],
          open: true,
        },
      ],
      minor_issue_count: 0,
      major_issue_count: 1,
      issue_state: 'has_major_issues',
    });
    expect(server.json(runId, INDEX).issues_by_key[key]).toEqual({
      category: 'style',
      severity: 'major',
      effective_severity: 'major',
      occurrence_count: 2,
      first_phase_index: 0,
      last_phase_index: 1,
      seen_in_tiers: ['t0', 't1'],
      seen_in_phases: ['p0', 'p1'],
    });
    await server.cancel(runId);
    expect(server.json('_projects/default/project_issue_backlog.json').issues_by_key[key]).toMatchObject({
      base_severity: 'major',
      status: 'needs_cleanup',
      age_in_runs: 1,
      age_in_tiers: 2,
      occurrence_count: 2,
      first_seen_run_id: runId,
    });
  });

  it('F4: is the phase’s issue file, the index, and the files of phase, tier and run', async () => {
    await server.start(runId, planOf([2, 1]));
    await server.record(runId, 'p1', 'a');
    const before = server.marks(runId);
    await server.record(runId, 'p0', 'a', 'b');
    expect(changedFiles(before, server.marks(runId))).toEqual([
      PHASE_FILE,
      INDEX,
      'phases/phase_00_p0.md',
      'run_summary.md',
      'tiers/tier_00_Tier_t0.md',
    ]);
    await expectFilesOf(runId);
  });

  it('F4: costs one statement more than a move; a move after it costs none more', async () => {
    await server.start(runId, planOf([2]));
    const move = ['layout_lock_runs', 'layout_read_changed', 'layout_settle_runs'];
    const recording = ['layout_lock_runs', 'layout_read_changed', 'layout_read_issues', 'layout_settle_runs'];
    expect(await server.statementsOf(() => server.record(runId, 'p0', 'a'))).toEqual(recording);
    expect(await server.statementsOf(() => server.record(runId, 'p1', 'b'))).toEqual(recording);
    for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING'] as const) {
      expect(await server.statementsOf(() => server.move(runId, 'p0', state))).toEqual(move);
    }
    // Completion closes what the attempt did not report.
    expect(await server.statementsOf(() => server.move(runId, 'p0', 'COMPLETE'))).toEqual(recording);
    expect(await server.statementsOf(() => server.move(runId, 'p1', 'EXECUTING'))).toEqual(move);
  });

  it('F3: a completion that closes issues shows in the phase’s file, not in the index', async () => {
    await server.start(runId, planOf([2]));
    await server.record(runId, 'p0', 'closes');
    await server.move(runId, 'p0', 'EXECUTING');
    await server.record(runId, 'p0', 'stays');
    await server.move(runId, 'p0', 'GATE');
    await server.move(runId, 'p0', 'CI_RUNNING');
    const before = server.marks(runId);
    await server.move(runId, 'p0', 'COMPLETE');
    expect(changedFiles(before, server.marks(runId))).toEqual([
      PHASE_FILE,
      'phases/phase_00_p0.md',
      'run_summary.md',
      'tiers/tier_00_Tier_t0.md',
    ]);
    const file = server.json(runId, PHASE_FILE);
    expect(file.issues).toMatchObject([
      { issue_key: 'closes', open: false },
      { issue_key: 'stays', open: true },
    ]);
    expect(file.minor_issue_count).toBe(2);
    expect(file.run_version).toBeGreaterThan(server.json(runId, INDEX).run_version);
    expect(server.files(runId).get('run_summary.md')).toContain('2 minor (1 open), 0 major (0 open).');
    expect(server.files(runId).get('run_summary.md')).toContain('open_minor_issues: 1');
    await expectFilesOf(runId);
  });

  it('F3: every document says which event it shows, and the API says the same', async () => {
    await server.start(runId, planOf([2]));
    await server.record(runId, 'p1', 'a');
    await server.record(runId, 'p0', 'a');
    const documents = (await server.layout.layout(runId))!.filter(({ path }) => path.endsWith('.json'));
    expect(documents.map(({ path, kind, runVersion }) => [path, kind, runVersion])).toEqual([
      [PHASE_FILE, 'phase_issues', 3],
      ['issues/phase_01_p1_issues.json', 'phase_issues', 2],
      [INDEX, 'run_issue_index', 3],
      [STRATEGY, 'strategy', 1],
    ]);
    for (const { path, runVersion } of documents) expect(server.json(runId, path).run_version).toBe(runVersion);
    expect((await server.layout.artefact(runId, INDEX))?.kind).toBe('run_issue_index');
  });

  it('F6: the strategy file holds what was hashed', async () => {
    await server.start(runId, planOf([2]));
    const { run_id, hash, strategy } = server.json(runId, STRATEGY);
    const [row] = await server.sql<{ hash: string }>('select hash from strategy where run_id = $1', [runId]);
    expect({ run_id, hash }).toEqual({ run_id: runId, hash: row!.hash });
    expect(createHash('sha256').update(canonicalize(strategy)!).digest('hex')).toBe(hash);
  });

  it('S9: a draft has its summary only; sealed, it has everything; so has one that ends', async () => {
    const ending = `${runId}-ending`;
    for (const id of [runId, ending]) {
      await server.start(id, planOf([1]), true);
      await server.record(id, 'p0', 'a');
      expect([...server.files(id).keys()]).toEqual(['run_summary.md']);
    }
    await server.seal(runId);
    expect([...server.files(runId).keys()]).toEqual(expect.arrayContaining([PHASE_FILE, INDEX, STRATEGY]));
    await server.cancel(ending);
    expect([...server.files(ending).keys()]).toEqual(expect.arrayContaining([PHASE_FILE, INDEX]));
    expect(server.files(ending).has(STRATEGY)).toBe(false);
    await expectFilesOf(runId);
    await expectFilesOf(ending);
  });

  it('S9: a run of old times, without a strategy, has files all the same', async () => {
    await server.start(runId, planOf([1]));
    await server.sql('delete from phase_strategy where run_id = $1', [runId]);
    await server.sql('delete from strategy where run_id = $1', [runId]);
    await server.record(runId, 'p0', 'a');
    await server.layout.rebuild(runId);
    expect(server.files(runId).has(STRATEGY)).toBe(false);
    expect(await server.layout.isUpToDate(runId)).toBe(true);
  });
});

describe('a projection of the rows', () => {
  it('F1: everything that was deleted comes back byte for byte', async () => {
    await server.project('deleted');
    await server.start(runId, planOf([2, 1]), false, 'deleted');
    await server.record(runId, 'p0', 'a', {
      issueKey: 'b',
      severity: 'MAJOR',
      description: '"\n\u2028',
      evidenceRefs: ['x', 'y'],
    });
    await server.complete(runId, 'p0');
    await server.publish('deleted', { safetyProfile: 'normal', aging: { normal: { runs: 4 } } });
    server.projects.projectChanged('deleted');
    await server.projects.flush();
    await server.cancel(runId);
    const before = [server.files(runId), server.files('_projects/deleted')];
    expect(before.map((files) => files.size)).toEqual([9 + 2, 2]);
    for (const { run_id } of await server.sql<{ run_id: string }>('select run_id from run'))
      rmSync(server.path(run_id), { recursive: true });
    rmSync(server.path('_projects'), { recursive: true });
    await server.layout.rebuild(runId);
    expect([server.files(runId), server.files('_projects/deleted')]).toEqual(before);
  });

  it('F1: recordings and moves leave the files that all rows give', async () => {
    await server.start(runId, planOf([3, 2, 2]));
    let seed = 20260801;
    const dice = (sides: number): number => ((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 10) % sides;
    for (let phase = 0; phase < 7; phase += 1) {
      for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE'] as const) {
        if (dice(2) === 0) {
          const severity = dice(5) === 0 ? 'MAJOR' : 'MINOR';
          await server.record(runId, `p${dice(7)}`, { issueKey: `k${dice(4)}`, severity, expectedFail: dice(4) === 0 });
        }
        await server.move(runId, `p${phase}`, state);
      }
      await expectFilesOf(runId);
    }
    expect(server.files(runId).get('run_summary.md')).toMatch(/^state: DONE_SUCCESS$/m);
  });

  it('F1: a rebuild sweeps away issue files and strategies that do not belong', async () => {
    await server.start(runId, planOf([1]));
    await server.record(runId, 'p0', 'a');
    const strays = [
      'issues/phase_07_gone_issues.json',
      'project_implementation_strategy_v9.json',
      'issues/.autopack-0123abcd-8.tmp',
    ];
    for (const path of [...strays, 'issues/notes.json']) writeFileSync(server.path(runId, path), 'x');
    await server.layout.rebuild(runId);
    expect(strays.filter((path) => existsSync(server.path(runId, path)))).toEqual([]);
    expect(existsSync(server.path(runId, 'issues/notes.json'))).toBe(true);
    expect(await server.layout.isUpToDate(runId)).toBe(true);
  });

  it('F2: the first recording makes its folder; one that was removed is filled again by the next change of issues', async () => {
    await server.start(runId, planOf([2]));
    expect(await server.statementsOf(() => server.record(runId, 'p0', 'a'))).not.toContain('layout_read_whole');
    await server.record(runId, 'p1', 'b');
    rmSync(server.path(runId, 'issues'), { recursive: true });
    await server.record(runId, 'p1', 'c');
    await expectFilesOf(runId);
  });
});

describe('crashes and several servers', () => {
  it('F3: what a crash left unwritten is written by the repair', async () => {
    await server.start(runId, planOf([2]));
    await crashing.record(runId, 'p0', 'a');
    expect(existsSync(server.path(runId, 'issues'))).toBe(false);
    mkdirSync(server.path(runId, 'issues'));
    writeFileSync(server.path(runId, 'issues/.autopack-deadbeef-1.tmp'), 'half a f');
    await server.age();
    await server.newRepair().tick();
    expect(await server.outbox(runId)).toBe(0);
    await expectFilesOf(runId);
  });

  it('F3: a later move writes the issue files that a crash left out', async () => {
    await server.start(runId, planOf([2]));
    await crashing.record(runId, 'p1', 'a');
    await server.move(runId, 'p0', 'EXECUTING');
    await expectFilesOf(runId);
  });

  it('F3: two servers that record together never let a file go back', async () => {
    const second = await TestServer.open(database.url, server.root);
    try {
      await server.start(runId, planOf([2]));
      await server.record(runId, 'p0', 'shared');
      let watching = true;
      const backward: string[] = [];
      const watch = (async () => {
        for (let last = 0; watching; await new Promise((resolve) => setImmediate(resolve))) {
          const { run_version, issues_by_key } = server.json(runId, INDEX);
          const displayed = run_version * 1_000 + issues_by_key.shared.occurrence_count;
          if (displayed < last) backward.push(`${last} → ${displayed}`);
          last = displayed;
        }
      })();
      const drive = async (by: TestServer, phaseId: string) => {
        for (let i = 0; i < 12; i += 1) {
          await by.record(runId, phaseId, 'shared', `${phaseId}__${i}`);
          expect(Object.keys(server.json(runId, INDEX).issues_by_key)).toContain(`${phaseId}__${i}`);
        }
      };
      await server.sql('update run set max_minor_issues_total = 1000 where run_id = $1', [runId]);
      await Promise.all([drive(server, 'p0'), drive(second, 'p1')]);
      watching = false;
      await watch;
      expect(backward).toEqual([]);
      expect(server.json(runId, INDEX).issues_by_key.shared.occurrence_count).toBe(25);
      await expectFilesOf(runId);
    } finally {
      await second.close();
    }
  });
});

it('F5: a link in place of the folder of issues is not followed, and the folder comes back when the link is gone', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'autopack-outside-'));
  try {
    await server.start(runId, planOf([1]));
    await server.record(runId, 'p0', 'a');
    rmSync(server.path(runId, 'issues'), { recursive: true });
    symlinkSync(outside, server.path(runId, 'issues'));
    writeFileSync(join(outside, 'phase_05_x_issues.json'), 'not ours');
    await server.record(runId, 'p0', 'b');
    await server.layout.rebuild(runId);
    expect(readdirSync(outside)).toEqual(['phase_05_x_issues.json']);
    expect(server.failures.isFailing(runId)).toBe(true);
    unlinkSync(server.path(runId, 'issues'));
    await server.age();
    await server.repair.tick();
    await expectFilesOf(runId);
  } finally {
    rmSync(outside, { recursive: true });
  }
});
