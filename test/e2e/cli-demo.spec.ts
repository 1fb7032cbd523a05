/** `autopack demo` as users start it: real git, real tests, real workers. Checked with git, the database, the disk and the process table. */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';

import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { cli, documentOf, type Ended } from './cli.fixture.js';

/** Each demo should take less than a minute on two cores; here are several at once, and others besides. */
const patience = 400_000;

const here = cli();
const { autopack } = here;
let database: TestDatabase;
let taken: Server;
let env: Record<string, string>;
beforeAll(async () => {
  database = await freshDatabase();
  taken = createServer();
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
  env = {
    DATABASE_URL: database.url,
    AUTONOMOUS_RUNS_DIR: 'runs',
    // Taken: every demo has to find another one.
    PORT: `${(taken.address() as AddressInfo).port}`,
    AUTOPACK_LOG_LEVEL: 'silent',
    TMPDIR: join(here.folder, 'tmp'),
  };
  await mkdir(env.TMPDIR!);
});
afterAll(async () => {
  // Should a test have failed to see them ended.
  for (const line of processesOfOurs()) process.kill(Number.parseInt(line, 10), 'SIGKILL');
  await new Promise((done) => taken.close(done));
  await database.drop();
});

const git = (path: string, ...args: string[]): string =>
  execFileSync('git', ['-C', path, ...args], { encoding: 'utf8' }).trim();
const demoFolders = (): string[] => readdirSync(env.TMPDIR!).filter((name) => name.startsWith('autopack-demo'));
/** What runs with a path below the private folder in its command line: workers name their work folder. */
const processesOfOurs = (): string[] =>
  execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(env.TMPDIR!));

function expectNothingLeft(kept: readonly string[] = []): void {
  expect({ processes: processesOfOurs(), folders: demoFolders() }).toEqual({ processes: [], folders: kept });
}

/** Ctrl-C may arrive twice at once, from the terminal and from npm. (Two of one kind could become one before they are seen.) */
const interrupt = (child: ChildProcess): void => {
  child.kill('SIGINT');
  child.kill('SIGTERM');
};

describe('two demos at once', () => {
  let success: Ended;
  let budget: Ended;
  let repositoryWhileUp = false;
  beforeAll(async () => {
    let requested = false;
    [success, budget] = await Promise.all([
      autopack(['demo', '--exit', '--keep', '--json'], { env }),
      autopack(['demo', '--scenario', 'budget'], {
        env,
        onOut: (out, child) => {
          if (requested || !out.endsWith('Ctrl-C stops it.\n')) return;
          requested = true;
          repositoryWhileUp = existsSync(/^To look at the repository until then: git clone (.+)$/m.exec(out)![1]!);
          interrupt(child);
        },
      }),
    ]);
  }, patience);
  afterAll(() => {
    for (const kept of demoFolders()) rmSync(join(env.TMPDIR!, kept), { recursive: true });
  });

  test('C1, M2: from a plan in the repository to DONE_SUCCESS and main, with every kind of trouble on the way', () => {
    expect({ code: success.code, err: success.err }).toMatchObject({ code: 0 });
    const displayed = documentOf(success);
    expect(displayed).toMatchObject({
      ok: true,
      scenario: 'success',
      state: 'DONE_SUCCESS',
      why: { phaseId: 'F2.2' },
      incident: null,
    });
    const story = displayed.phases.map((phase: any) => [
      phase.phaseId,
      ...phase.attempts
        .filter(({ role }: any) => role !== 'CI')
        .map(({ role, gate, auditVerdict, ciVerdict }: any) =>
          [role, auditVerdict, gate.verdict, ciVerdict].filter(Boolean).join(' '),
        ),
    ]);
    expect(story).toEqual([
      ['F1.1', 'BUILDER PASS GREEN'],
      ['F1.2', 'BUILDER PASS RED', 'BUILDER PASS GREEN'],
      ['F1.3', 'BUILDER REJECT', 'BUILDER PASS GREEN'],
      ['F2.1', 'BUILDER PASS FLAKY'],
      ['F2.2', 'BUILDER AUDIT GREEN', 'AUDITOR APPROVE PASS'],
    ]);
    expect(displayed.phases[2].attempts[0].gate.reasons).toMatchObject([{ code: 'path_outside_allowed' }]);
    expect(displayed.phases[3].attempts[0].ciTries).toMatchObject([{ verdict: 'RED' }, { verdict: 'GREEN' }]);
    const keys = [/^flaky_test__ci__/, /^missing_check__basket__negative_quantity$/].map((key) =>
      expect.stringMatching(key),
    );
    expect(displayed.issues.map(({ issueKey }: any) => issueKey)).toEqual(keys);
    expect(displayed.backlog.map(({ issueKey }: any) => issueKey).sort()).toEqual(keys);
    expect(displayed.seconds).toBeGreaterThan(0);
  });

  test('C3, G4, M2: git shows it: a commit for each phase on main, each with its tag, and the plan that it came from', () => {
    const { runId, repository, promotion, snapshots } = documentOf(success);
    const { path } = repository;
    expect(git(path, 'log', '--format=%s', 'main').split('\n')).toEqual([
      'Seal orders against changes',
      'Take up the new list of rates',
      'Print a receipt',
      'Give a discount',
      'Count the pieces',
      'A basket, and the plan for what comes next',
    ]);
    expect(git(path, 'rev-parse', 'main')).toBe(promotion.commit);
    expect(promotion).toMatchObject({ branch: 'main', promotedBy: 'operator' });
    const tags = ['F1.1', 'F1.2', 'F1.3', 'F2.1', 'F2.2'].map((phaseId) => `autonomous/${runId}/${phaseId}`);
    expect(git(path, 'tag', '--list').split('\n').sort()).toEqual(tags);
    expect([...repository.tags].sort()).toEqual(tags);
    for (const { tag, commit } of snapshots) expect(git(path, 'rev-parse', `${tag}^{commit}`)).toBe(commit);
    expect(git(path, 'show', 'main:package.json')).not.toContain('pad-text');
    expect(git(path, 'show', 'main:comprehensive_plan.md')).toContain('### F2.2: Seal orders against changes');
    expect(git(path, 'fsck', '--strict', '--no-dangling')).toBe('');
  });

  test('B3, C4: a phase that burns its tokens ends the run, and the incident pack says why, on the disk too', () => {
    expect(budget).toMatchObject({ code: 0, err: '' });
    const { out } = budget;
    expect(out).toMatch(/^Port \d+ is taken; taking a free one\.$/m);
    expect(out).toMatch(/^B1\.2 {3}45,000 tokens used so far$/m);
    expect(out).toMatch(/^B1\.2 {3}FAILED, after 72,000 tokens$/m);
    expect(out).toMatch(
      /^ +the run has ended: DONE_FAILED_BUDGET_EXHAUSTED: Phase "B1\.2" used 72000 incident tokens; its limit is 60000\.$/m,
    );
    expect(out).toMatch(/^B1\.1 Count the pieces: COMPLETE$/m);
    expect(out).toMatch(/^B1\.3 Print a receipt: SKIPPED$/m);
    expect(out).toMatch(/^ {2}\* \w+ \(tag: autonomous\/\S+\/B1\.1, autonomous\/\S+\) Count the pieces$/m);
    const path = /^The incident pack has \d+ files; it begins with (.+)$/m.exec(out)![1]!;
    const readme = readFileSync(path, 'utf8');
    expect(readme).toContain('incident_token_cap_exceeded');
    for (const line of readme.split('\n').filter((text) => text.startsWith('## ')))
      expect(out).toContain(`  ${line}\n`);
    expect(out).toMatch(/^ {2}runs {8}http:\/\/127\.0\.0\.1:\d+\/ui\/$/m);
    expect(out.match(/http:\/\/127\.0\.0\.1:\d+\/ui\/runs\/\S+$/gm)).toHaveLength(2);
    expect(out).toMatch(/Playground {2}http:\/\/127\.0\.0\.1:\d+\/graphql\n/);
  });

  test('A5: what was asked to stay stays, and nothing else', () => {
    expect(repositoryWhileUp).toBe(true);
    const { path } = documentOf(success).repository;
    const [kept] = demoFolders();
    expect(path).toBe(join(env.TMPDIR!, kept!, 'basket.git'));
    expectNothingLeft([kept!]);
    const attempts = readdirSync(join(env.TMPDIR!, kept!, 'work'), { recursive: true, encoding: 'utf8' }).filter(
      (name) => /attempt-|ci-\w{12}-/.test(name),
    );
    expect(attempts).toEqual([]);
  });
});

describe('a demo that does not come to its end', () => {
  /** Starts one, and does something as soon as a Builder is at work. */
  async function interrupted(act: (child: ChildProcess) => void): Promise<Ended> {
    let acted = false;
    return autopack(['demo', '--exit', '--verbose'], {
      env,
      onOut: (out, child) => {
        if (acted || !/^F1\.1 .+a Builder is at work$/m.test(out)) return;
        acted = true;
        act(child);
      },
    });
  }
  const statesOf = async (out: string) => {
    const runId = /; run (\S+) from comprehensive_plan\.md$/m.exec(out)![1];
    return database.query("select state, failure -> 'reasons' -> 0 ->> 'code' as why from run where run_id = $1", [
      runId,
    ]);
  };

  test(
    'C1, A5: Ctrl-C in the middle cancels the run, ends the workers and takes the repository away',
    async () => {
      const ended = await interrupted(interrupt);
      expect({ code: ended.code, err: ended.err }).toEqual({ code: 0, err: '' });
      expect(await statesOf(ended.out)).toMatchObject([{ state: 'DONE_FAILED_CANCELLED' }]);
      expectNothingLeft();
    },
    patience,
  );

  test(
    'A5: what a killed demo left is removed by the next one, which needs git and says so',
    async () => {
      const killed = await interrupted((child) => child.kill('SIGKILL'));
      expect(killed.code).toBeNull();
      expect(demoFolders()).toHaveLength(1);
      const programs = join(here.folder, 'programs');
      await mkdir(programs);
      // Everything but git that the machine's folders of programs hold; earlier folders win.
      for (const folder of (process.env.PATH ?? '').split(delimiter).filter((path) => existsSync(path))) {
        for (const name of readdirSync(folder)) {
          if (!name.startsWith('git') && !existsSync(join(programs, name)))
            symlinkSync(join(folder, name), join(programs, name));
        }
      }
      const next = await autopack(['demo', '--exit', '--json'], { env: { ...env, PATH: programs } });
      expect({ code: next.code, ...documentOf(next) }).toEqual({
        code: 1,
        ok: false,
        exitCode: 1,
        error: expect.stringMatching(/^The demo needs git\. git was not found\. Install git/),
      });
      expectNothingLeft();
    },
    patience,
  );

  test('an unknown scenario makes no sense: 64', async () => {
    expect(await autopack(['demo', '--scenario', 'dance'], { env })).toMatchObject({
      code: 64,
      err: expect.stringContaining('success, budget'),
    });
  });
});
