/** What the archive reads of a run is found by indexes, however many runs there are (O10). */
import { readFile } from 'node:fs/promises';

import pg from 'pg';

import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { accepted, LifecycleServer, planOf } from '../support/server/lifecycle.js';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await freshDatabase();
  const server = await LifecycleServer.open(database.url);
  accepted(await server.start('one', planOf(1)));
  await server.close();
  await database.query(`insert into run select (jsonb_populate_record(r, jsonb_build_object('run_id', r.run_id || '/' || i))).*
    from run r, generate_series(1, 20000) as i`);
  await database.query('analyze');
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // The other tables are so small that reading all of them is cheaper; where no index fits it is done nevertheless.
  await client.query('set plan_cache_mode = force_generic_plan; set enable_seqscan = off');
});
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Recheck Cond'?: string;
  readonly Plans?: readonly Node[];
}

/** Reads of tables in the plan of a statement whatever its values are. */
async function readsOf(name: string): Promise<Node[]> {
  const sql = await readFile(new URL(`../../docs/sql/${name}.sql`, import.meta.url), 'utf8');
  const count = Math.max(...[...sql.matchAll(/\$(\d+)/g)].map(([, index]) => Number(index)));
  await client.query(`prepare ${name} as ${sql.replaceAll(/^--.*$/gm, '')}`);
  const values = Array.from({ length: count }, () => 'null').join(', ');
  const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
    `explain (format json) execute ${name} (${values})`,
  );
  const below = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(below)];
  return below(rows[0]!['QUERY PLAN'][0]!.Plan).filter((node) => node['Relation Name'] !== undefined);
}

test.each([
  ['archive_rows', 15],
  ['archive_events', 1],
  ['archive_attachments', 1],
  ['archive_candidates_named', 1],
  ['archive_runs_behind', 3],
])('O10: %s reads by an index on the run', async (name, least) => {
  const reads = await readsOf(name);
  expect(reads.length).toBeGreaterThanOrEqual(least);
  const unfit = reads.filter((node) => !/run_id/.test(node['Index Cond'] ?? node['Recheck Cond'] ?? ''));
  expect(unfit).toEqual([]);
});

test('O10: the oldest runs of a project are found by their index, not among all its runs', async () => {
  const reads = (await readsOf('archive_candidates_old')).filter((node) => node['Relation Name'] === 'run');
  expect(reads.map((node) => node['Index Cond'])).toEqual([expect.stringMatching(/project_id.*completed_at/)]);
});
