/** Tables as our own SQL knows them: what the entities declare is what the database has, and every property of an entity is a column or a relation. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { DataSource } from 'typeorm';
import ts from 'typescript';

import { dataSourceOptions } from '../../src/database/data-source.js';
import { statement } from '../../src/database/database.js';
import { ENTITIES } from '../../src/database/entities/all-entities.js';
import * as rows from '../../src/database/rows.js';
import { Table } from '../../src/database/table.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';

const FOLDER = 'src/database/entities';
const tables = ENTITIES.map((entity) => new Table<object>(entity));
const used = Object.values(rows).filter((value) => value instanceof Table);

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database?.drop());

describe('tables', () => {
  test('C6: have the columns and types that the database has, all of them', async () => {
    const columns = await database.query<{ name: string; columns: string[] }>(
      `select c.relname as name, array_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) order by a.attname) as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'autopack_migration' group by c.relname order by 1`,
    );
    const inSql: Record<string, string> = { int: 'integer', 'timestamptz(3)': 'timestamp(3) with time zone' };
    const declared = tables.map(({ name, columns: of }) => ({
      name,
      columns: of.map((column) => `${column.name} ${inSql[column.type] ?? column.type}`).sort(),
    }));
    expect(declared.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
      columns.map((row) => ({ ...row, columns: row.columns.sort() })),
    );
  });

  test('C6: are read from the same declarations as TypeORM reads them', () => {
    const source = new DataSource(dataSourceOptions(database.url));
    return source.initialize().then(async () => {
      for (const [i, entity] of ENTITIES.entries()) {
        const { tableName, columns } = source.getMetadata(entity);
        const byTypeOrm = columns.map(({ databaseName, propertyName, isPrimary }) => [
          databaseName,
          propertyName,
          isPrimary,
        ]);
        const byUs = tables[i]!.columns.map(({ name, property, isKey }) => [name, property, isKey]);
        expect([tableName, byTypeOrm.sort()]).toEqual([tables[i]!.name, byUs.sort()]);
      }
      await source.destroy();
    });
  });

  test('C6: no property of an entity is neither a column nor a relation', () => {
    const forgotten = readdirSync(FOLDER)
      .filter((name) => name.endsWith('.entity.ts'))
      .flatMap((name) => {
        const tree = ts.createSourceFile(name, readFileSync(join(FOLDER, name), 'utf8'), ts.ScriptTarget.Latest, true);
        const members = tree.statements.filter(ts.isClassDeclaration).flatMap(({ members: of }) => [...of]);
        return members
          .filter((member) => !ts.canHaveDecorators(member) || !ts.getDecorators(member))
          .map((member) => member.getText());
      });
    expect(forgotten).toEqual([]);
  });

  test('a name means an instant in all tables or in none: parts of rows are read by it', () => {
    const kinds = new Map<string, Set<boolean>>();
    for (const { columns } of tables) {
      for (const { name, isInstant } of columns) kinds.set(name, (kinds.get(name) ?? new Set()).add(isInstant));
    }
    expect([...kinds].filter(([, of]) => of.size > 1).map(([name]) => name)).toEqual([]);
  });
});

describe('rows', () => {
  const full = (table: Table<object>): object =>
    Object.fromEntries(
      table.columns.map(({ property, isInstant, type }, i) => [property, isInstant ? new Date(i) : `${type} ${i}`]),
    );

  test.each(used.map((table) => [table.name, table as Table<object>] as const))(
    'C6: of %s keep every column in JSON and back',
    (_, table) => {
      const facts = full(table);
      const row = JSON.parse(JSON.stringify(table.toJson(facts))) as rows.JsonRow;
      expect(Object.keys(row)).toEqual(table.names);
      expect(table.fromJson(row)).toEqual(facts);
    },
  );

  test('C6: a column that this version does not know is left out, one that a part does not have too', () => {
    const { fromJson } = rows.QUEUE;
    expect(fromJson({ run_id: 'r', added_later: 7, ready_at: '2026-01-01T00:00:00.123+00:00' })).toEqual({
      runId: 'r',
      readyAt: new Date('2026-01-01T00:00:00.123Z'),
    });
  });
});

describe('columns that commands write', () => {
  const kept = (table: Table<object>) => table.names.filter((name) => !table.changing.includes(name));

  test('C6: what a change of a run does not write is what is fixed when its plan is sealed', () => {
    expect(kept(rows.RUN as Table<object>)).toEqual([
      ...[
        'run_id',
        'project_id',
        'safety_profile',
        'run_scope',
        'token_cap',
        'max_phases',
        'max_duration_minutes',
        'max_minor_issues_total',
      ],
      ...[
        'tier_count',
        'phase_count',
        'asked',
        'introduction',
        'previous_run_id',
        'next_run_id',
        'continues_run_id',
        'repository_path',
      ],
      'created_at',
    ]);
    expect(kept(rows.TIER as Table<object>)).toEqual([
      ...['run_id', 'tier_id', 'tier_index', 'name', 'description', 'token_cap', 'ci_run_cap'],
      ...['max_minor_issues_tolerated', 'max_major_issues_tolerated', 'phase_count'],
    ]);
    expect(kept(rows.PHASE as Table<object>)).toEqual([
      ...[
        'run_id',
        'phase_id',
        'tier_id',
        'phase_index',
        'name',
        'description',
        'task_category',
        'complexity',
        'builder_mode',
        'asked',
      ],
      ...['allowed_paths', 'acceptance_criteria', 'allow_noop', 'max_auditor_attempts', 'incident_token_cap'],
    ]);
  });
});

describe('statements', () => {
  test('C6: a name has one text', () => {
    const one = statement({ name: 'said_twice', text: 'select 1' });
    expect(statement({ name: 'said_twice', text: 'select 1' })).toBe(one);
    expect(() => statement({ name: 'said_twice', text: 'select 2' })).toThrow('Two statements are called said_twice');
    expect(() => statement({ name: 'n'.repeat(64), text: 'select 1' })).toThrow('63 characters');
  });
});
