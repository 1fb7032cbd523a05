/** The files of projects on a real database and a real disk: backlog and rulesets. */
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import pg from 'pg';

import { planOf, TestServer } from './file-layout.fixture.js';
import { crashing, database, outside, runId, server, useLayoutServers } from './file-layout-servers.fixture.js';

useLayoutServers();

let projectId: string;
let place: string;
beforeEach(async () => {
  projectId = `Project-of-${runId}`;
  place = `_projects/${projectId}`;
  await server.project(projectId);
});

const BACKLOG = 'project_issue_backlog.json';
const backlog = (): Record<string, { status: string; occurrence_count: number }> =>
  server.json(place, BACKLOG).issues_by_key;
const start = (id = runId) => server.start(id, planOf([3]), false, projectId);
/** The project announces its change, and its files follow. */
const changed = async (): Promise<void> => {
  server.projects.projectChanged(projectId);
  await server.projects.flush();
};

describe('when the backlog is written', () => {
  it('F2: when a run ends, before the command answers', async () => {
    await start();
    await server.record(runId, 'p0', 'a', { issueKey: 'b', severity: 'MAJOR' });
    expect(existsSync(server.path(place))).toBe(false);
    expect(await server.recorded(projectId)).toBe(true);
    await server.cancel(runId);
    expect(server.json(place, BACKLOG)).toMatchObject({
      project_id: projectId,
      issues_by_key: {
        a: { status: 'open', occurrence_count: 1 },
        b: { base_severity: 'major', last_seen_run_id: runId },
      },
    });
    expect(await server.recorded(projectId)).toBe(false);
  });

  it('F2: when the last phase completes too, also without any issue', async () => {
    await start();
    for (const phaseId of ['p0', 'p1', 'p2']) await server.complete(runId, phaseId);
    expect(server.json(place, BACKLOG)).toEqual({ project_id: projectId, issues_by_key: {} });
  });

  it('F2: otherwise at most once a minute, by the sweep', async () => {
    const repair = server.newRepair();
    await repair.tick();
    await start();
    await server.record(runId, 'p0', 'a');
    await repair.tick();
    expect(backlog()).toEqual({});
    await server.age();
    await repair.tick();
    expect(backlog()).toMatchObject({ a: { occurrence_count: 1 } });
    expect(await server.recorded(projectId)).toBe(false);
    await server.record(runId, 'p0', 'a');
    await repair.tick();
    expect(backlog()).toMatchObject({ a: { occurrence_count: 1 } });
  });

  it('F2: commands that end runs of a project together share renderings', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `${runId}-${i}`);
    for (const id of ids) await start(id);
    for (const id of ids) await server.record(id, 'p0', 'a');
    const sent = await server.statementsOf(async () => void (await Promise.all(ids.map((id) => server.cancel(id)))));
    expect(backlog()).toMatchObject({ a: { occurrence_count: 12 } });
    expect(sent.filter((name) => name === 'layout_read_backlog').length).toBeLessThan(ids.length);
  });

  it('Q6: shows what is computed: an issue that quiet runs have outlived is resolved', async () => {
    await start();
    await server.record(runId, 'p0', 'old');
    await server.cancel(runId);
    expect(backlog().old!.status).toBe('open');
    await server.publish(projectId, { aging: { normal: { runs: 1 }, resolvedAfterRuns: 2 } });
    await changed();
    expect(backlog().old!.status).toBe('needs_cleanup');
    for (const id of [`${runId}-2`, `${runId}-3`]) {
      await start(id);
      for (const phaseId of ['p0', 'p1', 'p2']) await server.complete(id, phaseId);
    }
    expect(backlog().old!.status).toBe('resolved');
  });
});

describe('rulesets', () => {
  it('F2: are there when the project has announced its change, as they were given', async () => {
    await server.publish(projectId, { safetyProfile: 'safety_critical', defaults: { run: { token_cap: 1 } } });
    await changed();
    const file = server.files(place).get('project_ruleset_v1.json');
    expect(file).toBe(
      '{\n  "safetyProfile": "safety_critical",\n  "defaults": {\n    "run": {\n      "token_cap": 1\n    }\n  }\n}\n',
    );
  });

  it('F2: that were published together are all written, older ones are not written again', async () => {
    for (const runs of [3, 4, 5]) await server.publish(projectId, { aging: { normal: { runs } } });
    await changed();
    const names = [BACKLOG, 'project_ruleset_v1.json', 'project_ruleset_v2.json', 'project_ruleset_v3.json'];
    expect([...server.files(place).keys()]).toEqual(names);
    const before = server.marks(place);
    await server.publish(projectId, { aging: { normal: { runs: 6 } } });
    await changed();
    const after = server.marks(place);
    expect([...after.keys()].filter((path) => after.get(path) !== before.get(path))).toEqual([
      BACKLOG,
      'project_ruleset_v4.json',
    ]);
  });

  it('F1: everything comes back byte for byte, and what does not belong goes', async () => {
    await server.publish(projectId, { safetyProfile: 'normal' });
    await server.publish(projectId, { safetyProfile: 'safety_critical' });
    await start();
    await server.record(runId, 'p0', 'a', 'b');
    await server.cancel(runId);
    const before = server.files(place);
    expect(before.size).toBe(3);
    rmSync(server.path(place), { recursive: true });
    expect(await server.layout.rebuildProject(projectId)).toBeNull();
    expect(server.files(place)).toEqual(before);
    rmSync(server.path(place), { recursive: true });
    await server.projects.refresh(projectId);
    expect(server.files(place)).toEqual(before);
    for (const path of ['project_ruleset_v9.json', '.autopack-0123abcd-7.tmp', 'mine.json'])
      writeFileSync(server.path(place, path), 'x');
    writeFileSync(server.path(place, 'project_ruleset_v1.json'), 'changed by hand');
    await server.layout.rebuild(runId);
    expect(server.files(place)).toEqual(new Map([['mine.json', 'x'], ...before]));
  });

  it('F1: a project that is not there has no files', async () => {
    expect(await server.layout.rebuildProject('no-such-project')).toBeNull();
    await server.projects.refresh('no-such-project');
    expect(existsSync(server.path('_projects/no-such-project'))).toBe(false);
  });
});

describe('a disk that fails', () => {
  it('F2: fails no command, is visible, and is repaired without help', async () => {
    mkdirSync(server.path('_projects'), { recursive: true });
    writeFileSync(server.path(place), 'in the way');
    await start();
    await server.record(runId, 'p0', 'a');
    await server.cancel(runId);
    expect(server.failures.isFailing(place)).toBe(true);
    expect(await server.layout.isUpToDate(runId)).toBe(true);
    expect(await server.recorded(projectId)).toBe(true);
    expect((await server.layout.rebuildProject(projectId))?.message).toContain('no folder');
    unlinkSync(server.path(place));
    await server.repair.tick();
    expect(backlog()).toMatchObject({ a: { occurrence_count: 1 } });
    expect(server.failures.isFailing(place)).toBe(false);
    await server.age();
    await server.repair.tick();
    expect(await server.recorded(projectId)).toBe(false);
  });
});

describe('crashes and several servers', () => {
  it('F3: what a server left that crashed after the commit is written by the sweep', async () => {
    await start();
    await crashing.record(runId, 'p0', 'a');
    await crashing.cancel(runId);
    await crashing.publish(projectId, { safetyProfile: 'normal' });
    expect(existsSync(server.path(place))).toBe(false);
    await server.age();
    await server.repair.tick();
    expect([...server.files(place).keys()]).toEqual([BACKLOG, 'project_ruleset_v1.json']);
    expect(backlog()).toMatchObject({ a: { occurrence_count: 1 } });
  });

  it('F3: a note that a crashed server has taken with it is made up for at the next start', async () => {
    await start();
    await crashing.record(runId, 'p0', 'a');
    await server.sql('delete from project_outbox where project_id = $1', [projectId]);
    await server.newRepair().tick();
    expect(backlog()).toMatchObject({ a: { occurrence_count: 1 } });
  });

  it('F3: rows are read under the lock: what was committed while another server held it is rendered', async () => {
    await start();
    await server.record(runId, 'p0', 'a');
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('select pg_advisory_lock(hashtextextended($1, 20452))', [projectId]);
    const waiting = server.cancel(runId);
    let answered = false;
    void waiting.then(() => (answered = true));
    await start(`${runId}-other`);
    await crashing.record(`${runId}-other`, 'p0', 'a');
    expect(answered).toBe(false);
    expect(existsSync(server.path(place))).toBe(false);
    await holder.end();
    await waiting;
    expect(backlog()).toMatchObject({ a: { occurrence_count: 2 } });
  });

  it('F3: a write that comes while the files are rendered is recorded again', async () => {
    await start();
    await server.record(runId, 'p0', 'a');
    const store = server.store as unknown as { write: typeof server.store.write };
    const write = store.write.bind(server.store);
    let late = false;
    store.write = async (where, files) => {
      if (where === place && !late) {
        late = true;
        await crashing.record(runId, 'p0', 'a');
      }
      return write(where, files);
    };
    try {
      await server.projects.refresh(projectId);
    } finally {
      Reflect.deleteProperty(store, 'write');
    }
    expect(late).toBe(true);
    expect(backlog()).toMatchObject({ a: { occurrence_count: 1 } });
    expect(await server.recorded(projectId)).toBe(true);
    await server.age();
    await server.repair.tick();
    expect(backlog()).toMatchObject({ a: { occurrence_count: 2 } });
  });

  it('F3: two servers that end runs of a project together never let its backlog go back', async () => {
    const second = await TestServer.open(database.url, server.root);
    try {
      const ids = Array.from({ length: 16 }, (_, i) => `${runId}-${i}`);
      for (const id of ids) await start(id);
      await server.record(ids[0]!, 'p0', 'shared');
      await server.projects.refresh(projectId);
      let watching = true;
      const backward: string[] = [];
      const watch = (async () => {
        for (let last = 0; watching; await new Promise((resolve) => setImmediate(resolve))) {
          const displayed = backlog().shared!.occurrence_count;
          if (displayed < last) backward.push(`${last} → ${displayed}`);
          last = displayed;
        }
      })();
      const drive = async (by: TestServer, from: number) => {
        for (let i = from; i < ids.length; i += 2) {
          await by.record(ids[i]!, 'p0', 'shared', `k${i}`);
          await by.cancel(ids[i]!);
          expect(Object.keys(backlog())).toContain(`k${i}`);
        }
      };
      await Promise.all([drive(server, 0), drive(second, 1)]);
      watching = false;
      await watch;
      expect(backward).toEqual([]);
      expect(backlog().shared!.occurrence_count).toBe(17);
    } finally {
      await second.close();
    }
  });
});

describe('never outside the root', () => {
  it('F5: a link in place of the folder of projects is not followed', async () => {
    const aside = server.path('aside');
    await server.projects.refresh(projectId);
    rmSync(server.path('_projects'), { recursive: true });
    symlinkSync(outside, server.path('_projects'));
    mkdirSync(join(outside, projectId));
    writeFileSync(join(outside, projectId, BACKLOG), 'precious');
    try {
      await start();
      await server.cancel(runId);
      expect((await server.layout.rebuildProject(projectId))?.message).toContain('symbolic link');
      expect(await server.store.list(place)).toEqual(new Set());
      expect(await server.store.matches(place, [{ path: BACKLOG, content: 'precious' }])).toBe(false);
      await server.store.sweep(place, new Set());
      await server.store.remove(place);
      expect(readdirSync(join(outside, projectId))).toEqual([BACKLOG]);
      expect(existsSync(aside)).toBe(false);
    } finally {
      unlinkSync(server.path('_projects'));
    }
    await server.repair.tick();
    expect(backlog()).toEqual({});
  });

  it('F5: a link in place of a project or of its file is not followed either', async () => {
    await server.projects.refresh(projectId);
    const target = join(outside, 'target');
    writeFileSync(target, 'precious');
    unlinkSync(server.path(place, BACKLOG));
    symlinkSync(target, server.path(place, BACKLOG));
    expect(await server.store.list(place)).toEqual(new Set());
    await server.projects.refresh(projectId);
    expect(lstatSync(server.path(place, BACKLOG)).isFile()).toBe(true);
    rmSync(server.path(place), { recursive: true });
    symlinkSync(outside, server.path(place));
    await server.projects.refresh(projectId);
    expect(server.failures.isFailing(place)).toBe(true);
    expect(readdirSync(outside)).toEqual(['target']);
    await server.store.remove(place);
    expect(readdirSync(outside)).toEqual(['target']);
    await server.repair.tick();
    expect(backlog()).toEqual({});
  });

  it('F5: only projects and runs have places, and each only its own documents', async () => {
    const write = (where: string, path: string) => server.store.write(where, [{ path, content: '' }]);
    for (const where of [
      '_projects',
      '_projects/',
      '_projects/..',
      '_projects/../x',
      '_projects/a/b',
      '_x/y',
      '_projects/con',
    ]) {
      await expect(write(where, BACKLOG)).rejects.toThrow('No directory');
    }
    await expect(write(place, 'run_summary.md')).rejects.toThrow('not the path');
    await expect(write(place, 'issues/run_issue_index.json')).rejects.toThrow('not the path');
    await expect(write(runId, BACKLOG)).rejects.toThrow('not the path');
    await expect(write(place, '../project_ruleset_v1.json')).rejects.toThrow('not the path');
  });
});
