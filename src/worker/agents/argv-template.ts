/** The words of an agent's command, with placeholders from a closed set. There is no shell: a word stays one word, whatever it is filled with. */

export const PLACEHOLDERS = [
  'promptFile',
  'workspace',
  'resultFile',
  'schemaFile',
  'briefFile',
  'model',
  'node',
  'autopack',
  'mcpUrl',
  'mcpFile',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];
/** `{model}` has no value if none is named. */
export type Values = Readonly<Record<Exclude<Placeholder, 'model'>, string>> & { readonly model: string | null };

const MAX_WORDS = 200;
const MAX_WORD_LENGTH = 10_000;
/** Words in braces; other braces, as in a piece of JSON, stay as they are. */
const IN_BRACES = /\{([A-Za-z]+)\}/g;

/** Why these words cannot be a command; null if they can. */
export function templateFault(words: readonly string[]): string | null {
  if (words.length === 0 || words[0] === '') return 'must name a program';
  if (words.length > MAX_WORDS) return `must have at most ${MAX_WORDS} words`;
  for (const word of words) {
    if (word.length > MAX_WORD_LENGTH) return `must have words of at most ${MAX_WORD_LENGTH} characters`;
    if (word.includes('\0')) return 'must not contain the character U+0000';
    for (const [, name] of word.matchAll(IN_BRACES)) {
      if (!isPlaceholder(name ?? '')) return `names {${name}}, which is no placeholder; known are ${displayed}`;
    }
  }
  return null;
}

export const names = (words: readonly string[], placeholder: Placeholder): boolean =>
  words.some((word) => word.includes(`{${placeholder}}`));

/** The words, filled. What is filled in is not looked at again. */
export function fill(words: readonly string[], values: Values): string[] {
  return words.map((word) =>
    word.replace(IN_BRACES, (whole, name: string) => (isPlaceholder(name) ? (values[name] ?? '') : whole)),
  );
}

const isPlaceholder = (name: string): name is Placeholder => (PLACEHOLDERS as readonly string[]).includes(name);
const displayed = PLACEHOLDERS.map((name) => `{${name}}`).join(', ');
