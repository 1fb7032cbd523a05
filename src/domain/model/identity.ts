/**
 * The form of ids (I1) and texts (I4). Everything here looks at the value alone; uniqueness is the database's to
 * decide.
 */

const ID_MAX_LENGTH = 100;
const ID_FORM = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const DEVICE_NAME = /^(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$|clock\$)(\.|$)/i;

/** Why a text cannot be an id, as a sentence; null if it can (I1). */
export function idFault(id: string): string | null {
  if (id.length === 0) return 'must not be empty';
  if (id.length > ID_MAX_LENGTH) return `must have at most ${ID_MAX_LENGTH} characters`;
  if (!ID_FORM.test(id)) return 'must start with a letter or digit and hold only letters, digits, ".", "_" and "-"';
  if (id.includes('..')) return 'must not contain ".."';
  if (id.endsWith('.')) return 'must not end in "."';
  if (/\.lock$/i.test(id)) return 'must not end in ".lock"';
  if (DEVICE_NAME.test(id)) return 'must not be a Windows device name';
  return null;
}

/** Two run ids with the same key cannot live on one server: ids are unique ignoring case (I1). */
export const runKey = (runId: string): string => runId.toLowerCase();

export const NAME_MAX_LENGTH = 200;
export const TEXT_MAX_LENGTH = 10_000;
export const LIST_MAX_ENTRIES = 100;
export const LIST_ENTRY_MAX_LENGTH = 1_000;

/** Why a text cannot be stored (U+0000, lone surrogates, length in characters); null if it can (I4). */
export function textFault(text: string, maxLength: number): string | null {
  if (text.includes('\u0000')) return 'must not contain the character U+0000';
  if (!text.isWellFormed()) return 'must not contain lone surrogates';
  if (text.length > maxLength && [...text].length > maxLength) return `must have at most ${maxLength} characters`;
  return null;
}

/**
 * Why a text cannot be a name: 1 to 200 characters after trimming (I4); it is stored as given, so the blanks have a
 * bound too.
 */
export function nameFault(name: string): string | null {
  if (name.trim().length === 0) return 'must not be empty';
  return textFault(name, TEXT_MAX_LENGTH) ?? textFault(name.trim(), NAME_MAX_LENGTH);
}
