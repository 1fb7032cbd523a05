/** Column shapes that several entities share. Every column names its type: the schema never depends on emitted metadata. */
import type { ColumnOptions } from 'typeorm';

/** bigint arrives as text; our numbers stay below 2^53. */
export const bigint: ColumnOptions = {
  type: 'bigint',
  transformer: {
    to: (value: number | null) => value,
    from: (value: string | null) => (value === null ? null : Number(value)),
  },
};

/** Instants have milliseconds: what a JavaScript Date holds is what is stored. */
export const instant: ColumnOptions = { type: 'timestamptz', precision: 3 };

/** A CHECK that a column holds one of the listed words. */
export const oneOf = (column: string, words: readonly string[]): string => `${column} in (${words.map((word) => `'${word}'`).join(', ')})`;
