/**
 * The heading of a tier or a phase: `T1: Foundation`, `Tier T1: Foundation`, `T1 — Foundation`, `` `setup`: Foundation
 * `` or a name alone.
 *
 * The text in front is an id if it is one word of the form of I1, holds a digit or is a code span, and is followed by a
 * colon or by a dash between blanks. The digit keeps `Search: the index` a name. A colon before a digit or a slash is
 * none (`12:30`, `http://`). A heading that is decorated, or holds invisible characters, keeps its id: `✅ F1.1: Read`,
 * `~~F1.3~~ Sort`, `[F1.1] Read`.
 */
import { asSeen } from '../../text/input-text.js';
import { lettersAsSeen } from '../../text/look-alikes.js';
import { displayed } from './plan-problems.js';
import { jsonString, jsonText, readText, trimBlanks, writeText } from './plan-text.js';
import { isReordered, type SeenLine, seenLine } from './seen-line.js';

export interface PlanHeading {
  /** Null: none is given, one is made. */
  readonly id: string | null;
  readonly name: string;
  /** Why it cannot be read as it looks; left out: it can. */
  readonly fault?: string;
}

const WORD = /^(?:tier|phase)[ \t]+/i;
const TOKEN = /^(?:`([A-Za-z0-9][A-Za-z0-9._-]*)`|([A-Za-z0-9][A-Za-z0-9._-]*))/;
const SEPARATOR = /^(?:[ \t]{0,9}:(?![\d/:])|[ \t]{1,9}[-–—](?=[ \t]|$))/;

/** What may decorate a heading in front of its id: boxes, tags, pictures, marks, a number, the word for what it is. */
const DECORATION =
  /^(?:\[[ xX]?\]|\[[A-Z]{2,10}\](?=[ \t])|!\[[^\]]{0,100}\]\([^()]{0,200}\)|:[a-z][a-z0-9_+-]{1,40}:|<[^<>]{0,100}>|\d\u20e3|[^\p{L}\p{N}<])*(?:\d{1,4}[.)][ \t]+(?=[^\p{L}\p{N}]{0,4}[A-Za-z]+\d))?(?:(?:tier|phase)(?![\p{L}\p{N}])[ \t:#]*)?[*_`~[({#]*/iu;
/** What closes the decoration behind an id, and the target of a link. */
const CLOSING = /^(?:[*_`~)}"']+|<\/[^<>]{0,30}>|\](?:\([^()]{0,200}\))?)+/;
/**
 * Words that are an id where brackets, or a line through them, set them off; marks of emphasis and code are used for
 * other words too.
 */
const SET_OFF = /^[A-Z]{1,5}-?\d+(?:[.-]\d+)*$/;
const DOTTED = /^[A-Z]{1,3}\d+(?:\.\d+)+$/;
/** An id without anything behind it; `V2.0` is a version. */
const BARE = /^(?!V)[A-Z]\d+(?:\.\d+)+\.?$/;
const WITH_DOT = /^[A-Za-z]{1,5}-?\d+(?:\.\d+)*\.$/;
/** An id at another position: behind other words, set off by a sign behind it, or by one in front of it at the end. */
const ELSEWHERE =
  /(?<![\p{L}\p{N}._/-])([A-UW-Z]\d+(?:\.\d+)+)(?:(?!:\/)[^\p{L}\p{N}\s._-]|[ \t]{1,9}[-\u2013\u2014:](?![\p{L}\p{N}])|-+[ \t])|[-\u2013\u2014:#[({][ \t]{0,9}#?([A-Z]{1,3}\d+(?:\.\d+)+)[\])}]?$/u;

/** Reads the text of a heading, without its `#` and the blanks around it. */
export function readHeading(text: string): PlanHeading {
  const plain = readPlain(text);
  const read = plain.id === null ? (readDecorated(text) ?? plain) : plain;
  // An invisible name is none, unless it is written as one.
  return asSeen(read.name).trim() === '' && jsonString(text.slice(text.indexOf('"'))) === undefined
    ? { ...read, name: '' }
    : read;
}

function readPlain(text: string): PlanHeading {
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

/** The id and name of a heading as it looks, without its decoration; undefined: there is no id to be seen. */
function readDecorated(text: string): PlanHeading | undefined {
  const seen = seenLine(text);
  // One letter for one: places stay.
  const letters = [...seen.text].map(lettersAsSeen).join('');
  const line = letters.length === seen.text.length ? letters : seen.text;
  const decoration = DECORATION.exec(line)![0];
  const token =
    /^[A-Za-z0-9][A-Za-z0-9._-]*/
      .exec(line.slice(decoration.length))?.[0]
      .replace(decoration.endsWith('_') ? /_+$/ : /$^/, '') ?? '';
  const behind = line.slice(decoration.length + token.length);
  const closing = CLOSING.exec(behind)?.[0] ?? '';
  const separator = SEPARATOR.exec(behind.slice(closing.length))?.[0] ?? '';
  const isCode = decoration.endsWith('`') && closing.startsWith('`');
  if (/\d/.test(token) || isCode) {
    const id = WITH_DOT.test(token) ? token.slice(0, -1) : token;
    if (
      separator !== '' ||
      isSetOff(id, decoration, closing) ||
      id !== token ||
      (BARE.test(token) && /^[ \t]|^$/.test(behind))
    ) {
      const end = decoration.length + token.length + closing.length + separator.length;
      const name = nameBehind(text.slice(seen.rawAt(end)), decoration);
      const [strange] = line === seen.text ? [] : [...seen.text].filter((letter, i) => letter !== [...line][i]);
      const fault = faultOf(text, seen, end, id, strange);
      return { id, name, ...(fault === null ? {} : { fault }) };
    }
  }
  const elsewhere = ELSEWHERE.exec(line);
  const other = elsewhere?.[1] ?? elsewhere?.[2];
  if (other === undefined) return undefined;
  return {
    id: null,
    name: readText(text),
    fault: `${displayed(other)} looks like its id, which comes first: write "${other}: …"`,
  };
}

function isSetOff(id: string, decoration: string, closing: string): boolean {
  if (closing === '' || !/[*_`~[({]$/.test(decoration)) return false;
  return /[~[({]$/.test(decoration) ? SET_OFF.test(id) : DOTTED.test(id);
}

function faultOf(text: string, seen: SeenLine, end: number, id: string, strange: string | undefined): string | null {
  if (isReordered(text.slice(0, seen.rawAt(end))))
    return 'it holds characters that change the order in which it is displayed: remove them';
  if (strange === undefined || seen.text.slice(0, end).includes(id)) return null;
  return `its id looks like ${displayed(id)} and holds a letter of another script (U+${strange.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}): write it in plain letters`;
}

/** Without the marks that close a decoration which began in front of the id: `~~F1: Sort~~`, `[F1: Sort](a.md)`. */
function nameBehind(source: string, decoration: string): string {
  const text = trimBlanks(source);
  const link = decoration.includes('[') ? /^([^[]*)\](?:\([^()]*\))?$/.exec(text)?.[1] : undefined;
  if (link !== undefined) return readText(trimBlanks(link));
  const marks = /(?:~~|[*_]{1,3})$/.exec(decoration.trimEnd())?.[0] ?? '';
  if (marks !== '' && text.startsWith(marks)) return readText(trimBlanks(text.slice(marks.length)));
  return readText(marks !== '' && text.endsWith(marks) ? trimBlanks(text.slice(0, -marks.length)) : text);
}

/** The text of a heading that reads as this id and this name. */
export function writeHeading(id: string, name: string): string {
  const prefix = `${/\d/.test(id) ? id : `\`${id}\``}: `;
  const plain = prefix + writeText(name);
  const read = readHeading(headingText(plain));
  return read.id === id && read.name === name ? plain : prefix + jsonText(name);
}

/** The text behind the `#` of a heading line, without the `#` that may close it. */
export function headingText(source: string): string {
  const text = trimBlanks(source);
  let end = text.length;
  while (end > 0 && text[end - 1] === '#') end--;
  return end === text.length || (end > 0 && text[end - 1] !== ' ' && text[end - 1] !== '\t')
    ? text
    : trimBlanks(text.slice(0, end));
}

/** `**T1: Foundation**` and `**T1:** Foundation` are `T1: Foundation`. */
function withoutBold(text: string): string {
  if (!text.startsWith('**')) return text;
  const close = text.indexOf('**', 2);
  if (close <= 2) return text;
  const [bold, rest] = [text.slice(2, close), text.slice(close + 2)];
  return rest === '' || bold.endsWith(':') || SEPARATOR.test(rest) ? bold + rest : text;
}
