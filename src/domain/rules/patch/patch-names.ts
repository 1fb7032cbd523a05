/**
 * Names of files in the headers of a patch, as bytes (a string of characters U+0000 to U+00FF): plain or in double
 * quotes with escapes, with one folder in front that names a side (`a/`, `b/`) and is no part of the path.
 */

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
};
/** What git itself puts in front; each pair in both directions, because `-R` turns it round. */
const USUAL_PAIRS = ['a b', 'c i', 'c w', 'i w', 'o w', '1 2'];
/** A longer name is refused anyhow; looking for a time in it would cost the square of its length. */
const LONGEST_WITH_TIME = 5_000;
const TIMESTAMP = / +\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?( ?[+-]\d\d:?\d\d)?$/;

export const NO_FILE = '/dev/null';

export interface SplitName {
  readonly prefix: string;
  readonly path: string;
}

/** A name in quotes at the beginning of a text, and where it ends. Null: it is damaged. */
function quotedName(text: string): { readonly name: string; readonly end: number } | null {
  let name = '';
  for (let i = 1; i < text.length; i += 1) {
    const character = text[i]!;
    if (character === '"') return { name, end: i + 1 };
    if (character !== '\\') {
      name += character;
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(text.slice(i + 1, i + 4))?.[0];
    const plain = octal === undefined ? ESCAPES[text[i + 1] ?? ''] : String.fromCharCode(Number.parseInt(octal, 8));
    if (plain === undefined) return null;
    name += plain;
    i += octal === undefined ? 1 : 3;
  }
  return null;
}

/** The name in a line such as `rename from …`. Null: it is damaged. */
export function wholeName(text: string): string | null {
  const line = text.replace(/\r$/, '');
  if (!line.startsWith('"')) return line === '' ? null : line;
  const read = quotedName(line);
  return read?.end === line.length ? read.name : null;
}

/**
 * The name in a `---` or `+++` line: it ends at a tab; a traditional diff has a time behind it. Null: it is damaged.
 */
export function sideName(text: string): string | null {
  const line = text.replace(/\r$/, '');
  if (line.startsWith('"')) return quotedName(line)?.name ?? null;
  const tab = line.indexOf('\t');
  const name = tab >= 0 ? line.slice(0, tab) : line.length > LONGEST_WITH_TIME ? line : line.replace(TIMESTAMP, '');
  return name === '' ? null : name;
}

/**
 * The two names of a `diff --git` line. Names with blanks leave more than one way to part it: the two are one path
 * behind their prefixes, or what the rename says. Null: no way fits.
 */
export function namePair(
  text: string,
  rename: { readonly from: string; readonly to: string } | null,
): readonly [string, string] | null {
  const line = text.replace(/\r$/, '');
  if (line.startsWith('"')) {
    const first = quotedName(line);
    const second = first && line[first.end] === ' ' ? wholeName(line.slice(first.end + 1)) : null;
    return first && second !== null ? [first.name, second] : null;
  }
  if (line.endsWith('"')) {
    const at = line.indexOf(' "');
    const second = at > 0 ? wholeName(line.slice(at + 1)) : null;
    return second === null ? null : [line.slice(0, at), second];
  }
  return rename ? renamedPair(line, rename) : samePair(line);
}

function renamedPair(
  line: string,
  { from, to }: { readonly from: string; readonly to: string },
): readonly [string, string] | null {
  if (line === `${from} ${to}`) return [from, to];
  const end = line.indexOf('/') + 1 + from.length;
  if (!line.startsWith(`${from} `, end - from.length) || !line.endsWith(`/${to}`)) return null;
  const second = line.slice(end + 1);
  return second.indexOf('/') + 1 + to.length === second.length ? [line.slice(0, end), second] : null;
}

/** As the first name grows the second shrinks, so that at most one way gives two paths of one length. */
function samePair(line: string): readonly [string, string] | null {
  const half = (line.length - 1) / 2;
  if (Number.isInteger(half) && line[half] === ' ' && line.slice(0, half) === line.slice(half + 1)) {
    return [line.slice(0, half), line.slice(half + 1)];
  }
  const first = line.indexOf('/');
  if (first < 0) return null;
  let second = -1;
  for (let at = line.indexOf(' ', first); at >= 0; at = line.indexOf(' ', at + 1)) {
    if (second < at) second = line.indexOf('/', at + 1);
    if (second < 0) return null;
    if (at - first !== line.length - second) continue;
    return line.slice(first + 1, at) === line.slice(second + 1) ? [line.slice(0, at), line.slice(at + 1)] : null;
  }
  return null;
}

/** The folder in front and the path behind it. Null: there is no such folder. */
export function splitName(name: string): SplitName | null {
  const slash = name.indexOf('/');
  const prefix = name.slice(0, Math.max(0, slash));
  if (prefix === '' || prefix === '.' || prefix === '..' || slash === name.length - 1) return null;
  return { prefix, path: name.slice(slash + 1) };
}

/** Does git itself write these two? Then they are prefixes, whatever the tree holds. */
export const isUsualPair = (first: string, second: string): boolean =>
  USUAL_PAIRS.includes(`${first} ${second}`) || USUAL_PAIRS.includes(`${second} ${first}`);

/**
 * The path that two names of a traditional diff mean: the same, or one is a copy put aside (`x.orig`). Null: they
 * disagree.
 */
export function oneOf(first: string, second: string): string | null {
  if (first === second) return first;
  const [short, long] = first.length < second.length ? [first, second] : [second, first];
  return long.startsWith(short) && /^(\.(orig|old|bak|new|rej)|~)$/i.test(long.slice(short.length)) ? short : null;
}

/** Bytes as text. Null: they are no UTF-8. */
export function decodedName(bytes: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(bytes, (character) => character.charCodeAt(0)),
    );
  } catch {
    return null;
  }
}
