/** Documents in JSON: two blanks for each level, a line end at the end. */

/**
 * A map becomes an object whose keys keep the map's order and mean nothing to JavaScript, whatever they are (`10`,
 * `__proto__`).
 */
export type JsonField = string | number | boolean | null | object | ReadonlyMap<string, JsonField>;

/** The same bytes as `JSON.stringify(fields, null, 2)` and a line end, but for the keys of maps. */
export const jsonDocument = (fields: Readonly<Record<string, JsonField>>): string => `${textOf(fields, '\n')}\n`;

/** Characters that JSON leaves as they are and a terminal or an editor obeys. */
const OBEYED = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * The same document in other bytes: to be read on a terminal, it holds nothing that moves the cursor or turns the
 * reading direction (I4).
 */
export const renderedJson = (fields: Readonly<Record<string, JsonField>>): string =>
  jsonDocument(fields).replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

const PIECE = 500;

/**
 * The text of `jsonDocument({ ...fields, [name]: new Map(entries) })` in pieces, for maps that are too large to be
 * rendered at a stretch.
 */
export function* jsonPieces(
  fields: Readonly<Record<string, JsonField>>,
  name: string,
  entries: readonly (readonly [string, JsonField])[],
): Generator<string> {
  const empty = jsonDocument({ ...fields, [name]: {} });
  if (entries.length === 0) return yield empty;
  const end = '}\n}\n';
  yield empty.slice(0, -end.length);
  for (let from = 0; from < entries.length; from += PIECE) {
    const lines = entries
      .slice(from, from + PIECE)
      .map(([key, value]) => `\n    ${JSON.stringify(key)}: ${textOf(value, '\n    ')}`);
    yield (from === 0 ? '' : ',') + lines.join(',');
  }
  yield `\n  ${end}`;
}

/** `line`: a line end and the blanks of the level. */
function textOf(value: JsonField, line: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value))
    return enclosed(
      '[',
      (value as JsonField[]).map((entry) => textOf(entry, `${line}  `)),
      ']',
      line,
    );
  const entries: Iterable<[string, JsonField]> = value instanceof Map ? value : Object.entries(value);
  const parts: string[] = [];
  for (const [key, entry] of entries) parts.push(`${JSON.stringify(key)}: ${textOf(entry, `${line}  `)}`);
  return enclosed('{', parts, '}', line);
}

const enclosed = (open: string, parts: readonly string[], close: string, line: string): string =>
  parts.length === 0 ? open + close : `${open}${line}  ${parts.join(`,${line}  `)}${line}${close}`;
