/** Lists in a document stop at 50 lines (F4), so that a document costs the same in a run of any size. */

export const LIST_LINES = 50;
/** How many of the lines come before the one that matters. */
export const LINES_BEFORE = 25;

/** A part of a list and how many entries before and after it are left out. */
export interface Window<Row> {
  readonly rows: readonly Row[];
  readonly before: number;
  readonly after: number;
}

/** The window around the first row that is open, else around the last. */
export function windowAround<Row>(rows: readonly Row[], isOpen: (row: Row) => boolean): Window<Row> {
  const open = rows.findIndex(isOpen);
  const anchor = open === -1 ? rows.length - 1 : open;
  const from = Math.max(0, Math.min(anchor - LINES_BEFORE, rows.length - LIST_LINES));
  const rendered = rows.slice(from, from + LIST_LINES);
  return { rows: rendered, before: from, after: rows.length - from - rendered.length };
}

/** The first lines of a list that has no place that matters more. */
export function firstLines<Row>(rows: readonly Row[]): Window<Row> {
  return { rows: rows.slice(0, LIST_LINES), before: 0, after: Math.max(0, rows.length - LIST_LINES) };
}

/** What is left out, as a sentence; null if the list is whole. `noun` is the plural. */
export function leftOut({ before, after }: Window<unknown>, noun: string): string | null {
  if (before + after === 0) return null;
  const parts = [before > 0 ? `${before} before` : '', after > 0 ? `${after} after` : ''].filter((part) => part);
  const who = before + after === 1 ? `One of the ${noun} is` : `${before + after} ${noun} are`;
  return `*${who} left out: ${parts.join(', ')}.*`;
}
