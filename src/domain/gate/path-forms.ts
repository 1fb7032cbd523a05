/**
 * The other names under which a file system finds the same file: macOS skips some invisible characters, Windows cuts streams, dots and blanks
 * off and gives short names (`GITHUB~1`), both ignore case. A tree is checked out on any of them, so that a path is protected under each (G2).
 */

/** What HFS+ leaves out when it compares names. */
const UNSEEN = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;
const SHORT_NAME = /^([^~]{1,6})~\d{1,5}(\.[^.]{0,3})?$/;
/** Short names that Windows can give to `.git` itself. */
const GIT_FOLDER = /^(\.git|git~\d{1,5})$/;

/** A name in the one form that stands for all its spellings. */
export function nameForm(name: string): string {
  const seen = name.replace(UNSEEN, '').normalize('NFKC').toLowerCase();
  const [beforeStream = ''] = seen.split(':', 1);
  return beforeStream.replace(/[. ]+$/, '');
}

/** A path in that form, by its parts; a backslash separates as it does on Windows. Parts that fall away are empty. */
export const pathForm = (path: string): readonly string[] => path.split(/[/\\]/).map(nameForm);

/** The beginning of the long name that a short name on Windows can stand for, without dots; null: not a short name. */
export const shortNameStem = (form: string): string | null => SHORT_NAME.exec(form)?.[1]!.replaceAll('.', '') ?? null;

/** Is it git's own folder, by whatever name? */
export const isGitFolder = (name: string): boolean => GIT_FOLDER.test(nameForm(name));

/** Why no tree can hold the path; null if one can. */
export function treePathFault(path: string): 'leaves-tree' | 'git-folder' | null {
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..')) return 'leaves-tree';
  return path.split(/[/\\]/).some(isGitFolder) ? 'git-folder' : null;
}
