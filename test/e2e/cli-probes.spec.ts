/** `autopack probe …` and `autopack doctor --recount`: they hold beside a healthy server, and fail beside one that is not. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { gql } from '../support/api/gql.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { cli, documentOf, type Ended, type Options } from './cli.fixture.js';

const patience = 60_000;

const here = cli();

export let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
}, patience);

afterAll(() => server?.close());

const autopackAt = ({ url, database, runsRoot }: TestServer, ...args: string[]): Promise<Ended> =>
  here.autopack([...args, '--url', url], { env: { DATABASE_URL: database.url, AUTONOMOUS_RUNS_DIR: runsRoot } });

const autopack = (...args: string[]): Promise<Ended> => autopackAt(server, ...args);

const failuresOf = (ended: Ended): string[] =>
  documentOf(ended)
    .checks.filter(({ result }: { result: string }) => result === 'failed')
    .map(({ name }: { name: string }) => name);

/** The probe makes its repository below this folder, so that others' temporary files do not matter. */
let temporary: string;

beforeAll(async () => void (temporary = await realpath(await mkdtemp(join(tmpdir(), 'autopack-probes-')))));

afterAll(() => rm(temporary, { recursive: true, force: true }));

const promotionProbe = (...args: string[]): Promise<Ended> =>
  here.autopack(['probe', 'promotion', '--url', server.url, ...args], { env: { TMPDIR: temporary } });

const promotionProbeIn = (env: Options['env'], onOut?: Options['onOut']): Promise<Ended> =>
  here.autopack(['probe', 'promotion', '--url', server.url], {
    env: { TMPDIR: temporary, ...env },
    ...(onOut ? { onOut } : {}),
  });

describe('probe issues', () => {
  test(
    'Q1 to Q7: everything is as it should be, on disk too',
    async () => {
      const ended = await autopack('probe', 'issues', '--json', '--dir', server.runsRoot);
      const { ok, checks, runId, projectId } = documentOf(ended);
      expect({ code: ended.code, ok, failed: failuresOf(ended) }).toEqual({ code: 0, ok: true, failed: [] });
      expect(checks.length).toBeGreaterThan(40);
      const index = JSON.parse(await readFile(join(server.runsRoot, runId, 'issues/run_issue_index.json'), 'utf8'));
      expect(Object.keys(index.issues_by_key)).toEqual(['style__long_line__probe', 'test_failure__checkout__probe']);
      const { run, issueBacklog } = await server.request(
        gql(
          'query ($runId: ID!, $projectId: ID!) { run(runId: $runId) { state majorIssuesCount } issueBacklog(projectId: $projectId) { nodes { ageInRuns } } }',
        ),
        { runId, projectId },
      );
      expect(run).toEqual({ state: 'DONE_FAILED_CANCELLED', majorIssuesCount: 2 });
      expect(issueBacklog.nodes).toEqual([{ ageInRuns: 1 }, { ageInRuns: 1 }]);
    },
    patience,
  );

  test(
    'prints a line for each check, and takes its run away again if asked',
    async () => {
      const { code, out } = await autopack('probe', 'issues', '--delete');
      expect(code).toBe(0);
      expect(out).toMatch(/^Run (\S+) of project \S+ on .+\n(ok {6}.+\n)+All \d+ checks hold\.\n$/);
      expect(out).toContain('an unknown severity is refused');
      expect(existsSync(join(server.runsRoot, /^Run (\S+)/.exec(out)![1]!))).toBe(false);
    },
    patience,
  );

  test(
    'fails with 1 when the files are not where the option points',
    async () => {
      const ended = await autopack('probe', 'issues', '--json', '--dir', join(here.folder, 'nowhere'));
      expect(ended.code).toBe(1);
      expect(failuresOf(ended)).toEqual(expect.arrayContaining(['the backlog on disk has both keys, of age 1']));
    },
    patience,
  );
});

describe('probe strategy', () => {
  test(
    'P1 to P6: everything is as it should be, on disk too',
    async () => {
      const ended = await autopack('probe', 'strategy', '--json', '--dir', server.runsRoot);
      const { ok, checks, runId, projectId } = documentOf(ended);
      expect({ code: ended.code, ok, failed: failuresOf(ended) }).toEqual({ code: 0, ok: true, failed: [] });
      expect(checks.length).toBeGreaterThan(20);
      const { strategy, project } = await server.request(
        gql(
          'query ($runId: ID!, $projectId: ID!) { strategy(runId: $runId) { hash rulesetVersion } project(projectId: $projectId) { rulesetVersion } }',
        ),
        { runId, projectId },
      );
      expect({ strategy, project }).toEqual({
        strategy: { hash: expect.any(String), rulesetVersion: 1 },
        project: { rulesetVersion: 2 },
      });
    },
    patience,
  );

  test(
    'prints a line for each check, and takes its run away again if asked',
    async () => {
      const { code, out } = await autopack('probe', 'strategy', '--delete');
      expect(code).toBe(0);
      expect(out).toMatch(/^Project \S+ on .+\n(ok {6}.+\n)+Run \S+\n(ok {6}.+\n)+All \d+ checks hold\.\n$/);
      expect(out).toContain('frozen: the reasons name the ruleset');
    },
    patience,
  );
});

describe('probe work', () => {
  test(
    'W1 to W10, B1 to B3: everything is as it should be, on disk too',
    async () => {
      const ended = await autopack('probe', 'work', '--json', '--dir', server.runsRoot);
      const { ok, checks, runIds, projectId } = documentOf(ended);
      expect({ code: ended.code, ok, failed: failuresOf(ended) }).toEqual({ code: 0, ok: true, failed: [] });
      expect(checks.length).toBeGreaterThan(60);
      const { runs } = await server.request(
        gql('query ($projectId: ID!) { runs(filter: { projectId: $projectId }) { nodes { runId state } } }'),
        {
          projectId,
        },
      );
      const states = new Map(runs.nodes.map((run: { runId: string; state: string }) => [run.runId, run.state]));
      expect(runIds.map((runId: string) => states.get(runId))).toEqual([
        'DONE_SUCCESS',
        'DONE_FAILED_BUDGET_EXHAUSTED',
      ]);
    },
    patience,
  );

  test(
    'prints a line for each check, and takes its runs away again if asked',
    async () => {
      const { code, out } = await autopack('probe', 'work', '--delete');
      expect(code).toBe(0);
      expect(out).toMatch(/^Project (\S+) on .+\nRun \S+\n(ok {6}.+\n)+Run \S+\n(ok {6}.+\n)+All \d+ checks hold\.\n$/);
      expect(out).toContain('no query shows one of the');
      const [, projectId] = /^Project (\S+)/.exec(out)!;
      const { runs } = await server.request(
        gql('query ($projectId: ID!) { runs(filter: { projectId: $projectId }) { totalCount } }'),
        {
          projectId: projectId!,
        },
      );
      expect(runs.totalCount).toBe(0);
    },
    patience,
  );
});

describe('probe promotion', () => {
  test(
    'G2 to G5, V3, M1, M2: everything is as it should be, and neither its run nor a folder is left, not even that of a killed probe',
    async () => {
      await mkdir(join(temporary, 'autopack-probe-4194303-1-0badcafe'));
      const ended = await promotionProbe('--json', '--dir', server.runsRoot);
      const { ok, checks, runId, projectId } = documentOf(ended);
      expect({ code: ended.code, ok, failed: failuresOf(ended) }).toEqual({ code: 0, ok: true, failed: [] });
      expect(checks.length).toBeGreaterThan(40);
      expect(readdirSync(temporary)).toEqual([]);
      const { run, project } = await server.request(
        gql(
          'query ($runId: ID!, $projectId: ID!) { run(runId: $runId) { state } project(projectId: $projectId) { repositoryPath allowPromotion } }',
        ),
        { runId, projectId },
      );
      expect({ run, project }).toEqual({ run: null, project: { repositoryPath: null, allowPromotion: false } });
    },
    patience,
  );

  test(
    'A5: a server that does not take the folder is named, and nothing is left behind',
    async () => {
      const fenced = await startTestServer({ AUTOPACK_REPOSITORY_ROOTS: here.folder });
      try {
        const ended = await promotionProbe('--json', '--url', fenced.url);
        expect({ code: ended.code, ...documentOf(ended) }).toMatchObject({
          code: 1,
          ok: false,
          error: expect.stringMatching(
            /does not take the probe's repository .+AUTOPACK_REPOSITORY_ROOTS.+must run on this machine/,
          ),
        });
        expect(readdirSync(temporary)).toEqual([]);
        expect((await fenced.request(gql('{ runs { totalCount } }'))).runs.totalCount).toBe(0);
      } finally {
        await fenced.close();
      }
    },
    patience,
  );

  test('G2: says that it needs git where there is none, and asks the server for nothing', async () => {
    const count = async (): Promise<number> =>
      (await server.request(gql('{ projects { projectId } }'))).projects.length;
    const before = await count();
    const ended = await promotionProbeIn({ PATH: here.folder });
    expect({ code: ended.code, err: ended.err }).toMatchObject({ code: 1, err: expect.stringContaining('needs git') });
    expect([readdirSync(temporary), await count()]).toEqual([[], before]);
  });

  test(
    'C1, S6: asked to stop on the way it removes its folder and its run',
    async () => {
      let isRequested = false;
      const ended = await promotionProbeIn({}, (out, child) => {
        if (!isRequested && out.includes('the brief names')) isRequested = child.kill('SIGTERM');
      });
      expect(ended.code).toBe(1);
      expect(ended.out).toContain('failed  the probe comes to its end: The probe was asked to stop.');
      const [, projectId] = /^Project (\S+)/.exec(ended.out)!;
      const { runs, project } = await server.request(
        gql(
          'query ($projectId: ID!) { runs(filter: { projectId: $projectId }) { totalCount } project(projectId: $projectId) { repositoryPath } }',
        ),
        { projectId: projectId! },
      );
      expect({ runs, project, left: readdirSync(temporary) }).toEqual({
        runs: { totalCount: 0 },
        project: { repositoryPath: null },
        left: [],
      });
    },
    patience,
  );
});

test.each([
  ['issues', 'issues'],
  ['strategy', 'strategy'],
  ['builder_auditor', 'work'],
  ['ci_promotion', 'promotion'],
])(
  'scripts/autonomous_probe_%s.sh is the probe of %s, and takes its options along',
  async (name, what) => {
    const ended = await here.script(`autonomous_probe_${name}.sh`, ['--url', server.url, '--json']);
    expect({ code: ended.code, ...documentOf(ended) }).toMatchObject({
      code: 0,
      ok: true,
      projectId: expect.stringContaining(`probe-${what}-`),
    });
  },
  patience,
);

describe('doctor --recount', () => {
  test(
    'Q4: finds no difference beside a healthy server, then the run whose counter was changed',
    async () => {
      await autopack('probe', 'issues');
      const well = await autopack('doctor', '--recount', '--json');
      expect({ code: well.code, failed: failuresOf(well) }).toEqual({ code: 0, failed: [] });
      expect(well.err).toMatch(/ok +recount: no difference in \d+ runs, \d+ backlog entries and \d+ sightings/);

      const [changed] = await server.database.query<{ run_id: string; was: number }>(
        `update run set minor_issues_count = 99 from (select run_id, minor_issues_count as was from run order by created_at desc limit 1) old
       where run.run_id = old.run_id returning run.run_id, old.was`,
      );
      try {
        const ill = await autopack('doctor', '--recount');
        expect(ill.code).toBe(1);
        expect(ill.out).toContain(`run ${changed!.run_id}: minor_issues_count is 99, its rows make ${changed!.was}`);
        expect(documentOf(await autopack('doctor', '--recount', '--json'))).toMatchObject({ ok: false, failed: 1 });
        expect((await autopack('doctor')).code).toBe(0);
      } finally {
        await server.database.query('update run set minor_issues_count = $2 where run_id = $1', [
          changed!.run_id,
          changed!.was,
        ]);
      }
    },
    patience,
  );

  test('asks for a server: without one it fails', async () => {
    const ended = await here.autopack(['doctor', '--recount', '--json'], { env: { PORT: '1' } });
    expect({ code: ended.code, failed: failuresOf(ended) }).toEqual({ code: 1, failed: ['server'] });
  });
});
