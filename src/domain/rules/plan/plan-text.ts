/**
 * A name or a list entry in a plan. It is taken as it is written; what plain text cannot carry has two exact forms:
 * - a code span alone is its content: `` `src/**` `` is src/**
 * - a JSON string alone is its value: "two\nlines" has a line end in it
 * and a backslash before punctuation is dropped outside code spans, as Markdown does (`\*` is `*`).
 */

import { withoutUnseen } from '../../text/input-text.js';

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

/** Without the blanks around it. Only blanks and tabs, as in Markdown: a name may begin with any other character. */
export function trimBlanks(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && isBlank(text[from])) from++;
  while (to > from && isBlank(text[to - 1])) to--;
  return text.slice(from, to);
}

/** The text that a trimmed piece of one line represents. */
export function readText(source: string): string {
  return jsonString(source) ?? onlyCodeSpan(source) ?? withoutEscapes(source);
}

/**
 * Text as a piece of one line that reads as itself, is no markup to a Markdown reader at its beginning, and may follow
 * a bullet.
 */
export function writeText(text: string): string {
  const isPlain =
    text !== '' && trimBlanks(text) === text && !/[\r\n]/.test(text) && !MARKUP.test(text) && readText(text) === text;
  return isPlain && !ODD_LINE_END.test(text) && beginsSeen(text) ? text : jsonText(text);
}

/** Is the text a JSON string or a code span alone, and so nothing else than its content? */
export const isExact = (source: string): boolean =>
  jsonString(source) !== undefined || onlyCodeSpan(source) !== undefined;

/** A JSON string in which nothing is hidden: what looks like a blank, a line end or nothing at all is escaped. */
export const jsonText = (text: string): string =>
  JSON.stringify(text).replace(/[^\x20-\x7e]/g, (unit) => (withoutUnseen(unit) === unit ? unit : escaped(unit)));
const beginsSeen = (text: string): boolean => {
  const [first = ''] = text.slice(0, 2);
  return withoutUnseen(first) === first;
};
const ODD_LINE_END = /[\u000b\u000c\u0085\u2028\u2029]/;
const escaped = (unit: string): string =>
  unit.isWellFormed() ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}` : unit;
const MARKUP = /^(?:[-+*#>|~=<]|`{3}|\d+[.)]|\[[ xX]\])/;

/** The same as a code span, as paths are written. */
export function writeCode(text: string): string {
  return text !== '' && trimBlanks(text) === text && !/[\r\n`]/.test(text) ? `\`${text}\`` : jsonText(text);
}

/** The value of a text that is one JSON string and nothing else. */
export function jsonString(source: string): string | undefined {
  if (source.length < 2 || !source.startsWith('"') || !source.endsWith('"')) return undefined;
  try {
    const value: unknown = JSON.parse(source);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The content of a text that is one code span and nothing else. */
function onlyCodeSpan(source: string): string | undefined {
  const ticks = runOf(source, 0);
  if (ticks === 0 || closingTicks(source, ticks, ticks) !== source.length - ticks) return undefined;
  const content = source.slice(ticks, -ticks);
  const isPadded = content.startsWith(' ') && content.endsWith(' ') && trimBlanks(content) !== '';
  return isPadded ? content.slice(1, -1) : content;
}

/** Longer plain text is refused for its length, whatever it represents (I4). */
const LONGEST_READ = 5_000;

function withoutEscapes(source: string): string {
  if (!source.includes('\\') || source.length > LONGEST_READ) return source;
  const parts: string[] = [];
  // A run of this length closes nowhere behind: asked once per length, so that a line of backticks stays linear.
  const unclosed = new Set<number>();
  for (let at = 0; at < source.length;) {
    if (source[at] === '`') {
      const ticks = runOf(source, at);
      const close = unclosed.has(ticks) ? -1 : closingTicks(source, at + ticks, ticks);
      if (close === -1) unclosed.add(ticks);
      const end = close === -1 ? at + ticks : close + ticks;
      parts.push(source.slice(at, end));
      at = end;
    } else if (source[at] === '\\' && /[!-/:-@[-`{-~]/.test(source[at + 1] ?? '')) {
      parts.push(source[at + 1]!);
      at += 2;
    } else {
      const next = /[`\\]/g;
      next.lastIndex = at + 1;
      const end = next.exec(source)?.index ?? source.length;
      parts.push(source.slice(at, end));
      at = end;
    }
  }
  return parts.join('');
}

function runOf(source: string, from: number): number {
  let to = from;
  while (source[to] === '`') to++;
  return to - from;
}

/** Where a run of exactly so many backticks begins, or -1. */
function closingTicks(source: string, from: number, ticks: number): number {
  for (let at = source.indexOf('`', from); at !== -1; at = source.indexOf('`', at)) {
    const run = runOf(source, at);
    if (run === ticks) return at;
    at += run;
  }
  return -1;
}

/** Splits at commas outside code spans, double quotes and braces: `src/{a,b}.ts` is one path. */
export function splitAtCommas(source: string): string[] {
  const parts: string[] = [];
  let [from, depth, quote] = [0, 0, ''];
  let isBeginning = true;
  for (let at = 0; at < source.length; at++) {
    const character = source[at]!;
    const mayQuote = isBeginning;
    isBeginning &&= isBlank(character);
    if (quote !== '') {
      if (character === '\\' && quote === '"') at++;
      else if (character === quote) quote = '';
    } else if (character === '`' || (character === '"' && mayQuote)) quote = character;
    else if (character === '{') depth++;
    else if (character === '}') depth = Math.max(0, depth - 1);
    else if (character === ',' && depth === 0) {
      parts.push(source.slice(from, at));
      from = at + 1;
      isBeginning = true;
    }
  }
  return [...parts, source.slice(from)].map(trimBlanks);
}
