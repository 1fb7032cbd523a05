/**
 * What looks like a key of a phase, in any form: with a check box, in bold, in a table, behind "=", in a link. A key
 * that restricts and is not read as one would be lost silently, so the reader of a plan checks every line of text here.
 *
 * Words that are common in prose (`Mode`, `Category`, `Complexity`, `Path`) claim less than others where the form is
 * not that of a key: only with a value that the key could have.
 */
import { BUILDER_MODES, COMPLEXITIES } from '../../model/vocabulary.js';
import { lettersAsSeen } from '../../text/look-alikes.js';
import { wordForm } from '../../text/near-words.js';
import { KNOWN_TASK_CATEGORIES } from '../strategy/category-defaults.js';

export interface KeyClaim {
  /** The key as it is written, and the key to write: "allowed_files", "Paths"; "Done when" is a key itself. */
  readonly written: string;
  readonly key: string;
  /** False: nothing follows it. */
  readonly hasValue: boolean;
}

/** `edge`: a line at the left edge, where a key would be. `inner`: inside a list, a quote, indented text. */
export type ClaimPlace = 'edge' | 'inner';

const MOST_LOOKED_AT = 300;
/** Other names of the keys; all are words that nothing but a limit or a criterion of a phase is called. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  Category: ['category', 'task category', 'phase category'],
  Complexity: ['complexity', 'task complexity', 'phase complexity'],
  Mode: ['mode', 'builder mode', 'build mode', 'phase mode'],
  Paths: [
    'paths',
    'path',
    ...['allowed', 'permitted', 'restricted', 'writable'].flatMap((word) =>
      ['path', 'paths', 'file', 'files', 'folder', 'folders', 'directory', 'directories', 'glob', 'globs'].map(
        (what) => `${word} ${what}`,
      ),
    ),
    ...['paths', 'files', 'folders', 'directories'].map((what) => `${what} allowed`),
    ...[
      'path globs',
      'path patterns',
      'allowed path globs',
      'allowed path patterns',
      'allowed patterns',
      'only paths',
      'phase paths',
    ],
    ...['allow paths', 'limit to paths', 'paths and files', 'files and paths'],
    ...['forbidden', 'excluded', 'denied', 'disallowed', 'protected'].flatMap((word) => [
      `${word} paths`,
      `${word} files`,
      `${word} folders`,
    ]),
  ],
  'Acceptance criteria': [
    'acceptance',
    'acceptance criteria',
    'acceptance criterion',
    'acceptance criterium',
    'done when',
  ],
  'No change allowed': [
    'no change allowed',
    'no changes allowed',
    'allow no op',
    'noop allowed',
    'no op allowed',
    'allow no change',
    'allow empty',
  ],
};
/** Names that a key list takes as they are. */
const OWN_NAMES = ['Task category', 'Builder mode', 'Allowed paths', 'Acceptance', 'Done when', 'Allow no-op'];
const KEY_OF = new Map(
  Object.entries(NAMES).flatMap(([key, names]) =>
    names.map((name) => [wordForm(name), OWN_NAMES.find((own) => wordForm(own) === wordForm(name)) ?? key] as const),
  ),
);
/** What they claim outside of a key's own form depends on the value. */
const COMMON = new Set([
  'category',
  'complexity',
  'mode',
  'path',
  'acceptance',
  'protectedfiles',
  'protectedfolders',
  'allowempty',
  'nochangesallowed',
]);
/**
 * Of these also what they claim in the form of a key: `Path: /users/:id`, `Allow empty: the field may be left blank`.
 */
const ONLY_WITH_VALUE = new Set(['path', 'allowempty', 'nochangesallowed']);
const WORDS = Object.values(NAMES)
  .flat()
  .sort((a, b) => b.length - a.length)
  .map((name) => name.replaceAll(' ', '[ \\t_-]*'));

/** Decoration in front of a word: marks of Markdown, boxes, numbers, tags, pictures. */
const DECORATION =
  /^(?:\[[ xX]\]|<[^<>]{0,100}>|:[a-z][a-z0-9_+-]{1,40}:|#?\d{1,9}(?:\.\d{1,4})*[.):]?(?=[ \t])|(?:[A-Za-z]|[ivxIVX]{2,5})[.)](?=[ \t])|\p{No}|==+|[^\p{L}\p{N}<=])+/u;
const KEY = new RegExp(`^(${WORDS.join('|')})(?![\\p{L}\\p{N}])`, 'iu');
/** What closes the decoration behind a key, the target of a link, and words in parentheses. */
const CLOSING = /^(?:[*_`~"'\]})]+|<\/[^<>]{0,30}>|\([^()]{0,200}\)|[ \t]+(?=[*_`~\]}<=:|(]|$))+/;
/** The separators of two items on one line. */
const BEHIND = /(?:[;|([{]|\*\*|(?<=[ \t])[*\u00b7\u2022\u2013\u2014-](?=[ \t])|[,.](?=[ \t]))[ \t]*[*_`]*/g;
/** A clause of a sentence may follow these: the value must be all that follows. */
const CLAUSE = /^[,.\u2013\u2014-]/;
const SIGN = /^(?::+=?|=+>?|[ \t]*(?:->|=>|\u2192|\u21d2|\u27a1|\u00bb|[|])|[ \t]+-+(?=[ \t]|$)|[ \t]*<)/u;

/** The key that a line claims to give; undefined: it claims none. */
export function claimOf(line: string, place: ClaimPlace): KeyClaim | undefined {
  const seen = lettersAsSeen(line.slice(0, MOST_LOOKED_AT));
  if (/^[ \t]*\|/.test(seen)) return claimOfRow(seen);
  return claimOfText(seen, place) ?? claimBehind(seen);
}

function claimOfText(seen: string, place: ClaimPlace): KeyClaim | undefined {
  const decoration = DECORATION.exec(seen)?.[0] ?? '';
  const text = seen.slice(decoration.length);
  const found = KEY.exec(text);
  if (!found) return undefined;
  const rest = text.slice(found[0].length);
  const closing = CLOSING.exec(rest)?.[0] ?? '';
  const sign = SIGN.exec(rest.slice(closing.length)) ?? SIGN.exec(rest);
  const behind = sign
    ? rest.slice((SIGN.exec(rest.slice(closing.length)) ? closing.length : 0) + sign[0].length)
    : rest.slice(closing.length);
  const value = trimmedValue(behind);
  const claim = { written: found[0], key: KEY_OF.get(wordForm(found[0]))!, hasValue: value !== '' };
  if (!sign) {
    const isAlone = value === '' && isMarked(decoration, closing) && !isCommon(found[0]);
    return isAlone || isBesideValue(claim.key, rest) ? claim : undefined;
  }
  const isColon = sign[0].startsWith(':');
  if (isCommon(found[0]) && !(place === 'edge' && isColon && !ONLY_WITH_VALUE.has(wordForm(found[0])))) {
    return couldBe(claim.key, value) ? claim : undefined;
  }
  return claim;
}

/**
 * A key and its value with no sign of a key between them, or an unusual one, and nothing else on the line: `**Paths**
 * src/**`, `Complexity; high`,
 * `Paths[^1]: src/**`. A sentence that begins with the word has more words.
 */
function isBesideValue(key: string, rest: string): boolean {
  const between = /^(?:\[\^[^\]]{1,20}\]|&#?\w{1,8};|[^\p{L}\p{N}./\[{]|\[\]|[./](?=[ \t:]))+/u.exec(rest)?.[0] ?? '';
  if (between === '' || (/^[-_]/.test(between) && !/[ \t:]/.test(between))) return false;
  return isValueAlone(key, `${/[*]+$/.exec(between)?.[0] ?? ''}${rest.slice(between.length)}`);
}

/** Is it a value of the key and nothing else? */
function isValueAlone(key: string, text: string): boolean {
  const value = trimmedValue(text).replace(/[)\]}*;,. \t]+$/, (end) => /^\*+$/.exec(end)?.[0] ?? '');
  if (key === 'Paths')
    return value.split(/[ \t]*,[ \t]*|[ \t]+/).every((part) => ONE_PATH.test(part) && couldBe(key, part));
  return VALUES[key]?.has(wordForm(value)) ?? false;
}

const ONE_PATH = /^`?[\w.*][\w.*/{},[\]-]*`?$/;

/** A word alone is a key if it is made to stand out: in bold, as a link, as code. */
const isMarked = (decoration: string, closing: string): boolean =>
  /[*_`~[<]/.test(decoration) && /[*_`~\]>]/.test(closing);

/** Cells of a table: a key and its value side by side. */
function claimOfRow(seen: string): KeyClaim | undefined {
  const cells = seen.split('|').map((cell) => cell.replace(/^[\s*_`~"']+|[\s*_`~"':]+$/g, ''));
  const keyAt = (cell: string | undefined): string | undefined =>
    cell === undefined ? undefined : KEY_OF.get(wordForm(cell));
  if (cells.filter((cell) => keyAt(cell) !== undefined).length > 1) {
    const written = cells.find((cell) => keyAt(cell) !== undefined)!;
    return { written, key: keyAt(written)!, hasValue: true };
  }
  for (const [i, cell] of cells.entries()) {
    const key = keyAt(cell);
    if (key !== undefined && couldBe(key, cells[i + 1] ?? '')) return { written: cell, key, hasValue: true };
    const inside = /^([^:=]{1,40})[:=](.+)$/.exec(cell);
    const own = inside ? keyAt(inside[1]!.trim()) : undefined;
    if (inside && own !== undefined && couldBe(own, trimmedValue(inside[2]!)))
      return { written: inside[1]!.trim(), key: own, hasValue: true };
  }
  return undefined;
}

/** A key behind another thing on one line: `Size: S; Paths: src/**`, `Read (Paths: src/**)`. */
function claimBehind(seen: string): KeyClaim | undefined {
  if (!/[:=]/.test(seen)) return undefined;
  for (const { index, 0: sign } of seen.matchAll(BEHIND)) {
    const part = seen.slice(index + sign.length);
    const found = KEY.exec(part);
    const value = found ? /^[*_`]*[ \t]*[:=]+(.*)$/.exec(part.slice(found[0].length))?.[1] : undefined;
    if (!found || value === undefined) continue;
    const key = KEY_OF.get(wordForm(found[0]))!;
    const isValue = CLAUSE.test(sign) ? isValueAlone(key, value) : couldBe(key, trimmedValue(value));
    if (isValue && !isCriteria(key)) return { written: found[0], key, hasValue: true };
  }
  return undefined;
}

/** Is the word a key only with a value that the key could have? */
export const needsValue = (written: string): boolean => ONLY_WITH_VALUE.has(wordForm(written));

/** Does the key give criteria, which restrict nothing? */
export const isCriteria = (key: string): boolean => ['Acceptance criteria', 'Acceptance', 'Done when'].includes(key);

const isCommon = (written: string): boolean => COMMON.has(wordForm(written));
const trimmedValue = (text: string): string =>
  text.replace(/^(?:[\s_`~"'[\]<>|:=]|\*+(?=[\s\p{L}]))+/u, '').replace(/[\s_`~"'|]+$/, '');

const VALUES: Readonly<Record<string, ReadonlySet<string>>> = {
  Category: new Set(KNOWN_TASK_CATEGORIES.map(wordForm)),
  Complexity: new Set(COMPLEXITIES.map(wordForm)),
  Mode: new Set(BUILDER_MODES.map(wordForm)),
};

/** Could a key have the value? Asked of words that prose uses as well. */
function couldBe(name: string, value: string): boolean {
  const key = Object.keys(NAMES).find((one) => NAMES[one]!.includes(name.toLowerCase().replace('-', ' '))) ?? name;
  if (key === 'Paths')
    return /[*\\]|\w\/|^\.?\w[\w.-]*\.[A-Za-z]\w{0,5}\b/.test(value.trim()) && !/^(?:\/|\w+:\/\/)/.test(value.trim());
  if (key === 'Acceptance criteria') return value.trim() !== '' && !/^-+$/.test(value.trim());
  if (key === 'No change allowed') return /^(?:yes|no|true|false)\b/i.test(value.trim());
  const first = /^[\p{L}][\p{L}_-]*(?:[ \t][\p{L}_-]+)?/u.exec(value.trim())?.[0] ?? '';
  const known = VALUES[key]!;
  return known.has(wordForm(first)) || known.has(wordForm(first.split(/[ \t]/)[0]!));
}
