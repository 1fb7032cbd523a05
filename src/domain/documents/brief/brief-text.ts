/**
 * Text of a brief. Texts of others are in fenced blocks, whole or cut at a stated bound in bytes, so that it can
 * neither be taken for instructions of ours nor break the layout. Lines outside of fences fit a width.
 */
import { fenced } from '../../text/markdown.js';

const LINE_WIDTH = 100;

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** The first bytes of a text, whole characters only. */
export function headOf(text: string, most: number): string {
  if (text.length <= most / 3) return text;
  const bytes = new TextEncoder().encode(text);
  return bytes.length <= most ? text : decoded(bytes.subarray(0, most)).replace(/\ufffd{1,3}$/, '');
}

/** The last bytes of a text, from the beginning of a line on where there is one. */
export function tailOf(text: string, most: number): string {
  if (text.length <= most / 3) return text;
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= most) return text;
  const tail = decoded(bytes.subarray(bytes.length - most)).replace(/^\ufffd{1,3}/, '');
  const line = tail.indexOf('\n');
  return line < 0 || line > tail.length / 2 ? tail : tail.slice(line + 1);
}

const decoded = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** Bytes that a fence and its line ends take at least. */
const FENCE_BYTES = 16;

/**
 * A text in a fence, in no more than so many bytes; how much is cut off is stated below it, as is `where` the whole can
 * be read. `end`: its end is kept instead of its beginning. Null: there is no room, or nothing to show.
 */
export function fencedWithin(quoted: string, most: number, { where = '', end = false } = {}): string | null {
  const text = quoted.replace(/\n+$/, '');
  if (text.trim() === '') return null;
  const whole = bytesOf(text);
  // A text of marks needs a fence that is longer still, and a mark that is replaced grows: so it is measured in its
  // final form.
  for (let room = most; room >= FENCE_BYTES; room = Math.floor(room / 2)) {
    const part = end ? tailOf(text, room) : headOf(text, room);
    const block = fenced(part);
    const left = whole - bytesOf(part);
    const reported =
      left === 0
        ? ''
        : `\n\n${wrapped(`*Cut: ${left} of ${whole} bytes ${end ? 'before this' : 'more'}.${where === '' ? '' : ` ${where}`}*`)}`;
    if (bytesOf(block) <= most + FENCE_BYTES) return `${block}${reported}`;
  }
  return null;
}

/** May begin a line without being taken for markup: a list, a heading, a quotation. */
const PLAIN_START = /^[\p{L}("'&]/u;

/**
 * One paragraph or list entry in lines that fit the width. A line is broken only before words that cannot be taken for
 * markup.
 */
export function wrapped(text: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const fits = line.length + 1 + word.length + (lines.length === 0 ? 0 : indent.length) <= LINE_WIDTH;
    if (line === '') line = word;
    else if (fits || !PLAIN_START.test(word)) line = `${line} ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((each, i) => (i === 0 ? each : `${indent}${each}`)).join('\n');
}

export const listEntry = (text: string): string => wrapped(`- ${text}`, '  ');

/**
 * Entries of a list in no more than so many bytes, each rendered only if there is room; the number of those left out is
 * stated. Null: there are none.
 */
export function listWithin<Entry>(
  entries: readonly Entry[],
  most: number,
  noun: string,
  render: (entry: Entry) => string,
): string | null {
  if (entries.length === 0) return null;
  const displayed: string[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const line = listEntry(render(entry));
    bytes += bytesOf(line) + 1;
    if (bytes > most) break;
    displayed.push(line);
  }
  const left = entries.length - displayed.length;
  return [
    ...displayed,
    ...(left === 0 ? [] : [listEntry(`*${left} more ${noun} are left out here; all of them are in brief.json.*`)]),
  ].join('\n');
}
