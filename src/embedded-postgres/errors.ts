/** A failure of the embedded database, as sentences that say what to do. The message is shown to the user unchanged. */
export class EmbeddedDatabaseError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedDatabaseError';
  }
}

/** The way out that every platform has; closes sentences about things we cannot repair. */
export const useOwnServer = 'Or set DATABASE_URL to a PostgreSQL server (14 or newer) of your own.';

export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Turns a file system failure below `folder` into a sentence; any other error comes back as it is. */
export function explainFileError(error: unknown, folder: string): unknown {
  if (error instanceof EmbeddedDatabaseError) return error;
  const sentence = sentenceFor(errorCode(error), folder);
  if (sentence === undefined) return error;
  const detail = error instanceof Error ? ` (${error.message})` : '';
  return new EmbeddedDatabaseError(`${sentence} ${useOwnServer}${detail}`, { cause: error });
}

/** What PostgreSQL says when it cannot write, in the words used for our own failures. */
export function explainServerOutput(output: string, folder: string): string | undefined {
  if (/no space left on device|disk quota exceeded|check free disk space/i.test(output))
    return sentenceFor('ENOSPC', folder);
  if (/read-only file system/i.test(output)) return sentenceFor('EROFS', folder);
  return undefined;
}

function sentenceFor(code: string | undefined, folder: string): string | undefined {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `The embedded database cannot write to its data folder ${folder}. Give this user write access to it, or set AUTOPACK_DATA_DIR to a folder that it can write to.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk of the data folder ${folder} is full. Free some space and start again, or set AUTOPACK_DATA_DIR to a folder on another disk.`;
    case 'ENAMETOOLONG':
      return `The path of the data folder ${folder} is too long. Set AUTOPACK_DATA_DIR to a shorter path.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `The data folder ${folder} is not a folder. Move that file away, or set AUTOPACK_DATA_DIR to another path.`;
    case 'ELOOP':
      return `The path of the data folder ${folder} runs in a circle of symbolic links. Set AUTOPACK_DATA_DIR to another path.`;
    default:
      return undefined;
  }
}
