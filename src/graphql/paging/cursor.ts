/** Keyset cursors: opaque to clients, bound to the list that made them. */
import { badUserInput } from '../errors/top-level.js';

/** A cursor holds the list's name and the sort key of one row. */
export function encodeCursor(list: string, key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString('base64url');
}

type KeyType = 'instant' | 'text' | 'int' | 'safe';
type KeyOf<Types extends readonly KeyType[]> = {
  -readonly [I in keyof Types]: Types[I] extends 'int' | 'safe' ? number : string;
};

/** The sort key in a cursor of this list; BAD_USER_INPUT for anything that this list did not make. */
export function decodeCursor<const Types extends readonly KeyType[]>(
  list: string,
  cursor: string,
  types: Types,
): KeyOf<Types> {
  const parts = parse(cursor);
  const fits =
    parts !== null &&
    parts[0] === list &&
    parts.length === types.length + 1 &&
    types.every((type, i) => isA(type, parts[i + 1]));
  if (!fits)
    throw badUserInput([
      { path: 'after', message: 'after is not a cursor of this list; take endCursor of an earlier page' },
    ]);
  return parts.slice(1) as KeyOf<Types>;
}

function parse(cursor: string): unknown[] | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : null;
  } catch {
    return null;
  }
}

function isA(type: KeyType, value: unknown): boolean {
  if (type === 'int') return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
  if (type === 'safe') return Number.isSafeInteger(value);
  if (typeof value !== 'string' || value.includes('\u0000') || value.length > 1_000) return false;
  return type === 'text' || isInstant(value);
}

/** As `toISOString` writes it: what else `Date.parse` understands, the database does not. */
const isInstant = (text: string): boolean =>
  /^\d{4}-/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text;
