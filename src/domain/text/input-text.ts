/**
 * The one place that every text from outside passes: plans, rulesets, scenarios, results, reports, settings. It decodes
 * bytes, takes a byte order mark away, and says how a line looks to a person, so that a reader can compare what was
 * meant with what is written.
 *
 * A reader that gives a meaning to text (a heading, a key, a name of a setting) compares `asSeen(line)` with the line.
 * Where the two would be read differently, it reads what is seen or refuses the line with `oddCharacter`. It never
 * takes the line for something else in silence.
 */

/** Blanks that look like a plain blank, and line ends that most readers take for one. */
const ODD_BLANK = /[\u000b\u000c\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
/**
 * Invisible characters: they join, hide, order, or fill. Variation selectors and joiners are among them: emoji use them
 * rightly.
 */
const UNSEEN =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;
/** Characters that look like a mark of ASCII and that NFKC does not fold. */
const LOOK_ALIKE: Readonly<Record<string, string>> = {
  '\u02d0': ':',
  '\u0589': ':',
  '\u05c3': ':',
  '\u2236': ':',
  '\ua789': ':',
  '\ufe13': ':',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2015': '-',
  '\u2212': '-',
  '\u2022': '*',
  '\u2023': '*',
  '\u2043': '-',
  '\u2219': '*',
  '\u25aa': '*',
  '\u25cf': '*',
  '\u25e6': '*',
  '\u00b7': '*',
  '\u2217': '*',
  '\u204e': '*',
  '\ua60e': '*',
  '\u266f': '#',
  '\u22d5': '#',
};

export type DecodedText = { readonly text: string } | { readonly fault: string };

/**
 * The text of a file. UTF-8, with or without a mark, and UTF-16 with one are read; anything else answers `fault`, the
 * end of a sentence that begins with the file: "is no UTF-8 text …". `isCut`: the bytes end in the middle of the file,
 * so that a last character may be incomplete.
 */
export function decodeText(bytes: Uint8Array, { isCut = false }: { readonly isCut?: boolean } = {}): DecodedText {
  const encoding = encodingOf(bytes);
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: isCut }) };
  } catch {
    const name = encoding === 'utf-8' ? 'UTF-8' : 'UTF-16';
    return { fault: `is no ${name} text; save it as UTF-8` };
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** A text that an API has decoded, without the byte order marks at its beginning. */
export const withoutMark = (text: string): string => text.replace(/^\ufeff+/, '');

/**
 * A line as it looks: odd blanks are plain ones, invisible characters are left out, and what looks like a mark or
 * letter of ASCII is one.
 */
export function asSeen(line: string): string {
  // Most lines are plain.
  if (/^[\t -~]*$/.test(line)) return line;
  return line
    .replace(new RegExp(ODD_BLANK, 'g'), ' ')
    .replace(new RegExp(UNSEEN, 'gu'), '')
    .normalize('NFKC')
    .replace(/[^\t -~]/gu, (character) => LOOK_ALIKE[character] ?? character);
}

/** A line without invisible characters, with plain blanks for odd ones; every other character stays. */
export const withoutUnseen = (line: string): string =>
  /^[\t -~]*$/.test(line) ? line : line.replace(new RegExp(ODD_BLANK, 'g'), ' ').replace(new RegExp(UNSEEN, 'gu'), '');

/**
 * The first character of a line that does not look like what it is, as "U+00A0 (column 4)"; null: the line is what it
 * looks like.
 */
export function oddCharacter(line: string): string | null {
  let column = 0;
  for (const character of line) {
    column += 1;
    if (asSeen(character) !== character) {
      return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} (column ${column})`;
    }
  }
  return null;
}
