/**
 * JSON as programs really write it, looked at by its strings only: mended where a string holds what JSON forbids, and
 * changed string by string.
 */

/** Matches one string with its quotation marks; a backslash takes the next character with it. */
const STRING = /"(?:[^"\\]|\\[^])*"/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|\\|[\u0000-\u001f]/g;

/**
 * Raw control characters and unknown escapes inside strings become what the writer meant; byte order marks between
 * values go.
 */
export function mendedStrings(text: string): string {
  return betweenAnd(
    text,
    (outside) => outside.replaceAll('\ufeff', ''),
    (string) =>
      string.replace(ESCAPE, (found) => (found === '\\' ? '\\\\' : found.length > 1 ? found : escaped(found))),
  );
}

/**
 * The same document with every string value and key passed through `change`; a string that stays the same is not
 * written anew.
 */
export function changedStrings(
  text: string,
  change: (value: string) => string,
  elsewhere: (text: string) => string,
): string {
  return betweenAnd(text, elsewhere, (string) => {
    const value = valueOf(string);
    if (value === null) return `"${elsewhere(string.slice(1, -1))}"`;
    const changed = change(value);
    return changed === value ? string : JSON.stringify(changed);
  });
}

function betweenAnd(text: string, outside: (text: string) => string, inside: (string: string) => string): string {
  const parts: string[] = [];
  let from = 0;
  for (const { index, 0: string } of text.matchAll(STRING)) {
    parts.push(outside(text.slice(from, index)), inside(string));
    from = index + string.length;
  }
  parts.push(outside(text.slice(from)));
  return parts.join('');
}

function valueOf(string: string): string | null {
  try {
    return JSON.parse(string) as string;
  } catch {
    try {
      return JSON.parse(mendedStrings(string)) as string;
    } catch {
      return null;
    }
  }
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
