/**
 * The one way to write "the facts of each of those asked". Who asks is a row of `asked`: its place among them, its idempotency key, and what names the thing that it asks
 * about. Facts are columns, and joins that find their rows from that row; so one caller and many are answered by the same text.
 */
import type { JsonRow } from '../../database/rows.js';
import { RECORD } from '../../database/rows.js';
import type { CommandKey } from './idempotency.js';
import type { Remembered } from './seen.js';

/** Facts as a statement reads them. `joins` begin with `left join`: there is an answer for each of those asked. */
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

/** Facts of the rows of `asked (place, mutation, key, …)`, which `from` begins with; the database's clock and what is remembered under each key come along. */
export const factsOfEach = (from: string, { columns, joins }: Facts): string =>
  `select asked.place::int as place, autopack_now() as now, ${REMEMBERED('asked.mutation', 'asked.key')}, ${columns}\n  from ${from}\n  ${joins}`;

/**
 * Several callers: the n-th list of the statement holds the n-th of these columns, and a value for each caller. The limit leaves nobody out: it makes PostgreSQL expect one
 * row instead of ten, so that it finds what they ask about by its keys and not by reading whole tables.
 */
export function eachOf(columns: Readonly<Record<string, string>>, alias = 'asked'): string {
  const lists = Object.values(columns).map((type, i) => `$${i + 1}::${type}[]`);
  const names = [...Object.keys(columns), 'place'].join(', ');
  return `(select * from unnest(${lists.join(', ')}) with ordinality as each (${names}) limit cardinality(${lists[0]})) as ${alias}`;
}

/** A single caller: $1 and $2 idempotency key, and what `found` finds, which may be nothing. */
export const oneWith = (found: string): string =>
  `(select 1 as place, $1::text as mutation, $2::text as key, found.* from (select 1) as one left join ${found} as found on true) as asked`;

export const keyValues = (key: CommandKey | null): [string | null, string | null] => [key?.mutation ?? null, key?.key ?? null];

export const rememberedFrom = (row: JsonRow | null): Remembered | null => row && RECORD.fromJson(row);
