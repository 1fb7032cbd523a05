/** Lists of runs and phases: pages, filters, order and counts. */
import { type Api, api, plan, statementsOf } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import type { Json } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

let server: TestServer;
let client: Api;
beforeAll(async () => {
  server = await startTestServer({ RUN_TOKEN_CAP: '4000000' });
  client = api(server);
  for (const projectId of ['shop', 'pages']) await client.command('createProject', { projectId });
});
afterAll(async () => server.close());

describe('lists', () => {
  interface Page {
    readonly edges: readonly { readonly cursor: string; readonly node: Json }[];
    readonly nodes: readonly Json[];
    readonly totalCount: number;
    readonly pageInfo: {
      readonly hasNextPage: boolean;
      readonly hasPreviousPage: boolean;
      readonly startCursor: string | null;
      readonly endCursor: string | null;
    };
  }
  const list = async (list: 'runs' | 'phases', variables: Json = {}) => {
    const [filter, id] = list === 'runs' ? ['RunFilter', 'runId'] : ['PhaseFilter', 'id'];
    const query = `query ($first: Int, $after: String, $filter: ${filter}) { ${list}(first: $first, after: $after, filter: $filter) {
      edges { cursor node { ${id} } } nodes { ${id} } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    const { data, errors } = await server.requestRaw(query, variables);
    expect(errors).toBeUndefined();
    const page = (data as Record<typeof list, Page>)[list];
    expect(page.edges.map((edge) => edge.node)).toEqual(page.nodes);
    expect([page.pageInfo.startCursor, page.pageInfo.endCursor]).toEqual([
      page.edges.at(0)?.cursor ?? null,
      page.edges.at(-1)?.cursor ?? null,
    ]);
    return { ...page, ids: page.nodes.map((node) => String(node[id]).replace(/^phase:/, '')) };
  };
  /** All pages, one after the other; `between` happens after each. */
  const pages = async (
    of: 'runs' | 'phases',
    variables: Json,
    between: (page: number) => Promise<unknown> = async () => undefined,
  ) => {
    const found: string[] = [];
    for (let after: string | null = null, page = 0; ; page++) {
      const { ids, pageInfo } = await list(of, { ...variables, after });
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      found.push(...ids);
      if (!pageInfo.hasNextPage) return found;
      expect(ids).toHaveLength(variables.first as number);
      after = pageInfo.endCursor;
      await between(page);
    }
  };
  const inProject = { projectId: 'pages' };
  let newestFirst: string[];

  beforeAll(async () => {
    for (let i = 0; i < 23; i++)
      await client.startRun({ runId: `list-${i}`, ...inProject, tiers: plan({ T1: ['a'], T2: ['b', 'c'] }) });
    // Some share their instant: the id decides between them.
    await server.database.query(
      `update run set created_at = (select created_at from run where run_id = 'list-9') where run_id in ('list-10', 'list-11', 'list-8')`,
    );
    newestFirst = (
      await server.database.query<{ run_id: string }>(
        `select run_id from run where project_id = 'pages' order by created_at desc, run_id desc`,
      )
    ).map((row) => row.run_id);
  });

  it('of runs go through all pages, newest first, without a gap or a repeat while runs are started and deleted', async () => {
    let extra = 0;
    const found = await pages('runs', { first: 5, filter: inProject }, async () =>
      client.startRun({ runId: `late-${extra++}`, ...inProject, tiers: plan({ T1: ['a'] }) }),
    );
    expect(found).toEqual(newestFirst);
    expect((await list('runs', { first: 100, filter: inProject })).ids).toEqual([
      ...Array.from({ length: extra }, (_, i) => `late-${extra - 1 - i}`),
      ...newestFirst,
    ]);
    const { pageInfo } = await list('runs', { first: extra, filter: inProject });
    for (let i = 0; i < extra; i++) {
      await client.command('cancelRun', { runId: `late-${i}`, reason: 'x' });
      await client.command('deleteRun', { runId: `late-${i}` });
    }
    // The cursor outlives the run that it was made from.
    expect((await list('runs', { first: 3, after: pageInfo.endCursor, filter: inProject })).ids).toEqual(
      newestFirst.slice(0, 3),
    );
  });

  it('of phases go newest run first, then in plan order, through all pages', async () => {
    const inPlan = newestFirst.flatMap((runId) => ['a', 'b', 'c'].map((id) => `${runId}/${id}`));
    const all = await pages('phases', { first: 10, filter: {} }, async () => undefined);
    expect(all.filter((id) => id.startsWith('list-'))).toEqual(inPlan);
    expect(new Set(all).size).toBe(all.length);
    expect(await pages('phases', { first: 1, filter: { runId: 'list-7' } })).toEqual([
      'list-7/a',
      'list-7/b',
      'list-7/c',
    ]);
    expect(await pages('phases', { first: 1, filter: { runId: 'list-7', tierId: 'T2' } })).toEqual([
      'list-7/b',
      'list-7/c',
    ]);
  });

  it('have 20 entries by default, at most 100, and may be empty', async () => {
    expect((await list('runs', { filter: inProject })).ids).toHaveLength(20);
    expect((await list('runs', { filter: inProject, first: 100 })).ids).toHaveLength(23);
    expect(await list('runs', { filter: inProject, first: 0 })).toMatchObject({
      ids: [],
      totalCount: 23,
      pageInfo: { hasNextPage: true, endCursor: null },
    });
    expect(await list('runs', { filter: { projectId: 'nobody' } })).toMatchObject({
      ids: [],
      totalCount: 0,
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null },
    });
    for (const first of [-1, 101]) {
      const answer = await server.requestRaw('query ($first: Int) { runs(first: $first) { totalCount } }', { first });
      expect(answer.errors![0]).toMatchObject({
        extensions: {
          code: 'BAD_USER_INPUT',
          fields: [{ path: 'first', message: expect.stringContaining('0 to 100') }],
        },
      });
    }
  });

  it('filter by project, state, end and instant, everything given at once', async () => {
    await client.move('list-3', 'a', 'EXECUTING');
    await client.move('list-4', 'a', 'EXECUTING', 'GATE');
    await client.command('cancelRun', { runId: 'list-5', reason: 'x' });
    const ids = async (filter: Json) =>
      (await list('runs', { first: 100, filter: { ...inProject, ...filter } })).ids.sort();
    expect(await ids({ states: ['PHASE_EXECUTION', 'GATE'] })).toEqual(['list-3', 'list-4']);
    expect(await ids({ states: ['GATE'], terminal: false })).toEqual(['list-4']);
    expect(await ids({ states: ['GATE'], terminal: true })).toEqual([]);
    expect(await ids({ states: [] })).toEqual([]);
    expect(await ids({ terminal: true })).toEqual(['list-5']);
    expect(await ids({ terminal: false })).toHaveLength(22);
    expect(await ids({ terminal: null, states: null, createdAfter: null })).toHaveLength(23);
    const { run } = await server.request(gql('{ run(runId: "list-15") { createdAt } }'));
    const [newer, older] = [await ids({ createdAfter: run!.createdAt }), await ids({ createdBefore: run!.createdAt })];
    expect([newer.includes('list-15'), older.includes('list-15'), newer.length + older.length]).toEqual([
      false,
      false,
      22,
    ]);
    expect(await list('runs', { first: 2, filter: { ...inProject, createdBefore: run!.createdAt } })).toMatchObject({
      totalCount: older.length,
      pageInfo: { hasNextPage: true },
    });
    expect((await list('phases', { filter: { runId: 'list-4', states: ['GATE'] } })).ids).toEqual(['list-4/a']);
    expect((await list('phases', { filter: { runId: 'list-5', states: ['SKIPPED', 'FAILED'] } })).ids).toEqual([
      'list-5/a',
      'list-5/b',
      'list-5/c',
    ]);
  });

  it('count only when totalCount is selected', async () => {
    for (const which of ['runs', 'phases']) {
      const counting = async (selection: string) =>
        (
          await statementsOf(async () => server.requestRaw(`{ ${which}(first: 3) { ${selection} } }`))
        ).statements.filter((text) => /count\(/i.test(text)).length;
      expect([
        await counting('nodes { id } pageInfo { hasNextPage }'),
        await counting('nodes { id } totalCount'),
        await counting('totalCount'),
      ]).toEqual([0, 1, 1]);
    }
  });

  it('refuse a cursor of the other list and a tier without its run', async () => {
    const cursors = [(await list('phases')).pageInfo.endCursor, (await list('runs')).pageInfo.endCursor];
    for (const [which, after] of [
      ['runs', cursors[0]],
      ['phases', cursors[1]],
    ]) {
      const answer = await server.requestRaw(`query ($after: String) { ${which}(after: $after) { totalCount } }`, {
        after,
      });
      expect(answer.errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] });
    }
    const answer = await server.requestRaw('{ phases(filter: { tierId: "T1" }) { totalCount } }');
    expect(answer.errors![0]!.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'filter.tierId' }],
    });
  });
});
