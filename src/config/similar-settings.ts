/**
 * Which setting a name means to the eye. A name with an invisible character, a letter of another alphabet or another
 * case is another name to a program and the same name to a person: whoever wrote it believes that the setting is in
 * force (A1). Pure functions over names and lines.
 */
import { asSeen } from '../domain/text/input-text.js';

export const TOKEN_NAME = 'AUTOPACK_TOKEN';

/**
 * These have names of their own, so that one in another case or with another separator is meant for us. HOST and PORT
 * are everybody's.
 */
const OWN = /^(AUTOPACK|AUTONOMOUS|RUN)_/;
/** What other programs may call a variable of theirs. */
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
/** Stands for a character that is no ASCII: it may look like any letter. */
const ANY = '*';
/** No name is longer; what is behind it is not compared. */
const COMPARED = 1_000;

export const isPlainName = (name: string): boolean => PLAIN_NAME.test(name);

/**
 * The setting of `known` that `name` looks like without being its name; null: it looks like none. A plain name that
 * only contains a setting's name (VITE_AUTOPACK_TOKEN) is somebody else's.
 */
export function settingMeantBy(name: string, known: readonly string[]): string | null {
  if (known.includes(name)) return null;
  const seen = seenName(name);
  const letters = lettersOf(seen);
  const found = known.find((setting) =>
    OWN.test(setting) ? isLike(letters, setting) : seen === setting || isLookAlike(seen, setting),
  );
  if (found !== undefined) return found;
  return !isPlainName(name) && containsToken(letters) ? TOKEN_NAME : null;
}

/** Whether a plain name begins like the token's: AUTOPACK_TOKEN_FILE, AUTOPACK_TOKENS. */
export const beginsAsToken = (name: string): boolean =>
  isLike(lettersOf(name).slice(0, lettersOf(TOKEN_NAME).length), TOKEN_NAME);

/**
 * The setting that a line or a part of it speaks of though it sets none: `AUTOPACK_TOKEN: x`, `set PORT x`, `"HOST" x`.
 */
export function settingSpokenOf(text: string, known: readonly string[]): string | null {
  const seen = seenName(text);
  if (containsToken(lettersOf(seen))) return TOKEN_NAME;
  for (const word of seen.split(/[^A-Za-z0-9_\u0080-\u{10ffff}]+/u)) {
    const meant = known.includes(word) ? word : settingMeantBy(word, known);
    if (meant !== null) return meant;
  }
  return null;
}

/** Accents are taken off their letters: they are easily overlooked. */
const seenName = (name: string): string =>
  asSeen(name.trimStart().slice(0, COMPARED))
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .trim();

/** Letters and digits in one case; marks of ASCII are left out, whatever else is there may be any letter. */
function lettersOf(text: string): string[] {
  return [...text].flatMap((character) => {
    if (/[A-Za-z0-9]/.test(character)) return [character.toUpperCase()];
    return character.charCodeAt(0) < 0x80 ? [] : [ANY];
  });
}

/** Whether the letters are those of a setting; a character that is no ASCII may also stand for its `_`. */
function isLike(letters: readonly string[], setting: string): boolean {
  const wholly = (target: string): boolean =>
    target.length === letters.length &&
    letters.some((one) => one !== ANY) &&
    letters.every((one, i) => one === ANY || one === target[i]);
  return wholly(setting.replaceAll('_', '')) || wholly(setting);
}

/** With look-alike letters, but in its own case: `host` is another program's. */
function isLookAlike(seen: string, setting: string): boolean {
  const characters = [...seen];
  return (
    characters.length === setting.length &&
    characters.some((one, i) => one === setting[i]) &&
    characters.every((one, i) => one === setting[i] || one.charCodeAt(0) >= 0x80)
  );
}

function containsToken(letters: readonly string[]): boolean {
  const bare = TOKEN_NAME.replaceAll('_', '').length;
  return letters.some(
    (_, i) =>
      isLike(letters.slice(i, i + bare), TOKEN_NAME) || isLike(letters.slice(i, i + TOKEN_NAME.length), TOKEN_NAME),
  );
}
