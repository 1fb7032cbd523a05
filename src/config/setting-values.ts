/** What no value of a setting may be, whoever set it: sentences that never hold the value (A4). */
import { asSeen, oddCharacter } from '../domain/text/input-text.js';
import { TOKEN_NAME } from './similar-settings.js';

const QUOTES = '"\'`\u2018-\u201f\u00ab\u00bb\u2039\u203a\uff02\uff07';
const QUOTED = new RegExp(`^[${QUOTES}]|[${QUOTES}]$`);
/** Folders may have any name; only at their ends such a character is a slip. */
const FOLDERS = new Set([
  'AUTOPACK_DATA_DIR',
  'AUTONOMOUS_RUNS_DIR',
  'AUTOPACK_REPOSITORY_ROOTS',
  'AUTOPACK_REMOTE_CREDENTIALS',
]);
/** `${NAME}`, `$(command)`, `$NAME`: nothing is put in for it, so that everybody could guess it. */
const REFERENCE = /^\$(\{.*\}|\(.*\)|[A-Z_][A-Z0-9_]*)$/s;

/**
 * What is wrong with the value of a setting, as the end of a sentence that begins with its name; null: nothing. An
 * empty value is unset.
 */
export function valueFault(name: string, value: string): string | null {
  if (value === '') return null;
  return name === TOKEN_NAME ? tokenFault(value) : oddValue(name, value);
}

/** Why no request could carry this token as it is meant; null: every request can. */
export function tokenFault(token: string): string | null {
  const odd = /[^ -~]/u.exec(token);
  if (odd)
    return `has ${characterName(token, odd.index)}: it must be printable ASCII, because no request could carry it`;
  if (token.trim() !== token) return 'begins or ends with a blank: take it away';
  if (QUOTED.test(token)) return 'begins or ends with a quotation mark, which would be a part of it: take it away';
  if (token.startsWith('=')) return 'begins with =, which would be a part of it: take it away';
  return REFERENCE.test(token)
    ? 'is a reference to another value, which is not put in here: write the value itself'
    : null;
}

/** Why an address of a database would be read otherwise than it looks, or not at all; its form is checked before. */
export function databaseUrlFault(url: string): string | null {
  const [, authority = '', behind = ''] = /^[a-z]+:\/\/([^/?#]*)(.*)$/s.exec(url) ?? [];
  const encode = 'write / # ? @ : and % in a user or password as %2F %23 %3F %40 %3A %25';
  if (/^[^?]*@/.test(behind.replace(/^\?[^#]*/, '')) || authority.split('@').length > 2)
    return `has a password that cannot be told from the rest: ${encode}`;
  try {
    decodeURIComponent(authority.slice(0, Math.max(0, authority.lastIndexOf('@'))));
  } catch {
    return `has a % that begins no character: ${encode}`;
  }
  return URL.canParse(url) || URL.canParse(url.replace('@/', '@host/'))
    ? null
    : `cannot be read as an address: ${encode}`;
}

function oddValue(name: string, value: string): string | null {
  if (/[\u0000-\u001f\u007f]/.test(value)) return 'has a control character';
  if (QUOTED.test(value)) return 'begins or ends with a quotation mark: take it away';
  const characters = [...value];
  const looked = FOLDERS.has(name) ? [0, characters.length - 1] : characters.keys();
  for (const i of looked) {
    const character = characters[i] ?? '';
    if (character !== ' ' && asSeen(character).trim() === '')
      return `has ${oddCharacter(character)?.split(' ')[0]}, which is invisible`;
  }
  return null;
}

/** Only characters that are invisible are named: others would be a part of the secret. */
function characterName(text: string, index: number): string {
  const character = String.fromCodePoint(text.codePointAt(index)!);
  return asSeen(character).trim() === ''
    ? `an invisible character (${oddCharacter(character)?.split(' ')[0]})`
    : 'a character that is no ASCII';
}
