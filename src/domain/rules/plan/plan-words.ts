/** Which known word of a plan was probably meant. */
import { editSteps, wordForm } from '../../text/near-words.js';

/**
 * The word that was probably meant, or undefined. Words of five and six letters may be off by one edit, longer ones by
 * two; an edit is a letter too many, too few, wrong, or swapped with its neighbour. Shorter words lie too close
 * together: there only a swap is a slip.
 */
export function nearestWord(text: string, words: readonly string[]): string | undefined {
  const form = wordForm(text);
  let [nearest, best]: [string | undefined, number] = [undefined, Infinity];
  for (const word of words) {
    const edits = edited(form, knownForm(word));
    if (edits < best) [nearest, best] = [word, edits];
  }
  return nearest;
}

/** Known words are few, and asked for often. */
const knownForms = new Map<string, string>();
function knownForm(word: string): string {
  const form = knownForms.get(word) ?? wordForm(word);
  knownForms.set(word, form);
  return form;
}

function edited(text: string, word: string): number {
  const most = word.length > 6 ? 2 : 1;
  if (Math.abs(text.length - word.length) > most) return Infinity;
  // An edit changes one letter, or two that are swapped: with more strange letters than edits it is another word, found
  // without the table.
  let strange = 0;
  for (const letter of text) if (!word.includes(letter) && ++strange > most) return Infinity;
  const edits = editSteps(text, word);
  const isOtherWord = edits > 0 && word.length <= 4 && !isSwapped(text, word);
  return edits > most || isOtherWord ? Infinity : edits;
}

const isSwapped = (text: string, word: string): boolean => [...text].sort().join('') === [...word].sort().join('');
