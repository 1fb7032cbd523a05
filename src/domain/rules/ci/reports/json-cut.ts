/**
 * Makes whole JSON of one that ends in the middle of a list of objects: what came before the last complete object of
 * that list is kept. Only the brackets are looked at; whether the rest is JSON is for the parser to say.
 */

/** `depth` is the number of brackets around an object of the list; null: not one is complete. */
export function mendedJson(text: string, depth: number): string | null {
  const open: string[] = [];
  let safe: string | null = null;
  let end = 0;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === '"') {
      i = stringEnd(text, i);
      if (i === -1) break;
    } else if (character === '{') {
      open.push('}');
    } else if (character === '[') {
      open.push(']');
    } else if (character === '}' || character === ']') {
      if (open.pop() !== character) return null;
      if (character === '}' && open.length === depth && open.at(-1) === ']') {
        end = i + 1;
        safe = open.toReversed().join('');
      }
    }
  }
  return safe === null ? null : text.slice(0, end) + safe;
}

/** The closing quote of the text that begins at `at`; -1: it does not end. */
function stringEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '"') return i;
  }
  return -1;
}
