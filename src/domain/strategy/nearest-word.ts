/** The word that was probably meant (P1: a typo is refused with a suggestion). Case, `_` and `-` do not count. */
const MAX_COMPARED_LENGTH = 60;

/** Null: none is near. Of equally near ones the first. */
export function nearestWord(written: string, known: readonly string[]): string | null {
  const word = plain(written);
  if (word.length === 0 || word.length > MAX_COMPARED_LENGTH) return null;
  let best: { word: string; steps: number } | null = null;
  for (const candidate of known) {
    const steps = editSteps(word, plain(candidate));
    if (steps <= Math.max(1, Math.floor(candidate.length / 3)) && (best === null || steps < best.steps)) best = { word: candidate, steps };
  }
  return best?.word ?? null;
}

const plain = (word: string): string => word.toLowerCase().replaceAll(/[_\s-]/g, '');

/** Letters to insert, delete, replace, or swap with their neighbour. */
function editSteps(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = last[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      let steps = Math.min(last[j]! + 1, row[j - 1]! + 1, replaced);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) steps = Math.min(steps, beforeLast[j - 2]! + 1);
      row.push(steps);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length]!;
}
