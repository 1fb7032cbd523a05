/** Strategies through the API: compiled, frozen, explained (P2 to P9). */
import { REFUSAL } from '../../src/cli/graphql/refusal.js';
import { api, stored } from '../support/api/api.js';
import type {
  PhaseInput,
  PreviewStrategyInput,
  StartRunInput,
  StrategySeenFragment,
  TierInput,
} from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import type { Json } from '../support/graphql-client.js';
import { waitForFiles } from '../support/server/files.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

let server: TestServer;
let client: ReturnType<typeof api>;
let names = 0;

beforeAll(async () => {
  server = await startTestServer();
  client = api(server);
});
afterAll(() => server?.close());

const STRATEGY =
  gql(`fragment StrategySeen on Strategy { id runId version hash rulesetVersion document debtCleanupPhases
  phases { phaseId taskCategory complexity builderMode ciProfile autoApply maxBuilderAttempts maxAuditorAttempts incidentTokenCap
    auditorProfile reasons { code message source } }
  tiers { tierId tokenCap ciRunCap maxMinorIssuesTolerated maxMajorIssuesTolerated reasons { code message source } } }`);
const READ = gql('query ($runId: ID!) { strategy(runId: $runId) { ...StrategySeen } }', STRATEGY);
const PREVIEW = gql(
  `query ($input: PreviewStrategyInput!) { previewStrategy(input: $input) { strategies { ...StrategySeen } plan { tierId name phaseIds }
    totals { incidentTokens builderAttempts auditorAttempts ciRuns tokenCap } differences { path before after }
    errors { ...Refusal } } }`,
  STRATEGY,
  REFUSAL,
);
type ReasonSeen = StrategySeenFragment['phases'][number]['reasons'][number];

const tiers = (phases: readonly Partial<PhaseInput>[]): TierInput[] => [
  { tierId: 'T1', name: 'One', phases: phases.map((phase, i) => ({ phaseId: `p${i}`, name: `Phase ${i}`, ...phase })) },
];
async function aProject(document?: Json): Promise<string> {
  const projectId = `project-${(names += 1)}`;
  expect((await client.command('createProject', { projectId })).errors).toEqual([]);
  if (document) await publish(projectId, document);
  return projectId;
}
async function publish(projectId: string, document: Json): Promise<void> {
  const answer = await client.command('publishRuleset', { projectId, document });
  expect(answer.errors).toEqual([]);
}
async function start(projectId: string, input: Omit<StartRunInput, 'projectId'>) {
  const answer = await client.startRun({ projectId, ...input });
  expect(answer.errors).toEqual([]);
  return answer.run!;
}
const find = async (runId: string) => (await server.request(READ, { runId })).strategy;
const strategyOf = async (runId: string): Promise<StrategySeenFragment> => {
  const strategy = await find(runId);
  if (!strategy) throw new Error(`The run ${runId} has no strategy`);
  return strategy;
};
const preview = async (input: PreviewStrategyInput) => (await server.request(PREVIEW, { input })).previewStrategy;

describe('P2: compiled, frozen, stored', () => {
  test.each(['schema_change', 'security_auth'])(
    'P4: a %s phase gets strict CI, few tries and no auto-apply',
    async (taskCategory) => {
      const run = await start('default', { tiers: tiers([{ taskCategory }]) });
      const { phases } = await strategyOf(run.runId);
      expect(phases[0]).toMatchObject({
        complexity: 'HIGH',
        ciProfile: 'STRICT',
        maxBuilderAttempts: 2,
        maxAuditorAttempts: 3,
        autoApply: false,
      });
    },
  );

  test('P3: every value of a phase, a tier and the run says where it came from', async () => {
    const projectId = await aProject({
      categories: { docs: { maxBuilderAttempts: 1 } },
      defaults: { run: { tokenCap: 900_000 } },
    });
    const run = await start(projectId, { tiers: tiers([{ taskCategory: 'docs', complexity: 'HIGH' }]) });
    const { phases, tiers: compiled, document } = await strategyOf(run.runId);
    const source = (reasons: readonly ReasonSeen[], code: string) =>
      reasons.find((reason) => reason.code === code)?.source;
    expect(phases[0]!.reasons.map((reason) => reason.code).sort()).toEqual([
      'auditor_profile',
      'auto_apply',
      'builder_mode',
      'ci_profile',
      'complexity',
      'incident_token_cap',
      'max_auditor_attempts',
      'max_builder_attempts',
    ]);
    expect(source(phases[0]!.reasons, 'max_builder_attempts')).toBe('ruleset v1');
    expect(source(phases[0]!.reasons, 'complexity')).toBe('plan');
    expect(source(phases[0]!.reasons, 'auditor_profile')).toBe('default');
    expect(source((document.run as { reasons: ReasonSeen[] }).reasons, 'token_cap')).toBe('ruleset v1');
    expect(compiled[0]!.reasons.length).toBe(4);
  });

  test('P2: budgets on the rows of run, tier and phase come from the strategy', async () => {
    const projectId = await aProject({
      defaults: {
        run: { tokenCap: 700_000, maxPhases: 3, maxDurationMinutes: 30 },
        tier: { tokenCapMultiplier: 1, ciRunsPerPhase: 5, maxMajorIssuesTolerated: 2 },
      },
      categories: { docs: { incidentTokenCap: 111_000, maxBuilderAttempts: 7 } },
    });
    const run = await start(projectId, { tiers: tiers([{ taskCategory: 'docs' }]) });
    expect(run).toMatchObject({ tokenCap: 700_000, maxPhases: 3, maxDurationMinutes: 30 });
    const read = await client.read(run.runId);
    expect(read.tiers[0]).toMatchObject({ tokenCap: 111_000, ciRunCap: 5, maxMajorIssuesTolerated: 2 });
    expect(read.phases[0]).toMatchObject({ incidentTokenCap: 111_000, maxBuilderAttempts: 7 });
  });

  test('P2: a ruleset that is published during a run changes nothing in that run; two runs live under two versions', async () => {
    const projectId = await aProject({ categories: { docs: { maxBuilderAttempts: 2 } } });
    const first = await start(projectId, { tiers: tiers([{ taskCategory: 'docs' }]) });
    const before = await strategyOf(first.runId);
    await publish(projectId, { categories: { docs: { maxBuilderAttempts: 9 } } });
    const second = await start(projectId, { tiers: tiers([{ taskCategory: 'docs' }]) });
    expect(await strategyOf(first.runId)).toEqual(before);
    expect((await strategyOf(second.runId)).rulesetVersion).toBe(2);
    expect((await client.read(first.runId)).phases[0]!.maxBuilderAttempts).toBe(2);
    expect((await client.read(second.runId)).phases[0]!.maxBuilderAttempts).toBe(9);
  });

  test('P2: the same plan and policy give the same hash, and it is in the run’s file too', async () => {
    const projectId = await aProject();
    const [one, two] = [await start(projectId, { tiers: tiers([{}]) }), await start(projectId, { tiers: tiers([{}]) })];
    const [a, b] = [await strategyOf(one.runId), await strategyOf(two.runId)];
    expect(a.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(a.hash).toBe(b.hash);
    await waitForFiles(server, one.runId);
    const { run } = await server.request(
      gql(
        'query ($runId: ID!) { run(runId: $runId) { strategy { hash } phases { strategy { ciProfile } } fileLayout { upToDate files { path content } } } }',
      ),
      { runId: one.runId },
    );
    expect(run).toMatchObject({
      strategy: { hash: a.hash },
      phases: [{ strategy: { ciProfile: 'NORMAL' } }],
      fileLayout: { upToDate: true },
    });
    const file = run!.fileLayout.files.find((found) => found.path === 'project_implementation_strategy_v1.json');
    expect(JSON.parse(file!.content!)).toMatchObject({ hash: a.hash });
  });

  test('S9: a draft has no strategy; sealed, it is compiled with the ruleset of that moment', async () => {
    const projectId = await aProject();
    const draft = await start(projectId, { tiers: tiers([{ taskCategory: 'docs' }]), draft: true });
    expect(await find(draft.runId)).toBeNull();
    await publish(projectId, { categories: { docs: { maxBuilderAttempts: 6 } }, safetyProfile: 'SAFETY_CRITICAL' });
    expect((await client.command('sealPlan', { runId: draft.runId })).run).toMatchObject({
      state: 'RUN_CREATED',
      safetyProfile: 'SAFETY_CRITICAL',
    });
    expect((await client.read(draft.runId)).phases[0]).toMatchObject({ maxBuilderAttempts: 6 });
    expect(await strategyOf(draft.runId)).toMatchObject({ rulesetVersion: 1, phases: [{ ciProfile: 'STRICT' }] });
  });
});

describe('P4, P8, P9: what a caller may ask for', () => {
  test.each([
    ['tokenCap', 1_000_001],
    ['maxPhases', 6],
    ['maxDurationMinutes', 61],
  ] as const)('P4: %s above the ruleset’s is refused, equal is taken', async (budget, value) => {
    const projectId = await aProject({
      defaults: { run: { tokenCap: 1_000_000, maxPhases: 5, maxDurationMinutes: 60 } },
    });
    expect((await client.startRun({ projectId, tiers: tiers([{}]), [budget]: value })).errors).toMatchObject([
      { code: 'INVALID_INPUT', path: ['input', budget] },
    ]);
    expect((await start(projectId, { tiers: tiers([{}]), [budget]: value - 1 }))[budget]).toBe(value - 1);
  });

  test('P4: without a ruleset’s value the server’s default may be raised', async () => {
    expect(await start('default', { tiers: tiers([{}]), tokenCap: 10 ** 12, maxPhases: 1_000 })).toMatchObject({
      tokenCap: 10 ** 12,
      maxPhases: 1_000,
    });
  });

  test('P9: profile and scope that the caller leaves out come from the ruleset; what it says holds', async () => {
    const projectId = await aProject({ safetyProfile: 'safety_critical', runScope: 'single_tier' });
    expect(await start(projectId, { tiers: tiers([{}]) })).toMatchObject({
      safetyProfile: 'SAFETY_CRITICAL',
      runScope: 'SINGLE_TIER',
    });
    expect(
      await start(projectId, { tiers: tiers([{}]), safetyProfile: 'NORMAL', runScope: 'MULTI_TIER' }),
    ).toMatchObject({
      safetyProfile: 'NORMAL',
    });
    expect(await start('default', { tiers: tiers([{}]) })).toMatchObject({
      safetyProfile: 'NORMAL',
      runScope: 'MULTI_TIER',
    });
  });

  test('P8: a plan with two tiers is refused where the ruleset says single tier', async () => {
    const projectId = await aProject({ runScope: 'SINGLE_TIER' });
    const two = [...tiers([{}]), { tierId: 'T2', name: 'Two', phases: [{ phaseId: 'q', name: 'Q' }] }];
    expect((await client.startRun({ projectId, tiers: two })).errors).toMatchObject([
      { code: 'INVALID_INPUT', path: ['input', 'tiers'] },
    ]);
  });

  test('P4: in a safety critical run CI is strict, a tier tolerates half, and high complexity is never applied unseen', async () => {
    const run = await start('default', {
      tiers: tiers([{ complexity: 'HIGH' }, {}]),
      safetyProfile: 'SAFETY_CRITICAL',
    });
    const { phases, tiers: compiled } = await strategyOf(run.runId);
    expect(phases).toMatchObject([
      { ciProfile: 'STRICT', autoApply: false },
      { ciProfile: 'STRICT', autoApply: true },
    ]);
    expect(compiled[0]!.maxMinorIssuesTolerated).toBe(2);
  });
});

describe('P6: the dry run', () => {
  const plan = tiers([{ taskCategory: 'schema_change' }, { taskCategory: 'docs' }]);

  test('P6: shows what a start would freeze, and stores nothing', async () => {
    const projectId = await aProject({ categories: { docs: { autoApply: false } } });
    const before = await stored(server);
    const displayed = await preview({ projectId, tiers: plan });
    expect(await stored(server)).toEqual(before);
    expect(displayed.errors).toEqual([]);
    expect(displayed.plan).toEqual([{ tierId: 'T1', name: 'One', phaseIds: ['p0', 'p1'] }]);
    expect(displayed.totals).toEqual({
      incidentTokens: 1_200_000,
      builderAttempts: 4,
      auditorAttempts: 4,
      ciRuns: 4,
      tokenCap: 5_000_000,
    });
    const run = await start(projectId, { tiers: plan });
    const { id: _, runId: __, ...frozen } = await strategyOf(run.runId);
    expect(displayed.strategies[0]).toMatchObject(frozen);
  });

  test('P6: a given ruleset is tried out against a stored one, value by value', async () => {
    const projectId = await aProject({ categories: { docs: { maxBuilderAttempts: 2 } } });
    const { differences, strategies } = await preview({
      projectId,
      tiers: plan,
      ruleset: { categories: { docs: { maxBuilderAttempts: 1 } } },
      againstVersion: 1,
    });
    expect(strategies[0]!.rulesetVersion).toBeNull();
    expect(differences).toEqual([{ path: 'phases.p1.maxBuilderAttempts', before: '2', after: '1' }]);
    expect((await preview({ projectId, tiers: plan, againstVersion: 0 })).differences).toEqual([]);
  });

  test.each([
    ['neither tiers nor Markdown', {}, 'INVALID_INPUT'],
    ['both', { tiers: plan, planMarkdown: '## T\n### P\n' }, 'INVALID_INPUT'],
    ['two rulesets', { tiers: plan, ruleset: {}, rulesetVersion: 1 }, 'INVALID_INPUT'],
    ['a version that is not there', { tiers: plan, rulesetVersion: 7 }, 'NOT_FOUND'],
    ['a comparison that is not there', { tiers: plan, againstVersion: 7 }, 'NOT_FOUND'],
    ['an unknown project', { tiers: plan, projectId: 'nobody' }, 'NOT_FOUND'],
    ['a typo in the ruleset', { tiers: plan, ruleset: { catgories: {} } }, 'INVALID_INPUT'],
    ['an empty plan', { tiers: [] }, 'INVALID_INPUT'],
    ['a phase twice', { tiers: tiers([{ phaseId: 'x' }, { phaseId: 'x' }]) }, 'INVALID_INPUT'],
  ])('P6: %s is reported as an error', async (_, input, code) => {
    expect(await preview(input)).toMatchObject({ strategies: [], totals: null, errors: [{ code }] });
  });
});
