/** What the archive of a long run costs: each row is read once, however many pages there are (O10). */
import pg from 'pg';

import { ArchiveRepository } from '../../src/archive/archive.repository.js';
import type { Database, Statement } from '../../src/database/database.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';

/** Three pages of a table, the last one not full. */
const ROWS = 1_200;
const RUN = 'long';
import.meta.jest.setTimeout(120_000);

let database: TestDatabase;
let client: pg.Client;
let repository: ArchiveRepository;
const pages: { readonly what: string; readonly scanned: number }[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // The server keeps statements prepared: after a few uses they have a plan that fits all values.
  await client.query('set session_replication_role = replica; set plan_cache_mode = force_generic_plan');
  const prepared = new Set<string>();
  const read = async (statement: Statement, values: readonly unknown[]) => {
    if (!prepared.has(statement.name)) await client.query(`prepare ${statement.name} as ${statement.text}`);
    prepared.add(statement.name);
    const execute = `execute ${statement.name} (${values.map(literal).join(', ')})`;
    const { rows } = await client.query(execute);
    const explained = await client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
      `explain (analyze, timing off, format json) ${execute}`,
    );
    const scanned = scannedBy(explained.rows[0]!['QUERY PLAN'][0]!.Plan);
    pages.push({ what: statement.name === 'archive_rows' ? String(values[1]) : statement.name, scanned });
    return rows;
  };
  repository = new ArchiveRepository({ read } as unknown as Database);
}, 60_000);
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

const literal = (value: unknown): string =>
  Array.isArray(value) ? `array[${value.map(literal).join(', ')}]::text[]` : client.escapeLiteral(String(value));

interface Node {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Node[];
}

/** Rows of tables that a statement has looked at. */
function scannedBy(node: Node): number {
  const looked =
    node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  const own = node['Relation Name'] === undefined ? 0 : looked * node['Actual Loops'];
  return (node.Plans ?? []).reduce((sum, below) => sum + scannedBy(below), own);
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly is_key: boolean;
  readonly place: number;
}

/** Fills a table with rows of the run and as many of each of some others; what else the rows say does not matter. */
async function fill(table: string): Promise<number> {
  const { rows: columns } = await client.query<Column>(
    `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, coalesce(a.attnum = any(k.conkey), false) as is_key,
      coalesce(array_position(k.conkey, a.attnum), 0) as place
      from pg_attribute a left join pg_constraint k on k.conrelid = a.attrelid and k.contype = 'p'
      where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attnotnull`,
    [table],
  );
  const { rows: checks } = await client.query<{ conname: string }>(
    `select conname from pg_constraint where conrelid = $1::regclass and contype = 'c'`,
    [table],
  );
  for (const { conname } of checks) await client.query(`alter table ${table} drop constraint "${conname}"`);
  const keys = columns.filter(({ is_key: isKey, name }) => isKey && name !== 'run_id' && name !== 'project_id');
  const count = keys.length === 0 ? 1 : ROWS;
  const first = keys.toSorted((a, b) => a.place - b.place)[0]?.name;
  const valueOf = ({ name, type }: Column): string => {
    if (name === 'run_id') return `case when o = 0 then '${RUN}' else 'other-' || o end`;
    if (name === 'project_id') return `'p'`;
    // Many rows have the same first part of the key, and the last part tells them from each other.
    if (name === first && keys.length > 1) return `'k' || (i / 450)`;
    if (type === 'text') return `'k' || o || '-' || i`;
    if (type === 'uuid') return 'gen_random_uuid()';
    if (type === 'integer' || type === 'bigint') return 'i';
    if (type === 'boolean') return 'false';
    if (type.startsWith('timestamp')) return `'2026-01-01'::timestamptz + interval '1 minute' * (i / 3)`;
    if (type === 'jsonb') return `'{}'::jsonb`;
    return type.endsWith('[]') ? `'{}'::${type}` : 'null';
  };
  const pairs = columns.map((column) => `'${column.name}', ${valueOf(column)}`);
  const half = pairs.length >> 1;
  const json = [pairs.slice(0, half), pairs.slice(half)].map((part) => `jsonb_build_object(${part.join(', ')})`);
  await client.query(
    `insert into ${table} select (jsonb_populate_record(null::${table}, ${json.join(' || ')})).*
      from generate_series(0, 1) as o, generate_series(1, ${count}) as i`,
  );
  await client.query(`analyze ${table}`);
  return count;
}

test('O10: every row of a run is in its archive once, and is read once', async () => {
  const counts = new Map<string, number>();
  for await (const { table, lines } of repository.rows('nobody')) {
    for await (const line of lines) throw new Error(line);
    counts.set(table, await fill(table));
  }
  expect(counts.size).toBeGreaterThanOrEqual(15);
  pages.length = 0;
  const scanned: Record<string, number> = {};
  const again: string[] = [];
  for await (const { table, lines } of repository.rows(RUN)) {
    const seen: string[] = [];
    for await (const line of lines) seen.push(line);
    const { rows: wanted } = await client.query<{ line: string }>(
      `select to_jsonb(t)::text as line from ${table} t where t.run_id = '${RUN}'`,
    );
    expect({ table, lines: seen.toSorted() }).toEqual({ table, lines: wanted.map(({ line }) => line).toSorted() });
    const own = pages.filter(({ what }) => what === table);
    const count = counts.get(table)!;
    expect({ table, pages: own.length }).toEqual({ table, pages: count === 1 ? 1 : 3 });
    scanned[table] = own.reduce((sum, page) => sum + page.scanned, 0);
    // A page looks at its rows, and a few of the one before at most.
    if (scanned[table] > count * 1.1 + 10) again.push(table);
  }
  expect({ again, scanned }).toEqual({ again: [], scanned });
});

test('O10: events and attachments are read once, too', async () => {
  await fill('run_event');
  for (const [what, lines] of [
    ['archive_events', repository.events(RUN)],
    ['archive_attachments', repository.attachments(RUN)],
  ] as const) {
    pages.length = 0;
    let count = 0;
    for await (const _ of lines) count += 1;
    const scanned = pages.reduce((sum, page) => sum + page.scanned, 0);
    expect({ what, count, pages: pages.length }).toEqual({ what, count: ROWS, pages: 3 });
    expect(scanned).toBeLessThanOrEqual(ROWS * 1.1 + 10);
  }
});
