/** What reading costs: the number of statements does not grow with the number of runs, tiers, phases or events. */
import { type Api, api, plan, statementsOf } from '../support/api/api.js';
import { EVENT, PHASE, RUN, TIER } from '../support/api/commands.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

const RUNS = 50;
let server: TestServer;
let client: Api;
beforeAll(async () => {
  server = await startTestServer();
  client = api(server);
  const batch = (from: number) =>
    Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        client.startRun({ runId: `r${from + i}`, tiers: plan({ T1: ['a', 'b'], T2: ['c'], T3: ['d', 'e'] }) }),
      ),
    );
  for (let from = 0; from < RUNS; from += 10) await batch(from);
  await Promise.all(['r1', 'r2', 'r3'].map((runId) => client.move(runId, 'a', 'EXECUTING', 'GATE')));
  await client.command('cancelRun', { runId: 'r4', reason: 'x' });
  await client.startRun({ runId: 'r50', draft: true, tiers: plan({ T1: ['a'] }) });
});
afterAll(async () => server.close());

/** What the server does by itself meanwhile: the clock, the look at the runs, what is left to write. */
const OWN =
  /deadline_at < autopack_now|interval '60 seconds'|run_outbox|pg_notify|listen |run_id i|idempotency_record|files_removed_at|w\.previous_run_id|project_outbox|project_id > \$2/;

/** What the selections spread. */
const FRAGMENTS = [RUN, TIER, PHASE, EVENT].flatMap(({ texts }) => texts);
const withFragments = (query: string): string =>
  [query, ...FRAGMENTS.filter((text) => query.includes(`...${/\w+ (\w+)/.exec(text)![1]!}`))].join('\n');

async function cost(query: string): Promise<{ statements: string[]; nodes: number }> {
  const { result, statements } = await statementsOf(async () => server.requestRaw(withFragments(query)));
  expect(result.errors).toBeUndefined();
  const data = result.data as Readonly<Record<string, { readonly nodes: readonly unknown[] } | undefined>>;
  const list = data.runs ?? data.phases ?? { nodes: [] };
  return { statements: statements.filter((text) => !OWN.test(text)), nodes: list.nodes.length };
}

describe('a list of 50 runs', () => {
  it('with tiers and phases costs at most 4 statements', async () => {
    const { statements, nodes } = await cost(
      `{ runs(first: ${RUNS}) { nodes { runId state version tiers { tierId state } phases { phaseId state } } pageInfo { endCursor } } }`,
    );
    expect(nodes).toBe(RUNS);
    expect(statements.length).toBeLessThanOrEqual(4);
    expect(statements.length).toBeGreaterThanOrEqual(3);
  });

  it('with tiers and, inside them, their phases costs at most 4 statements', async () => {
    const { statements } = await cost(
      `{ runs(first: ${RUNS}) { nodes { runId tiers { tierId phases { phaseId run { runId } } } } } }`,
    );
    expect(statements.length).toBeLessThanOrEqual(4);
  });

  it.each([
    ['budgets', 'budgets { name used limit left }', 2],
    ['debt status and promotion', 'debtStatus promotionEligibleToMain', 2],
    ['next states', 'nextStates', 4],
    ['the phase at work', 'currentPhase { phaseId state }', 2],
    ['events', `events(first: 5) { ...EventRow }`, 2],
    ['tiers with budgets', `tiers { ...TierRow }`, 2],
    ['phases with next states', `phases { ...PhaseRow }`, 4],
    ['the total', 'runId', 2],
  ])('with %s costs a constant, small number', async (what, selection, most) => {
    const query = (first: number) =>
      `{ runs(first: ${first}) { nodes { ${selection} } ${what === 'the total' ? 'totalCount' : ''} } }`;
    const [few, many] = [await cost(query(5)), await cost(query(RUNS))];
    expect([few.nodes, many.nodes]).toEqual([5, RUNS]);
    expect({ few: few.statements.length <= most, many: many.statements.length <= most }).toEqual({
      few: true,
      many: true,
    });
  });

  it('with everything there is to a run costs no more than 12 statements', async () => {
    const everything = (
      first: number,
    ) => `{ runs(first: ${first}) { totalCount nodes { ...RunRow currentPhase { phaseId }
      tiers { ...TierRow } phases { ...PhaseRow } events(first: 10) { ...EventRow } } } }`;
    const [few, many] = [await cost(everything(5)), await cost(everything(RUNS))];
    expect(many.nodes).toBe(RUNS);
    expect(many.statements.length).toBeLessThanOrEqual(12);
    expect(many.statements.length).toBeLessThanOrEqual(few.statements.length + 1);
  });
});

describe('other reads', () => {
  it.each([
    [
      'one run with everything',
      `{ run(runId: "r1") { ...RunRow tiers { ...TierRow } phases { ...PhaseRow } events { ...EventRow } } }`,
      10,
    ],
    [
      'a page of phases with their runs and tiers',
      `{ phases(first: 100) { nodes { ...PhaseRow run { state } tier { state } } } }`,
      5,
    ],
    [
      'the events of a run with what they are about',
      '{ run(runId: "r1") { events(first: 100) { seq run { state } tier { state } phase { state } } } }',
      5,
    ],
    ['nextPhase', '{ nextPhase(runId: "r5") { phaseId } }', 3],
  ])('%s costs a small number of statements', async (_what, query, most) => {
    expect((await cost(query)).statements.length).toBeLessThanOrEqual(most);
  });
});
