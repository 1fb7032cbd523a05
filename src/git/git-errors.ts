/** What goes wrong with git itself, as errors that say what to do; no text here shows a path of the machine but the one that was given (A4). */

/** There is no git, no repository at the path, or no permission. */
export class GitUnavailable extends Error {
  override readonly name = 'GitUnavailable';
}

/** Git could not do what should always work: a full disk, a damaged repository, a missing object, a command that never ended. */
export class GitFailure extends Error {
  override readonly name: string = 'GitFailure';
}

/** The disk under git takes nothing for now, the quarantine's or the repository's: the same call can succeed later (B6). */
export class GitDiskFault extends GitFailure {
  override readonly name = 'GitDiskFault';
}

/** Ends of lines in which git reports a fault of the disk; git has texts of its own for a full disk, beside those of the system. */
const DISK_WORDS =
  /(No space left on device|Disk quota exceeded|File too large|Read-only file system|Out of diskspace)\.?$/m;
const DISK_CODES: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS']);

/** The failure that git's words, or the error of a call to the system, speak of. */
export function failureOf(message: string, reported: string | NodeJS.ErrnoException): GitFailure {
  const isOfDisk = typeof reported === 'string' ? DISK_WORDS.test(reported) : DISK_CODES.has(reported.code);
  return isOfDisk ? new GitDiskFault(message) : new GitFailure(message);
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

/** A line of a frame that ssh draws around a warning, or what stands within it. */
const FRAMED = /^@(?:@*| +(.*?) +@)$/;

/** Git's complaint in one short text: without its prefixes, and without paths of the machine. */
export function readable(stderr: string, folders: readonly string[] = []): string {
  let text = stderr;
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) text = text.replaceAll(folder, '(repository)');
  const lines = text
    .split('\n')
    .map((line) => line.replace(/^((error|fatal|warning): )+/, '').trim())
    .map((line) => line.replace(FRAMED, '$1'))
    .filter((line) => line !== '' && !line.startsWith('hint:'));
  const most = 8;
  const displayed = lines.slice(0, most).join('; ');
  return `${displayed}${lines.length > most ? `; and ${lines.length - most} lines more` : ''}` || 'git gave no reason';
}

/** As `readable`, for git's words about the machine rather than about a patch: every absolute path is left out. */
export const withoutPaths = (text: string): string => text.replace(/(^|[\s'"`(=])\/[^\s'"`)]*/g, '$1(path)');
