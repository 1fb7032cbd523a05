/** Rows as columns that line up; the first row is the heading. */
import { printable } from './output.js';

const widthOf = (text: string): number => [...text].length;

/** One line for each row. A column whose cells are all numbers is set right. */
export function tableOf(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [heading, ...rows].map((row) => row.map(printable));
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ''))));
  const isNumber = heading.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[\d,]+$/.test(row[column] ?? '')),
  );
  return cells.map((row) =>
    row
      .map((cell, column) => {
        const blanks = ' '.repeat(widths[column]! - widthOf(cell));
        return isNumber[column] ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd(),
  );
}

export const grouped = (value: number): string => value.toLocaleString('en');
