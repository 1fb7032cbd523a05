/** Rows as columns that line up; the first row is the heading. Width is what a terminal shows: a wide character takes two columns. */
import widthOf from 'string-width';

import { printable } from './output.js';

/** A cell that is cut keeps at least so much. */
const LEAST_WIDTH = 8;
const GAP = '  ';

export interface Fit {
  /** How wide a line may be. */
  readonly columns: number;
  /** Columns that may be cut, the first one first. Ids are never among them: they are copied. */
  readonly flexible: readonly number[];
}

/** One line for each row. A column whose cells are all numbers is set right. */
export function tableOf(heading: readonly string[], rows: readonly (readonly string[])[], fit?: Fit): string[] {
  const cells = [heading, ...rows].map((row) => row.map(printable));
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ''))));
  if (fit) narrow(widths, fit);
  const isNumber = heading.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[\d,]+$/.test(row[column] ?? '')),
  );
  return cells.map((row) =>
    row
      .map((cell, column) => {
        const kept = cutTo(cell, widths[column]!);
        const blanks = ' '.repeat(widths[column]! - widthOf(kept));
        return isNumber[column] ? blanks + kept : kept + blanks;
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** A table that would be too wide all the same is not cut: its lines are folded by the terminal, and nothing is lost. */
function narrow(widths: number[], { columns, flexible }: Fit): void {
  const least = widths.map((width, column) => (flexible.includes(column) ? Math.min(width, LEAST_WIDTH) : width));
  if (least.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1)) > columns) return;
  for (const column of flexible) {
    const over = widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1)) - columns;
    if (over > 0) widths[column] = Math.min(widths[column]!, Math.max(LEAST_WIDTH, widths[column]! - over));
  }
}

/** The beginning of a line, so that it is at most so wide; what is cut ends in `…`. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let [kept, used] = ['', 0];
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += widthOf(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return width > 0 ? `${kept}…` : '';
}

/** Text filled up with blanks, or cut, to exactly so many columns. */
export function padTo(text: string, width: number): string {
  const kept = cutTo(text, width);
  return kept + ' '.repeat(Math.max(0, width - widthOf(kept)));
}

export const grouped = (value: number): string => value.toLocaleString('en');
