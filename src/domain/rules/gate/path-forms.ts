/**
 * The other names under which a file system finds the same file: macOS skips some invisible characters, Windows cuts
 * streams, dots and blanks off and gives short names (`GITHUB~1`), both ignore case. A tree is checked out on any of
 * them, so that a path is protected under each (G2).
 */

/** What HFS+ leaves out when it compares names. */
const UNSEEN = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;
const SHORT_NAME = /^([^~]{1,6})~\d{1,5}(\.[^.]{0,3})?$/;
/** Short names that Windows can give to `.git` itself. */
const GIT_FOLDER = /^(\.git|git~\d{1,5})$/;

/** A name in the one form that represents all its spellings. */
function nameForm(name: string): string {
  const seen = name.replace(UNSEEN, '').normalize('NFKC').toLowerCase();
  const [beforeStream = ''] = seen.split(':', 1);
  return beforeStream.replace(/[. ]+$/, '');
}

/** A path in that form, by its parts; a backslash separates as it does on Windows. Parts that fall away are empty. */
export const pathForm = (path: string): readonly string[] => path.split(/[/\\]/).map(nameForm);

/** The beginning of the long name that a short name on Windows can represent, without dots; null: not a short name. */
export const shortNameStem = (form: string): string | null => SHORT_NAME.exec(form)?.[1]!.replaceAll('.', '') ?? null;

/** Is it git's own folder, under any of its names? */
export const isGitFolder = (name: string): boolean => GIT_FOLDER.test(nameForm(name));

/** What common file systems hold: bytes of a name and of a path. Git's cost grows with the square of the depth. */
const LONGEST_NAME = 255;
const LONGEST_PATH = 4_096;
const DEEPEST = 100;

export type PathFault = 'leaves-tree' | 'git-folder' | 'too-long' | 'odd-characters';

/**
 * Why a patch may not touch the path: no tree or no common file system can hold it, or, for one that is new, Windows
 * takes a backslash in it for a separator and terminals act on its control characters. Null: it may. The cost is
 * linear, whatever the path (G2).
 */
export function treePathFault(path: string, { isNew = false }: { readonly isNew?: boolean } = {}): PathFault | null {
  const names = path.split('/');
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  if (bytes(path) > LONGEST_PATH || names.length > DEEPEST || names.some((name) => bytes(name) > LONGEST_NAME))
    return 'too-long';
  if (names.some((name) => name === '' || name === '.' || name === '..')) return 'leaves-tree';
  if (path.split(/[/\\]/).some(isGitFolder)) return 'git-folder';
  return isNew && /[\\\p{Cc}]/u.test(path) ? 'odd-characters' : null;
}

/**
 * The form that two names share if a file system that ignores case, or how accents are composed, takes them for one.
 */
export const sharedForm = (name: string): string => name.normalize('NFC').toLowerCase().normalize('NFC');
