/** What goes wrong with git itself, as errors that say what to do; no text here shows a path of the machine but the one that was given (A4). */

/** There is no git, no repository at the path, or no permission. */
export class GitUnavailable extends Error {
  override readonly name = 'GitUnavailable';
}

/** Git could not do what should always work: a full disk, a damaged repository, a missing object, a command that never ended. */
export class GitFailure extends Error {
  override readonly name: string = 'GitFailure';
}

/** Another git holds the ref, or one that was killed left its lock behind. */
export class RefLocked extends GitFailure {
  override readonly name = 'RefLocked';

  constructor(
    message: string,
    /** The lock is so old that nobody will take it away; a person has to look. */
    readonly isStale: boolean,
  ) {
    super(message);
  }
}

/** Git's complaint in one short text: without its prefixes, and without paths of the machine. */
export function readable(stderr: string, folders: readonly string[] = []): string {
  let text = stderr;
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) text = text.replaceAll(folder, '(repository)');
  const lines = text
    .split('\n')
    .map((line) => line.replace(/^((error|fatal|warning): )+/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('hint:'));
  const most = 8;
  const shown = lines.slice(0, most).join('; ');
  return `${shown}${lines.length > most ? `; and ${lines.length - most} lines more` : ''}` || 'git gave no reason';
}

/** As `readable`, for git's words about the machine rather than about a patch: every absolute path is left out. */
export const withoutPaths = (text: string): string => text.replace(/(^|[\s'"`(=])\/[^\s'"`)]*/g, '$1(path)');
