/** What a line of a plan begins with: blanks, a bullet, a number. */
import { trimBlanks } from './plan-text.js';

/** Columns of a tab stop; a line that is indented so far is code, or belongs to a list. */
export const TAB = 4;
export const BULLET = /^[ \t]*([-*+]|\d{1,9}[.)])(?=[ \t]|$)/;

/** Columns of the blanks that a line begins with. */
export function indentOf(line: string): number {
  let columns = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === ' ') columns++;
    else if (line[at] === '\t') columns += TAB - (columns % TAB);
    else break;
  }
  return columns;
}

export interface Bullet {
  readonly marker: string;
  readonly indent: number;
  /** The column at which its text begins: what is indented so far belongs to it. */
  readonly content: number;
  readonly text: string;
}

/** The bullet or number that a line begins with. */
export function bulletOf(line: string): Bullet | undefined {
  const found = BULLET.exec(line);
  if (!found) return undefined;
  const indent = indentOf(line);
  const rest = line.slice(found[0].length);
  const text = trimBlanks(rest);
  const width = indent + found[1]!.length;
  const blanks = indentOf(' '.repeat(width % TAB) + rest) - (width % TAB);
  return { marker: found[1]!.at(-1)!, indent, content: width + (text === '' || blanks > TAB ? 1 : blanks), text };
}

/** No more than blanks. */
export const isBlank = (line: string): boolean => trimBlanks(line) === '';
