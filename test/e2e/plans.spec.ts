/** Plans in Markdown through the API: one run or several linked ones (P10). */
import { REFUSAL } from '../../src/cli/graphql/refusal.js';
import { api, stored } from '../support/api/api.js';
import type { PayloadOf } from '../support/api/commands.js';
import type { PlannedRunFragment, StartRunFromPlanInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

let server: TestServer;
let client: ReturnType<typeof api>;
let names = 0;

beforeAll(async () => {
  server = await startTestServer();
  client = api(server);
});
afterAll(() => server?.close());

const RUN =
  gql(`fragment PlannedRun on Run { runId state version projectId safetyProfile runScope tokenCap startedAt deadlineAt
  previousRunId nextRunId nextStates tiers { tierId phases { phaseId } } }`);
const START = gql(
  'mutation ($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) { runs { ...PlannedRun } errors { ...Refusal } } }',
  RUN,
  REFUSAL,
);
const READ = gql(
  'query ($runId: ID!) { run(runId: $runId) { ...PlannedRun failureReason failure { rule reasons { code } } } }',
  RUN,
);
const start = async (input: StartRunFromPlanInput) => (await server.request(START, { input })).startRunFromPlan;
const read = async (runId: string) => (await server.request(READ, { runId })).run!;
const name = (): string => `plan-${(names += 1)}`;

/** A plan with so many phases in each tier. */
function markdown(sizes: readonly number[], front = ''): string {
  let phase = 0;
  const tiers = sizes.map(
    (size, t) =>
      `## T${t + 1}: Tier ${t + 1}\n\n${Array.from({ length: size }, () => `### F${(phase += 1)}: Phase\n\n- Category: docs\n`).join('\n')}`,
  );
  return `${front === '' ? '' : `---\n${front}\n---\n\n`}# A plan\n\n${tiers.join('\n')}`;
}
const shapeOf = (runs: readonly PlannedRunFragment[]) =>
  runs.map((run) => run.tiers.map((tier) => `${tier.tierId}:${tier.phases.length}`).join(' '));
async function complete(runId: string) {
  let last: PayloadOf<'updatePhaseStatus'> | undefined;
  for (const { phases } of (await read(runId)).tiers) {
    for (const { phaseId } of phases)
      last = await client.move(runId, phaseId, 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE');
  }
  return last;
}

describe('one run', () => {
  test('P10: a plan that fits becomes one run, with what its front matter asks for', async () => {
    const runId = name();
    const { runs, errors } = await start({
      runId,
      planMarkdown: markdown([2, 1], 'profile: safety_critical\ntoken_cap: 2000000'),
    });
    expect(errors).toEqual([]);
    expect(runs).toMatchObject([
      {
        runId,
        state: 'RUN_CREATED',
        safetyProfile: 'SAFETY_CRITICAL',
        tokenCap: 2_000_000,
        previousRunId: null,
        nextRunId: null,
      },
    ]);
    expect(runs[0]!.startedAt).not.toBeNull();
  });

  test('W7: the text above the first tier is kept with every run of the plan, and given to the workers on it', async () => {
    const runId = name();
    const planMarkdown = markdown([2, 2], 'max_phases: 2').replace(
      '# A plan',
      '# A shop\n\nWrite **no** comments in `src/`.',
    );
    const { runs } = await start({ runId, planMarkdown });
    const kept = await server.request(gql('{ runs(first: 50) { edges { node { runId introduction } } } }'));
    const introductions = kept.runs.edges
      .map(({ node }) => node)
      .filter((node) => runs.some((run) => run.runId === node.runId))
      .map((node) => node.introduction);
    expect(introductions).toEqual([0, 1].map(() => '# A shop\n\nWrite **no** comments in `src/`.'));
    const claim = gql(
      'mutation ($input: ClaimWorkInput!) { claimWork(input: $input) { brief { planIntroduction tierName markdown } } }',
    );
    const { brief } = (await server.request(claim, { input: { role: 'BUILDER', workerId: 'w', runId } })).claimWork;
    expect(brief).toMatchObject({
      planIntroduction: '# A shop\n\nWrite **no** comments in `src/`.',
      tierName: 'Tier 1',
    });
    expect(brief!.markdown).toContain('```text\n# A shop\n\nWrite **no** comments in `src/`.\n```');
  });

  test.each([
    ['nothing', '', null],
    ['a title', '# Shop', '# Shop'],
    ['more than a text may hold', `# Shop\n\n${'x'.repeat(20_000)}`, expect.stringMatching(/^# Shop\n\nx{9,}\n\[…\]$/)],
  ])('W7: %s above the first tier', async (_, above, introduction) => {
    const { runs } = await start({ runId: name(), planMarkdown: markdown([1]).replace('# A plan', above) });
    const { run } = await server.request(gql('query ($runId: ID!) { run(runId: $runId) { introduction } }'), {
      runId: runs[0]!.runId,
    });
    expect(run!.introduction).toEqual(introduction);
  });

  test('P9: what the caller says holds before what the plan says', async () => {
    const planMarkdown = markdown([1], 'profile: safety_critical');
    expect((await start({ planMarkdown, safetyProfile: 'NORMAL' })).runs[0]!.safetyProfile).toBe('NORMAL');
  });

  test('P4: a plan may tighten the project’s policy, and not loosen it', async () => {
    await client.command('createProject', { projectId: 'careful' });
    const document = { safetyProfile: 'safety_critical', defaults: { run: { tokenCap: 1_000_000 } } };
    await client.command('publishRuleset', { projectId: 'careful', document });
    const { runs } = await start({
      projectId: 'careful',
      planMarkdown: markdown([1], 'profile: normal\nscope: single_tier'),
    });
    expect(runs).toMatchObject([{ safetyProfile: 'SAFETY_CRITICAL', runScope: 'SINGLE_TIER' }]);
    const refused = await start({
      projectId: 'careful',
      planMarkdown: markdown([1], 'profile: normal\ntoken_cap: 1000001'),
    });
    expect(refused).toMatchObject({
      runs: [],
      errors: [{ __typename: 'InputError', code: 'INVALID_INPUT', line: 3, path: ['input', 'planMarkdown'] }],
    });
  });

  test('every problem of a plan names its line and says what to write instead, several at once; nothing is stored', async () => {
    const before = await stored(server);
    const planMarkdown = '## T1: Tier\n\n### F1: Phase\n\n- Categry: docs\n- Complexity: huge\n\n### F1: Again\n';
    const { runs, errors } = await start({ planMarkdown });
    expect(runs).toEqual([]);
    expect(errors.map((error) => [error.code, error.__typename === 'InputError' && error.line])).toEqual([
      ['INVALID_INPUT', 5],
      ['INVALID_INPUT', 6],
      ['INVALID_INPUT', 8],
    ]);
    expect(await stored(server)).toEqual(before);
  });

  test('A3: a megabyte of Markdown is refused clearly', async () => {
    const { errors } = await start({ planMarkdown: 'x'.repeat(1_100_000) });
    expect(errors).toMatchObject([{ code: 'INVALID_INPUT', line: 1 }]);
  });
});

describe('P10: linked runs', () => {
  test('P10: more phases than max_phases become runs that are filled with whole tiers', async () => {
    const runId = name();
    const { runs } = await start({ runId, planMarkdown: markdown([3, 2, 4, 11, 1], 'max_phases: 5') });
    expect(shapeOf(runs)).toEqual(['T1:3 T2:2', 'T3:4', 'T4:5', 'T4:5', 'T4:1 T5:1']);
    expect(runs.map((run) => run.runId)).toEqual([runId, `${runId}-2`, `${runId}-3`, `${runId}-4`, `${runId}-5`]);
    expect(runs.map((run) => [run.previousRunId, run.nextRunId])).toEqual([
      [null, `${runId}-2`],
      [runId, `${runId}-3`],
      [`${runId}-2`, `${runId}-4`],
      [`${runId}-3`, `${runId}-5`],
      [`${runId}-4`, null],
    ]);
  });

  test('P8, P10: a single tier plan with several tiers becomes one run for each', async () => {
    expect(shapeOf((await start({ planMarkdown: markdown([1, 2, 1]), runScope: 'SINGLE_TIER' })).runs)).toEqual([
      'T1:1',
      'T2:2',
      'T3:1',
    ]);
  });

  test('P10: a run waits without a clock until its predecessor has succeeded, then begins', async () => {
    const runId = name();
    await start({ runId, planMarkdown: markdown([1, 1], 'scope: single_tier') });
    const waiting = await read(`${runId}-2`);
    expect(waiting).toMatchObject({ state: 'RUN_CREATED', startedAt: null, deadlineAt: null });
    const refused = await client.updatePhaseStatus({ runId: `${runId}-2`, phaseId: 'F2', state: 'EXECUTING' });
    expect(refused.errors).toMatchObject([{ code: 'TRANSITION_REFUSED', retryable: true }]);
    expect(refused.errors[0]!.message).toContain(runId);
    await complete(runId);
    const released = await read(`${runId}-2`);
    expect(released.startedAt).not.toBeNull();
    expect(released.deadlineAt).not.toBeNull();
    expect((await complete(`${runId}-2`))!.run!.state).toBe('DONE_SUCCESS');
    const { run } = await server.request(
      gql('query ($runId: ID!) { run(runId: $runId) { events(first: 5) { type cause actor data } } }'),
      {
        runId: `${runId}-2`,
      },
    );
    expect(run!.events[1]).toMatchObject({
      type: 'RUN_RELEASED',
      actor: 'clock',
      cause: 'predecessor',
      data: { previousRunId: runId },
    });
  });

  test('P10: when a run fails, all that wait behind it end as cancelled and name it', async () => {
    const runId = name();
    await start({ runId, planMarkdown: markdown([1, 1, 1], 'scope: single_tier') });
    await client.command('cancelRun', { runId, reason: 'enough' });
    for (const [waiting, before] of [
      [`${runId}-2`, runId],
      [`${runId}-3`, `${runId}-2`],
    ] as const) {
      const run = await read(waiting);
      expect(run).toMatchObject({
        state: 'DONE_FAILED_CANCELLED',
        failure: { rule: 'P10', reasons: [{ code: 'predecessor_failed' }] },
      });
      expect(run.failureReason).toContain(`"${before}"`);
    }
  });

  test('P10: an id that does not fit or is taken refuses the plan, and no run is stored', async () => {
    const taken = name();
    await client.startRun({
      runId: `${taken}-2`,
      tiers: [{ tierId: 't', name: 'T', phases: [{ phaseId: 'p', name: 'P' }] }],
    });
    const before = await stored(server);
    const planMarkdown = markdown([1, 1], 'scope: single_tier');
    expect((await start({ runId: taken, planMarkdown })).errors).toMatchObject([{ code: 'ALREADY_EXISTS' }]);
    expect((await start({ runId: 'x'.repeat(99), planMarkdown })).errors).toMatchObject([
      { code: 'INVALID_INPUT', path: ['input', 'runId'] },
    ]);
    expect(
      (await start({ runId: 'x'.repeat(101), planMarkdown: '' }).catch((error: Error) => error.message)) as string,
    ).toContain('BAD_USER_INPUT');
    expect(await stored(server)).toEqual(before);
  });

  test('W5: the same plan imported twice under one key gives the same runs, also when both come at once', async () => {
    const input = { planMarkdown: markdown([1, 1, 1], 'scope: single_tier'), idempotencyKey: name() };
    const [one, two] = await Promise.all([start(input), start(input)]);
    const three = await start(input);
    const ids = (answer: { readonly runs: readonly { readonly runId: string }[] }) =>
      answer.runs.map((run) => run.runId);
    expect(ids(one)).toHaveLength(3);
    expect(ids(two)).toEqual(ids(one));
    expect(ids(three)).toEqual(ids(one));
    expect((await start({ ...input, runScope: 'MULTI_TIER' })).errors).toMatchObject([
      { code: 'IDEMPOTENCY_CONFLICT' },
    ]);
  });

  test('W5: runs of a plan that were deleted are missing from the repeated answer, the others are not', async () => {
    const input = { planMarkdown: markdown([1, 1, 1], 'scope: single_tier'), idempotencyKey: name() };
    const [first, second, third] = (await start(input)).runs.map((run) => run.runId);
    await client.command('cancelRun', { runId: first!, reason: 'x' });
    for (const gone of [second!, first!]) {
      await client.command('deleteRun', { runId: gone });
      const left = (await start({ ...input, projectId: null })).runs.map((run) => run.runId);
      expect(left).toEqual(gone === second ? [first, third] : [third]);
    }
  });

  test('W5: a plan that was refused under a key is answered with the same problems, and another plan under that key conflicts', async () => {
    const input = { planMarkdown: '## T1: One\n', idempotencyKey: name() };
    const first = await start(input);
    expect(first.errors).toMatchObject([{ code: 'INVALID_INPUT', line: 1 }]);
    expect(await start(input)).toEqual(first);
    expect((await start({ ...input, planMarkdown: markdown([1]) })).errors).toMatchObject([
      { code: 'IDEMPOTENCY_CONFLICT' },
    ]);
  });

  test('P10: the summary of a linked run says what it waits for', async () => {
    const runId = name();
    await start({ runId, planMarkdown: markdown([1, 1], 'scope: single_tier') });
    const { artefact } = await server.request(
      gql('query ($runId: ID!) { artefact(runId: $runId, path: "run_summary.md") { content } }'),
      {
        runId: `${runId}-2`,
      },
    );
    expect(artefact!.content).toContain(`It follows run \`${runId}\` and waits for it.`);
    expect(artefact!.content).toContain(`previous_run_id: ${runId}`);
  });

  test('P6, P10: the dry run shows one strategy for each run that the plan becomes', async () => {
    const { previewStrategy } = await server.request(
      gql(
        'query ($input: PreviewStrategyInput!) { previewStrategy(input: $input) { strategies { phases { phaseId } } plan { tierId phaseIds } totals { tokenCap } errors { message } } }',
      ),
      { input: { planMarkdown: markdown([2, 2], 'max_phases: 2') } },
    );
    expect(previewStrategy.errors).toEqual([]);
    expect(previewStrategy.strategies).toHaveLength(2);
    expect(previewStrategy.plan.map((tier) => tier.phaseIds)).toEqual([
      ['F1', 'F2'],
      ['F3', 'F4'],
    ]);
    expect(previewStrategy.totals!.tokenCap).toBe(10_000_000);
  });
});
