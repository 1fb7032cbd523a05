/**
 * Builds statements of the form "the facts of each request". A request is a row of `requested`: its position, its
 * idempotency key, and the ids that it is about. Facts are columns, and joins that find their rows from that row, so
 * that one statement serves one caller or many.
 */
import type { JsonRow } from '../../database/rows.js';
import { RECORD } from '../../database/rows.js';
import type { CommandKey } from './idempotency.js';
import type { Remembered } from './seen.js';

/** Facts as a statement reads them. `joins` begin with `left join`: every request gets an answer. */
export interface Facts {
  readonly columns: string;
  readonly joins: string;
}

export interface AnsweredRow {
  readonly [column: string]: unknown;
  readonly place: number;
  readonly now: Date;
  readonly remembered: JsonRow | null;
}

export const REMEMBERED = (mutation: string, key: string) =>
  `(select row_to_json(k) from idempotency_record k where k.mutation = ${mutation} and k.key = ${key}) as remembered`;

/**
 * Facts of the rows of `requested (place, mutation, key, …)`, with which `from` begins, together with the database's
 * clock and what is recorded under each key.
 */
export const factsOfEach = (from: string, { columns, joins }: Facts): string =>
  `select requested.place::int as place, autopack_now() as now, ${REMEMBERED('requested.mutation', 'requested.key')}, ${columns}\n  from ${from}\n  ${joins}`;

/**
 * Several callers: the n-th list of the statement holds the n-th of these columns, with one value for each caller. The
 * limit excludes no caller: it makes PostgreSQL estimate one row instead of ten, so that it uses the indexes of the
 * keys instead of scanning whole tables.
 */
export function eachOf(columns: Readonly<Record<string, string>>, alias = 'requested'): string {
  const lists = Object.values(columns).map((type, i) => `$${i + 1}::${type}[]`);
  const names = [...Object.keys(columns), 'place'].join(', ');
  return `(select * from unnest(${lists.join(', ')}) with ordinality as each (${names}) limit cardinality(${lists[0]})) as ${alias}`;
}

/** A single caller: $1 and $2 idempotency key, and the row of `found`, which may be absent. */
export const oneWith = (found: string): string =>
  `(select 1 as place, $1::text as mutation, $2::text as key, found.* from (select 1) as one left join ${found} as found on true) as requested`;

export const keyValues = (key: CommandKey | null): [string | null, string | null] => [
  key?.mutation ?? null,
  key?.key ?? null,
];

export const rememberedFrom = (row: JsonRow | null): Remembered | null => row && RECORD.fromJson(row);
