/**
 * The heading of a tier or a phase: `T1: Foundation`, `Tier T1: Foundation`, `T1 — Foundation`, `` `setup`: Foundation `` or a name alone.
 *
 * What stands in front is an id if it is one word of the form of I1, holds a digit or is a code span, and is followed by a colon or by a
 * dash between blanks. The digit keeps `Search: the index` a name. A colon before a digit or a slash is none (`12:30`, `http://`).
 */
import { readText, trimBlanks, writeText } from './plan-text.js';

export interface PlanHeading {
  /** Null: none is given, one is made. */
  readonly id: string | null;
  readonly name: string;
}

const WORD = /^(?:tier|phase)[ \t]+/i;
const TOKEN = /^(?:`([A-Za-z0-9][A-Za-z0-9._-]*)`|([A-Za-z0-9][A-Za-z0-9._-]*))/;
const SEPARATOR = /^(?:[ \t]{0,9}:(?![\d/:])|[ \t]{1,9}[-–—](?=[ \t]|$))/;

/** Reads the text of a heading, without its `#` and the blanks around it. */
export function readHeading(text: string): PlanHeading {
  const source = withoutBold(text);
  const start = WORD.exec(source)?.[0].length ?? 0;
  const token = TOKEN.exec(source.slice(start));
  const id = token?.[1] ?? token?.[2];
  if (token && id !== undefined && (token[1] !== undefined || /\d/.test(id))) {
    const rest = source.slice(start + token[0].length);
    const separator = SEPARATOR.exec(rest);
    if (separator) return { id, name: readText(trimBlanks(rest.slice(separator[0].length))) };
  }
  return { id: null, name: readText(source) };
}

/** The text of a heading that reads as this id and this name. */
export function writeHeading(id: string, name: string): string {
  const prefix = `${/\d/.test(id) ? id : `\`${id}\``}: `;
  const plain = prefix + writeText(name);
  const read = readHeading(headingText(plain));
  return read.id === id && read.name === name ? plain : prefix + JSON.stringify(name);
}

/** What stands behind the `#` of a heading line, without the `#` that may close it. */
export function headingText(source: string): string {
  const text = trimBlanks(source);
  let end = text.length;
  while (end > 0 && text[end - 1] === '#') end--;
  return end === text.length || (end > 0 && text[end - 1] !== ' ' && text[end - 1] !== '\t') ? text : trimBlanks(text.slice(0, end));
}

/** `**T1: Foundation**` and `**T1:** Foundation` are `T1: Foundation`. */
function withoutBold(text: string): string {
  if (!text.startsWith('**')) return text;
  const close = text.indexOf('**', 2);
  if (close <= 2) return text;
  const [bold, rest] = [text.slice(2, close), text.slice(close + 2)];
  return rest === '' || bold.endsWith(':') || SEPARATOR.test(rest) ? bold + rest : text;
}
