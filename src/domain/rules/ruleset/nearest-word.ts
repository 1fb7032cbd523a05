/** The word that was probably meant (P1: a typo is refused with a suggestion). Case, `_` and `-` do not count. */
import { editSteps, wordForm } from '../../text/near-words.js';

const MAX_COMPARED_LENGTH = 60;

/** Null: none is near. Of equally near ones the first. */
export function nearestWord(written: string, known: readonly string[]): string | null {
  const word = wordForm(written);
  if (word.length === 0 || word.length > MAX_COMPARED_LENGTH) return null;
  let best: { word: string; steps: number } | null = null;
  for (const candidate of known) {
    const steps = editSteps(word, wordForm(candidate));
    if (steps <= Math.max(1, Math.floor(candidate.length / 3)) && (best === null || steps < best.steps))
      best = { word: candidate, steps };
  }
  return best?.word ?? null;
}
