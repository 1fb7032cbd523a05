/** Events of chosen types: the database chooses them, a page goes on from the `seq` of the last one. */
import { type Api, api, plan, statementsOf } from '../support/api/api.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

let server: TestServer;
let client: Api;
beforeAll(async () => {
  server = await startTestServer();
  client = api(server);
  for (const runId of ['r1', 'r2']) {
    await client.startRun({ runId, tiers: plan({ T1: ['a', 'b'] }) });
    await client.move(runId, 'a', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE');
  }
  await client.move('r2', 'b', 'EXECUTING');
});
afterAll(async () => server.close());

interface Found {
  readonly seq: number;
  readonly type: string;
}

async function events(runId: string, args: string): Promise<readonly Found[]> {
  const { data, errors } = await server.requestRaw(`{ run(runId: "${runId}") { events(${args}) { seq type } } }`);
  expect(errors).toBeUndefined();
  return (data as { run: { events: readonly Found[] } }).run.events;
}

describe('E1: events of chosen types', () => {
  it('E1: are those of all that have one of these types, in order', async () => {
    const all = await events('r1', 'first: 1000');
    const types = ['PHASE_STATE_CHANGED', 'TIER_STATE_CHANGED'];
    const wanted = all.filter(({ type }) => types.includes(type));
    expect(wanted.length).toBeGreaterThan(3);
    expect(wanted.length).toBeLessThan(all.length);
    expect(await events('r1', `first: 1000, types: [${types.join()}]`)).toEqual(wanted);
    expect(await events('r1', 'first: 1000, types: null')).toEqual(all);
    expect(await events('r1', 'types: []')).toEqual([]);
  });

  it('E1: a page goes on after the seq of the last one, without a gap and without one twice', async () => {
    const wanted = await events('r1', 'first: 1000, types: [PHASE_STATE_CHANGED]');
    const found: Found[] = [];
    for (
      let page;
      (page = await events('r1', `first: 2, after: ${found.at(-1)?.seq ?? 0}, types: [PHASE_STATE_CHANGED]`)).length >
      0;
    ) {
      expect(page.length).toBeLessThanOrEqual(2);
      found.push(...page);
    }
    expect(found).toEqual(wanted);
  });

  it('E1: of several runs and with several choices at once cost one statement, and each gets its own', async () => {
    const query = `{ runs(first: 2) { nodes { runId
      phases: events(first: 1000, types: [PHASE_STATE_CHANGED]) { type } tiers: events(first: 1000, types: [TIER_STATE_CHANGED]) { type } all: events(first: 1000) { type } } } }`;
    const { result, statements } = await statementsOf(async () => server.requestRaw(query));
    const { nodes } = (result.data as { runs: { nodes: readonly Record<'phases' | 'tiers' | 'all', Found[]>[] } }).runs;
    expect(nodes).toHaveLength(2);
    for (const { phases, tiers, all } of nodes) {
      const of = (wanted: string) => all.filter(({ type }) => type === wanted);
      expect([phases, tiers]).toEqual([of('PHASE_STATE_CHANGED'), of('TIER_STATE_CHANGED')]);
    }
    expect(statements.filter((text) => text.includes('string_to_array'))).toHaveLength(1);
  });

  it('E1: a type that is none is bad input', async () => {
    const { errors } = await server.requestRaw('{ run(runId: "r1") { events(types: [NOTHING]) { seq } } }');
    expect(errors?.[0]?.message).toContain('RunEventType');
  });
});
