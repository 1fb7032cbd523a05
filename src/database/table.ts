/**
 * A table as its entity declares it: the one source of column lists, of the types in this project's SQL, and of the
 * JSON form of rows. Read from TypeORM's metadata when a module is loaded, without a database. Every list of columns is
 * written out, so that a server does not touch a column that it does not know (C6).
 */
import { type ColumnOptions, getMetadataArgsStorage } from 'typeorm';

import type { Options } from './entities/columns.js';

/** A row with snake_case columns, as the database returns (`row_to_json(r)`) and accepts it; instants are text. */
export type JsonRow = Readonly<Record<string, unknown>>;

export interface TableColumn<Facts> {
  readonly name: string;
  readonly property: keyof Facts & string;
  /** In SQL, with its precision. */
  readonly type: string;
  readonly isInstant: boolean;
  readonly isKey: boolean;
  /** When writes of rows change it. */
  readonly changes: 'never' | 'while a draft' | 'always';
}

/** The source of a statement's rows. */
export interface Source {
  /** The parameter that holds a JSON list of rows; with `one`, a single row. */
  readonly rows: string;
  readonly one?: boolean;
  /** The relation before them in FROM: the row that the write depends on. */
  readonly besides?: string;
  /** Columns that are not part of the rows, and their values in SQL. */
  readonly given?: Readonly<Record<string, string>>;
}

export class Table<Facts extends object> {
  readonly name: string;
  /** In the order of the entity. */
  readonly columns: readonly TableColumn<Facts>[];

  constructor(entity: new () => Facts) {
    const metadata = getMetadataArgsStorage();
    const table = metadata.tables.find(({ target }) => target === entity)?.name;
    if (table === undefined) throw new Error(`${entity.name} is no entity with a name of its own.`);
    this.name = table;
    this.columns = metadata.columns
      .filter(({ target }) => target === entity)
      .map(({ propertyName, options }) => columnOf<Facts>(propertyName as keyof Facts & string, options));
  }

  /** The names of all columns. */
  get names(): string[] {
    return this.columns.map(({ name }) => name);
  }

  /** The columns that commands change; everything else of a row stays as it was written. */
  get changing(): string[] {
    return this.columns.filter(({ changes }) => changes === 'always').map(({ name }) => name);
  }

  /** Those, and what changes besides while a plan is a draft. */
  get growing(): string[] {
    return this.columns.filter(({ changes }) => changes !== 'never').map(({ name }) => name);
  }

  /**
   * A row as the database returned it. Columns that this version does not know are ignored, and so are those that the
   * row does not have.
   */
  readonly fromJson = (row: JsonRow): Facts => {
    const facts: Partial<Record<keyof Facts, unknown>> = {};
    for (const { name, property, isInstant } of this.columns) {
      const value = row[name];
      if (value !== undefined) facts[property] = isInstant && value !== null ? new Date(value as string) : value;
    }
    return facts as Facts;
  };

  /** The reverse: for `recordset`. `Left` are columns that the statement sets. */
  toJson<Left extends keyof Facts = never>(facts: Omit<Facts, Left>): JsonRow {
    return jsonOf(this.columns, facts as Partial<Facts>);
  }

  /** The same for some columns, which are found once. */
  writer(names: readonly string[]): (facts: Partial<Facts>) => JsonRow {
    const columns = names.map((name) => this.column(name));
    return (facts) => jsonOf(columns, facts);
  }

  /** As text in JSON. */
  readonly json = (facts: readonly Facts[]): string => JSON.stringify(facts.map((each) => this.toJson(each)));

  /** The rows of a parameter as a table in FROM, with the columns that are named. */
  recordset(
    { rows, one = false }: Pick<Source, 'rows' | 'one'>,
    alias: string,
    columns: readonly string[] = this.names,
  ): string {
    const declared = columns.map((name) => `${name} ${this.column(name).type}`);
    return `jsonb_to_${one ? 'record' : 'recordset'}(${rows}::jsonb) as ${alias} (${declared.join(', ')})`;
  }

  /** An insert of rows, `n` in what may follow it; all columns are named. */
  insert(source: Source): string {
    const { besides, given = {} } = source;
    for (const name of Object.keys(given)) this.column(name);
    const supplied = this.names.filter((name) => !Object.hasOwn(given, name));
    const values = this.names.map((name) => given[name] ?? `n.${name}`);
    const from = [...(besides === undefined ? [] : [besides]), this.recordset(source, 'n', supplied)];
    return `insert into ${this.name} (${this.names.join(', ')})\n    select ${values.join(', ')}\n    from ${from.join(', ')}`;
  }

  private column(name: string): TableColumn<Facts> {
    const found = this.columns.find((column) => column.name === name);
    if (!found) throw new Error(`${this.name} has no column ${name}.`);
    return found;
  }
}

function jsonOf<Facts>(columns: readonly TableColumn<Facts>[], facts: Partial<Facts>): JsonRow {
  const row: Record<string, unknown> = {};
  for (const { name, property } of columns) row[name] = facts[property];
  return row;
}

/** The assignments of an UPDATE that takes the columns from a row. */
export const assign = (columns: readonly string[], row: string): string =>
  columns.map((name) => `${name} = ${row}.${name}`).join(', ');

function columnOf<Facts>(property: keyof Facts & string, options: ColumnOptions & Options): TableColumn<Facts> {
  const { name = property, type, precision, primary = false, update = true, whileDraft = false } = options;
  return {
    name,
    property,
    type: precision === undefined ? String(type) : `${String(type)}(${precision})`,
    isInstant: type === 'timestamptz',
    isKey: primary,
    changes: primary || !update ? 'never' : whileDraft ? 'while a draft' : 'always',
  };
}
