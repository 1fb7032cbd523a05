/** How words that people type are compared: case, blanks, `-` and `_` do not count, and slips of the keyboard are. */

/** Two words with the same form are the same word. */
export const wordForm = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, '');

/**
 * Letters to insert, delete, replace, or swap with their neighbour (optimal string alignment). The time grows with the
 * product of the lengths.
 */
export function editSteps(from: string, to: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const isSame = from[i - 1] === to[j - 1];
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        row[j] = Math.min(row[j]!, beforeLast[j - 2]! + 1);
    }
    [beforeLast, last] = [last, row];
  }
  return last[to.length]!;
}
