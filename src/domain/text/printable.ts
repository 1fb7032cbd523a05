/** Paths as a sentence may hold them: characters that a terminal or a reader would misread are escaped (I4). */
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"\\\ud800-\udfff]/gu;
const MOST_CHARACTERS = 160;
const MOST_PATHS = 5;

/** In double quotes, on one line, cut in the middle if it is long. */
export function printablePath(path: string): string {
  const displayed = path.replace(HARMFUL, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
  const characters = [...displayed];
  if (characters.length <= MOST_CHARACTERS) return `"${displayed}"`;
  const half = MOST_CHARACTERS / 2;
  return `"${characters.slice(0, half).join('')}…${characters.slice(-half).join('')}"`;
}

/** At most five paths, and how many more there are. */
export function listedPaths(paths: readonly string[]): string {
  const more = paths.length - MOST_PATHS;
  const named = paths.slice(0, MOST_PATHS).map(printablePath).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}

/** Words of git or of an agent on one line of bounded length. */
export function printableWords(words: string, mostCharacters = 1_000): string {
  const line = words
    .replace(/\s+/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/gu, '\ufffd')
    .trim();
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters).toWellFormed()}…` : line;
}
