/** `autopack strategy preview` as a process against a real server. */
import { api, stored } from '../support/api/api.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { cli, documentOf, type Ended, type Options } from './cli.fixture.js';

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
const problemsOf = (ended: Ended): [number | undefined, string][] =>
  documentOf(ended).problems.map(({ line, message }: { line?: number; message: string }) => [line, message]);

describe('autopack strategy preview', () => {
  test(
    'P6: shows care, budgets and totals of a plan, with --reasons where each value comes from; nothing is stored',
    async () => {
      const projectId = await aProject();
      await file('good.md', GOOD);
      await file('ruleset.json', JSON.stringify(RULESET));
      await there(['ruleset', 'publish', 'ruleset.json', '--project', projectId]);
      const before = await stored(server);
      const { code, out } = await there(['strategy', 'preview', 'good.md', '--project', projectId]);
      expect(code).toBe(0);
      expect(out).toMatch(/^A run under ruleset 1: normal, multi_tier; strategy [0-9a-f]{12}$/m);
      expect(out).toMatch(/^phase {2}category +complexity {2}CI +tries {2}audits +tokens {2}auto-apply {2}auditor$/m);
      expect(out).toMatch(/^F1 +schema_change +high +strict +2 +3 +1,000,000 +no +schema_review$/m);
      expect(out).toMatch(/^F3 +docs +low +normal +1 /m);
      expect(out).toMatch(/^debt cleanup {2}none$/m);
      expect(out).toMatch(/^in all at most .+ 6 tries,/m);
      expect(out).not.toContain('max_builder_attempts');
      const reasoned = await there(['strategy', 'preview', 'good.md', '--project', projectId, '--reasons']);
      expect(reasoned.out).toMatch(/^ {4}max_builder_attempts: 1, as ruleset v1 says of docs$/m);
      expect(reasoned.out).toMatch(/^ {4}ci_profile: strict, the default of schema_change$/m);
      expect(await stored(server)).toEqual(before);
    },
    patience,
  );

  test(
    'P6: a ruleset in a file is tried out against a stored one; linked runs and stored versions are printed',
    async () => {
      const projectId = await aProject();
      await file('good.md', GOOD);
      await file('ruleset.json', JSON.stringify(RULESET));
      await file('stricter.yaml', 'categories:\n  docs:\n    maxBuilderAttempts: 1\n    ciProfile: strict\n');
      await there(['ruleset', 'publish', 'ruleset.json', '--project', projectId]);
      const tried = [
        'strategy',
        'preview',
        'good.md',
        '--project',
        projectId,
        '--ruleset',
        'stricter.yaml',
        '--against',
        '1',
      ];
      const { out } = await there(tried);
      expect(out).toContain('A run under the given ruleset');
      expect(out).toMatch(/^Different from ruleset 1:\n {2}phases\.F3\.ciProfile: NORMAL → STRICT\n$/m);
      const { differences, strategies, totals } = documentOf(await there([...tried, '--json']));
      expect(differences).toEqual([{ path: 'phases.F3.ciProfile', before: 'NORMAL', after: 'STRICT' }]);
      expect(strategies[0].phases[2].reasons.length).toBe(8);
      expect(totals.builderAttempts).toBe(6);
      const linked = await there([
        'strategy',
        'preview',
        'good.md',
        '--project',
        projectId,
        '--version',
        '0',
        '--against',
        '0',
        '--scope',
        'single_tier',
      ]);
      expect(linked.out).toMatch(
        /^Run 1 of 2, under no ruleset: normal, single_tier;.+[^]+^Run 2 of 2, [^]+^No difference from no ruleset\.$/m,
      );
      const critical = await there(['strategy', 'preview', 'good.md', '--profile', 'safety_critical', '--json']);
      expect(
        documentOf(critical).strategies[0].phases.map(({ ciProfile }: { ciProfile: string }) => ciProfile),
      ).toEqual(Array(3).fill('STRICT'));
    },
    patience,
  );

  test(
    'P6: a plan in JSON is the tiers of startRun, as an object or as a list; its faults have file and line',
    async () => {
      const tiers = [{ tierId: 'T1', name: 'One', phases: [{ phaseId: 'P1', name: 'One', taskCategory: 'docs' }] }];
      await file('plan.json', JSON.stringify({ tiers }));
      const displayed = documentOf(await there(['strategy', 'preview', 'plan.json', '--json']));
      expect(displayed).toMatchObject({ ok: true, plan: [{ tierId: 'T1', phaseIds: ['P1'] }] });
      const listed = documentOf(await there(['strategy', 'preview', '-', '--json'], { input: JSON.stringify(tiers) }));
      expect(listed.strategies).toEqual(displayed.strategies);

      for (const [text, line, message] of [
        ['{\n  "tokenCap": 1,\n  "tiers": []\n}', 2, /^"tokenCap" is not previewed/],
        ['{\n  "tiers":\n', 2, /cannot be read/],
        ['{}', 1, /\{ "tiers": \[\.\.\.\] \}/],
        [
          JSON.stringify(tiers, null, 2).replace('"docs"', '"docs",\n        "complexity": "high"'),
          10,
          /^tiers\.0\.phases\.0\.complexity: Value "high" does not exist/,
        ],
        [
          JSON.stringify({ tiers }, null, 2).replace('"P1"', '"no id"'),
          8,
          /^tiers\.0\.phases\.0\.phaseId: phaseId must/,
        ],
        [JSON.stringify({ tiers: [...tiers, ...tiers] }, null, 2), 15, /T1/],
      ] as const) {
        await file('wrong.json', text);
        const ended = await there(['strategy', 'preview', 'wrong.json', '--json']);
        expect({ text, code: ended.code, problem: problemsOf(ended)[0] }).toEqual({
          text,
          code: 1,
          problem: [line, expect.stringMatching(message)],
        });
      }
    },
    patience,
  );

  test(
    'P6: problems of the plan and of the ruleset have their own file and line',
    async () => {
      await file('good.md', GOOD);
      await file('bad.md', BAD);
      await file('bad.yaml', BAD_YAML);
      expect((await there(['strategy', 'preview', 'bad.md'])).out).toMatch(/\/bad\.md:3: /);
      expect(await there(['strategy', 'preview', 'good.md', '--ruleset', 'bad.yaml'])).toEqual(
        await autopack(['ruleset', 'check', 'bad.yaml']),
      );
      const missing = await there(['strategy', 'preview', 'good.md', '--version', '9', '--json']);
      expect({ code: missing.code, ...documentOf(missing) }).toMatchObject({
        code: 1,
        ok: false,
        problems: [{ code: 'NOT_FOUND' }],
      });
    },
    patience,
  );
});
