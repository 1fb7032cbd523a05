/**
 * Changes the values of a report and never its markup (A4): each value is decoded, changed by itself, and written again
 * only if it became another one. So what is taken out of one value cannot reach into the next, and the report says of
 * its tests what it said before.
 */
import { changedStrings } from './json-strings.js';
import { plainText } from './plain-text.js';
import { isKnownResult } from './result-words.js';
import { type Markup, markupAt } from './xml-markup.js';

export type Change = (value: string) => string;

/**
 * `change` is given whole values: attributes, texts with their sections of data, comments; strings and names of JSON.
 */
export function hideInReport(text: string, change: Change): string {
  const begin = text
    .slice(0, 200)
    .replace(/^\ufeff/, '')
    .trimStart();
  const safe = safeChange(change);
  if (begin.startsWith('<')) return inXml(text, safe);
  if (begin.startsWith('{') || begin.startsWith('['))
    return changedStrings(text, safe, (rest) => (isBare(rest) ? rest : betweenMarks(rest, safe)));
  return betweenMarks(text, change);
}

/** A secret that is a word for a result would turn the result round. */
export const safeChange =
  (change: Change): Change =>
  (value) => {
    const changed = change(value);
    return changed === value || isKnownResult(value) ? value : changed;
  };

function inXml(text: string, change: Change): string {
  const parts: string[] = [];
  /** A value may be in several pieces, as plain text and as sections of data; it is changed as one. */
  let pieces: { readonly source: string; readonly value: string }[] = [];
  const flush = (): void => {
    const value = pieces.map((piece) => piece.value).join('');
    const changed = value.trim() === '' ? value : change(value);
    parts.push(changed === value ? pieces.map((piece) => piece.source).join('') : inText(changed));
    pieces = [];
  };
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const plain = text.slice(at, next === -1 ? text.length : next);
    if (plain !== '') pieces.push({ source: plain, value: plainText(plain) });
    if (next === -1) break;
    const markup = markupAt(text, next);
    const end = markup.end === -1 ? text.length : markup.end;
    const source = text.slice(next, end);
    if (markup.kind === 'data' && markup.end !== -1) {
      pieces.push({ source, value: source.slice(9, -3) });
    } else {
      flush();
      parts.push(
        markup.end === -1 || markup.fault !== null
          ? betweenMarks(source, change)
          : inMarkup(source, next, markup, change),
      );
    }
    at = end;
  }
  flush();
  return parts.join('');
}

function inMarkup(source: string, at: number, { kind, attributes }: Markup, change: Change): string {
  if (kind === 'close') return source;
  if (kind === 'comment') return inComment(source, change);
  // The "?" of its end would be taken for a part of a secret.
  if (kind === 'instruction') return `${betweenMarks(source.slice(0, -2), change)}?>`;
  if (kind !== 'open') return betweenMarks(source, change);
  let written = '';
  let from = 0;
  for (const attribute of attributes) {
    const raw = source.slice(attribute.from - at, attribute.to - at);
    const value = plainText(raw);
    const changed = change(value);
    written += source.slice(from, attribute.from - at) + (changed === value ? raw : inAttribute(changed));
    from = attribute.to - at;
  }
  return written + source.slice(from);
}

/** Markup that is broken or of no interest: the text between its marks is changed, the marks stay. */
function betweenMarks(text: string, change: Change): string {
  return text.replace(/[^<>"'&{}[\]\\]+/g, (piece) => {
    const changed = change(piece);
    return changed === piece ? piece : changed.replace(/[<>"'&{}[\]\\]/g, '_');
  });
}

/** Between strings a whole document of JSON has signs, numbers and three words; they hide nothing. */
const isBare = (text: string): boolean => /^[\s{}[\]:,\d.eE+-]*$/.test(text.replace(/\b(?:true|false|null)\b/g, ''));

function inComment(source: string, change: Change): string {
  const value = source.slice(4, -3);
  const changed = change(value);
  return changed === value ? source : `<!--${changed.replace(/[<>]/g, '_').replace(/-{2,}/g, '-')}-->`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
};
export const inText = (value: string): string => value.replace(/[<>&]/g, (character) => ENTITIES[character]!);
export const inAttribute = (value: string): string =>
  value
    .replace(/[<>&"']/g, (character) => ENTITIES[character]!)
    .replace(/[\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`);
