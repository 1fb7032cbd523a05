/** The commands of the CLI for plans, runs and rulesets, as processes against a real server. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { api, stored } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { cli, documentOf, type Ended, type Options, repository } from './cli.fixture.js';

const TOKEN = 'a-token-for-tests';
/** A test starts many processes, on a busy machine. */
const patience = 60_000;
const here = cli();
const { autopack, file } = here;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ AUTOPACK_TOKEN: TOKEN });
}, patience);
afterAll(() => server?.close());

const there = (args: readonly string[], options?: Options): Promise<Ended> =>
  autopack([...args, '--url', server.url, '--token', TOKEN], options);

const GOOD =
  '# Shop\n\n## T1: Foundation\n### F1: Begin\n- Category: schema_change\n### F2: Go on\n## Search\n### F3: End\n- Category: docs\n';
const BAD = '## T1: Foundation\n### F1: Begin\n- Catgory: docs\n- Mode: fast\n';
const RULESET = { categories: { docs: { maxBuilderAttempts: 1 } } };
const BAD_YAML = 'categories:\n  docs:\n    complexty: high\naging:\n  normal: { runs: 0 }\n';

let projects = 0;
async function aProject(): Promise<string> {
  const projectId = `cli-${(projects += 1)}`;
  const answer = await api(server).command('createProject', { projectId, name: 'Of a test' });
  expect(answer.errors).toEqual([]);
  return projectId;
}

describe('autopack plan', () => {
  test(
    'check says what a plan holds, from a file and from standard input, without a server',
    async () => {
      await file('good.md', GOOD);
      const ended = await autopack(['plan', 'check', 'good.md']);
      expect(ended).toEqual({
        code: 0,
        err: '',
        out: expect.stringMatching(/^T1 .+\nT2 .+\nok {2}.+\/good\.md: 2 tiers, 3 phases; one run\n$/),
      });
      const read = await autopack(['plan', 'check', '-', '--json'], { input: GOOD });
      expect(documentOf(read)).toMatchObject({ ok: true, file: '-', phases: 3 });
    },
    patience,
  );

  test(
    'check reports problems with file and line, and fails with 1',
    async () => {
      await file('bad.md', BAD);
      const ended = await autopack(['plan', 'check', 'bad.md']);
      expect(ended.code).toBe(1);
      expect(ended.out).toMatch(/^\/.+\/bad\.md:3: "Catgory" is no key of a phase.+\n\/.+\/bad\.md:4: Mode .+\n$/);
      expect(documentOf(await autopack(['plan', 'check', 'bad.md', '--json']))).toMatchObject({
        ok: false,
        problems: [{ line: 3 }, { line: 4 }],
      });
      expect(await autopack(['plan', 'check', 'none.md'])).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringContaining('none.md cannot be read'),
      });
    },
    patience,
  );

  test(
    'format prints the canonical form, and writes it with --write',
    async () => {
      await file('format.md', GOOD);
      const printed = await autopack(['plan', 'format', 'format.md']);
      expect(printed).toMatchObject({ code: 0, err: '' });
      expect(printed.out).toContain('\n## T2: Search\n');
      expect(await autopack(['plan', 'format', '-'], { input: GOOD })).toEqual(printed);
      expect(documentOf(await autopack(['plan', 'format', 'format.md', '--write', '--json']))).toMatchObject({
        ok: true,
        written: true,
      });
      expect(await readFile(join(here.folder, 'format.md'), 'utf8')).toBe(printed.out);
      await file('bad.md', BAD);
      expect((await autopack(['plan', 'format', 'bad.md', '--write'])).code).toBe(1);
    },
    patience,
  );
});

describe('autopack run continue', () => {
  test(
    'P11: continues a run that failed, once under a key, and reports what the server refuses',
    async () => {
      await file('good.md', GOOD);
      expect((await there(['run', 'start', 'good.md', '--id', 'cli-fails', '--scope', 'single-tier'])).code).toBe(0);
      const early = await there(['run', 'continue', 'cli-fails']);
      expect(early).toMatchObject({ code: 1, out: '' });
      expect(early.err).toContain('only a run that has ended as failed can be continued');
      await api(server).command('cancelRun', { runId: 'cli-fails', reason: 'Enough.' });
      const go = (...args: string[]) =>
        there([
          'run',
          'continue',
          'cli-fails',
          '--token-cap',
          '9000',
          '--minutes',
          '7',
          '--followers',
          '--key',
          'go',
          ...args,
        ]);
      expect(await go()).toMatchObject({
        code: 0,
        out: 'cli-fails-r2  RUN_CREATED  2 phases, continues cli-fails\ncli-fails-r2-2  RUN_CREATED  1 phase, continues cli-fails-2; waits for cli-fails-r2\n',
      });
      const again = documentOf(await go('--json'));
      expect(again).toMatchObject({
        ok: true,
        runs: [{ runId: 'cli-fails-r2', waitsFor: null }, { waitsFor: 'cli-fails-r2' }],
      });
      const { run } = await server.request(gql('{ run(runId: "cli-fails-r2") { tokenCap maxDurationMinutes } }'));
      expect(run).toEqual({ tokenCap: 9000, maxDurationMinutes: 7 });
      const taken = documentOf(await there(['run', 'continue', 'cli-fails', '--id', 'elsewhere', '--json']));
      expect(taken).toMatchObject({ ok: false, problems: [{ code: 'TRANSITION_REFUSED' }] });
    },
    patience,
  );
});

describe('autopack run start', () => {
  test(
    'P10: starts a plan as one run, or as several that say whom they wait for',
    async () => {
      await file('good.md', GOOD);
      const projectId = await aProject();
      const one = await there([
        'run',
        'start',
        'good.md',
        '--project',
        projectId,
        '--id',
        'cli-one',
        '--profile',
        'safety-critical',
      ]);
      expect(one).toMatchObject({ code: 0, out: 'cli-one  RUN_CREATED  2 tiers, 3 phases\n' });
      const two = await there(['run', 'start', '-', '--id', 'cli-two', '--scope', 'Single Tier'], { input: GOOD });
      expect(two).toMatchObject({
        code: 0,
        out: 'cli-two  RUN_CREATED  1 tier, 2 phases\ncli-two-2  RUN_CREATED  1 tier, 1 phase; waits for cli-two\n',
      });
      const { run } = await server.request(
        gql('{ run(runId: "cli-one") { projectId safetyProfile phases { phaseId } } }'),
      );
      expect(run).toEqual({
        projectId,
        safetyProfile: 'SAFETY_CRITICAL',
        phases: [{ phaseId: 'F1' }, { phaseId: 'F2' }, { phaseId: 'F3' }],
      });
    },
    patience,
  );

  test(
    'W5: with --key the same plan is started once',
    async () => {
      await file('good.md', GOOD);
      const start = () => there(['run', 'start', 'good.md', '--key', 'once', '--scope', 'single_tier', '--json']);
      const first = documentOf(await start());
      expect(first).toMatchObject({ ok: true, runs: [{ phases: ['F1', 'F2'], waitsFor: null }, { tiers: ['T2'] }] });
      expect(first.runs[1].waitsFor).toBe(first.runs[0].runId);
      expect(documentOf(await start())).toEqual(first);
    },
    patience,
  );

  test(
    'a plan with problems is reported as by plan check, before any request to a server',
    async () => {
      await file('bad.md', BAD);
      const started = await autopack(['run', 'start', 'bad.md', '--url', 'http://127.0.0.1:1']);
      expect(started).toEqual({ ...(await autopack(['plan', 'check', 'bad.md'])), code: 1 });
    },
    patience,
  );

  test(
    'what the server refuses of a plan has its file and line, everything else its sentence',
    async () => {
      const projectId = await aProject();
      await file('capped.json', JSON.stringify({ defaults: { run: { tokenCap: 1_000_000 } } }));
      expect((await there(['ruleset', 'publish', 'capped.json', '--project', projectId])).code).toBe(0);
      await file('dear.md', `---\ntoken_cap: 2_000_000\n---\n${GOOD}`);
      const dear = await there(['run', 'start', 'dear.md', '--project', projectId]);
      expect(dear).toMatchObject({
        code: 1,
        out: expect.stringMatching(/\/dear\.md:2: tokenCap is 2000000; ruleset v1 allows at most 1000000\.\n$/),
      });
      const before = await stored(server);
      const nobody = await there(['run', 'start', 'dear.md', '--project', 'nobody', '--json']);
      expect({ code: nobody.code, ...documentOf(nobody) }).toMatchObject({
        code: 1,
        ok: false,
        problems: [{ code: 'NOT_FOUND' }],
      });
      expect(await there(['run', 'start', 'dear.md', '--id', 'no id'])).toMatchObject({
        code: 1,
        err: expect.stringContaining('runId'),
      });
      expect(await stored(server)).toEqual(before);
    },
    patience,
  );
});

describe('autopack ruleset', () => {
  test(
    'P1: check, publish and show; what is printed can be published again',
    async () => {
      const projectId = await aProject();
      await file('ruleset.yaml', '# Ours\ncategories:\n  docs: { maxBuilderAttempts: 1 }\n');
      expect(await autopack(['ruleset', 'check', 'ruleset.yaml'])).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^ok {2}.+\/ruleset\.yaml: a ruleset that sets categories\n$/),
      });
      expect(await there(['ruleset', 'show', '--project', projectId])).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringContaining('no ruleset yet'),
      });
      const published = await there([
        'ruleset',
        'publish',
        'ruleset.yaml',
        '--project',
        projectId,
        '--expect',
        '0',
        '--json',
      ]);
      expect(documentOf(published)).toMatchObject({ ok: true, projectId, version: 1 });
      const displayed = await there(['ruleset', 'show', '--project', projectId]);
      expect(displayed).toMatchObject({ code: 0, err: expect.stringContaining('Ruleset 1 of project') });
      expect(JSON.parse(displayed.out)).toEqual(RULESET);
      const again = await there(['ruleset', 'publish', '-', '--project', projectId], { input: displayed.out });
      expect(again).toMatchObject({ code: 0, out: `ok  ruleset 2 of project ${projectId}, from standard input\n` });
      const first = await there(['ruleset', 'show', '--project', projectId, '--version', '1', '--json']);
      expect(documentOf(first)).toMatchObject({ ok: true, version: 1, newest: 2, document: RULESET });
    },
    patience,
  );

  test(
    'P1: a typo is reported with file, line and path, by check and by publish, and nothing is published',
    async () => {
      const projectId = await aProject();
      await file('bad.yaml', BAD_YAML);
      const checked = await autopack(['ruleset', 'check', 'bad.yaml']);
      expect(checked.code).toBe(1);
      expect(checked.out).toMatch(
        /^\/.+\/bad\.yaml:3: categories\.docs\.complexty .+ complexity\?\n\/.+\/bad\.yaml:5: aging\.normal\.runs .+\n$/,
      );
      expect(await there(['ruleset', 'publish', 'bad.yaml', '--project', projectId])).toEqual(checked);
      const { project } = await server.request(
        gql('query ($projectId: ID!) { project(projectId: $projectId) { rulesetVersion } }'),
        {
          projectId,
        },
      );
      expect(project!.rulesetVersion).toBe(0);
    },
    patience,
  );

  test(
    'P1: publish refuses a stale --expect, show a version and a project that are not there',
    async () => {
      const projectId = await aProject();
      await file('ruleset.json', JSON.stringify(RULESET));
      await there(['ruleset', 'publish', 'ruleset.json', '--project', projectId]);
      const stale = await there([
        'ruleset',
        'publish',
        'ruleset.json',
        '--project',
        projectId,
        '--expect',
        '0',
        '--json',
      ]);
      expect({ code: stale.code, ...documentOf(stale) }).toMatchObject({
        code: 1,
        ok: false,
        problems: [{ code: 'VERSION_CONFLICT' }],
      });
      for (const [args, sentence] of [
        [['--project', projectId, '--version', '7'], 'has no ruleset 7; the newest is 1'],
        [['--project', 'nobody'], 'There is no project "nobody"'],
      ] as const) {
        expect(await there(['ruleset', 'show', ...args])).toMatchObject({
          code: 1,
          out: '',
          err: expect.stringContaining(sentence),
        });
      }
    },
    patience,
  );
});

test(
  'P12: project check says what prevents a run, and a start warns of it without refusing',
  async () => {
    const projectId = await aProject();
    expect(await there(['project', 'check', projectId])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^ok {6}project cli-/),
    });
    const gone = { projectId, repositoryPath: join(here.folder, 'gone') };
    await api(server).command('updateProject', gone);
    const found = await there(['project', 'check', projectId, '--json']);
    expect([found.code, documentOf(found).findings.map(({ code }: { code: string }) => code)]).toEqual([
      1,
      ['repository_unavailable', 'no_ci_steps', 'no_ci_steps', 'promotion_not_allowed'],
    ]);
    expect(await there(['project', 'check', 'nowhere'])).toMatchObject({
      code: 1,
      out: expect.stringContaining('no_project'),
    });
    await api(server).command('updateProject', { projectId, repositoryPath: null });
    await file('audited.md', '## T1: Tier\n### P1: Change\n- Category: schema_change\n');
    const started = await there(['run', 'start', 'audited.md', '--project', projectId]);
    expect([started.code, started.err]).toEqual([
      0,
      expect.stringMatching(/^warning {2}Phase "P1" is applied only after an audit/),
    ]);
  },
  patience,
);

test(
  'the examples of the documentation do what it says',
  async () => {
    const examples = join(repository, 'docs/examples');
    for (const name of ['ruleset.yaml', 'ruleset.json', 'demo_ruleset.json']) {
      expect({ name, code: (await autopack(['ruleset', 'check', join(examples, name)])).code }).toEqual({
        name,
        code: 0,
      });
    }
    for (const name of ['comprehensive_plan.md', 'demo_plan.md']) {
      const ended = await there([
        'strategy',
        'preview',
        join(examples, name),
        '--ruleset',
        join(examples, 'ruleset.yaml'),
        '--json',
      ]);
      expect({ name, ...documentOf(ended) }).toMatchObject({ name, ok: true, strategies: [{ rulesetVersion: null }] });
    }
  },
  patience,
);

test(
  'npm run plan, ruleset, strategy and start-run are these commands, from any directory',
  async () => {
    await file('good.md', GOOD);
    expect((await here.task(['plan', 'check', 'good.md'])).out).toMatch(
      /^ok .+\/good\.md: 2 tiers, 3 phases; one run$/m,
    );
    await file('ruleset.json', JSON.stringify(RULESET));
    expect(await here.task(['ruleset', 'check', 'ruleset.json'])).toMatchObject({ code: 0 });
    const started = await here.task(['start-run', 'good.md', '--id', 'by-npm', '--url', server.url, '--token', TOKEN]);
    expect(started).toMatchObject({ code: 0, out: 'by-npm  RUN_CREATED  2 tiers, 3 phases\n' });
    expect(await here.task(['strategy', 'preview', 'good.md', '--url', server.url, '--token', TOKEN])).toMatchObject({
      code: 0,
    });
    const { scripts } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const name of ['plan', 'ruleset', 'strategy', 'start-run'])
      expect(scripts[name]).toBe(`node scripts/run.mjs ${name}`);
  },
  patience,
);
