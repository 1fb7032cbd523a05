/** Paths below the runs root: real folders and files only, never links. */
import { lstatSync, rmdirSync } from 'node:fs';

/** A place below the root: its folders from the outermost on, the folders in it, and which of its files are ours. */
export interface Directory {
  readonly chain: readonly string[];
  readonly path: string;
  readonly folders: readonly string[];
  readonly isDocument: (path: string) => boolean;
}

/** The files of a place cannot be written or read as they should. */
export class ArtefactStoreError extends Error {
  override readonly name = 'ArtefactStoreError';

  /** `code`: what the operating system would say, if it had been asked to write there. */
  constructor(
    message: string,
    readonly code?: 'ELOOP' | 'ENOTDIR',
  ) {
    super(message);
  }
}

export function split({ isDocument }: Directory, path: string): { readonly folder: string; readonly name: string } {
  if (!isDocument(path)) throw new ArtefactStoreError(`${JSON.stringify(path)} is not the path of a document`);
  const slash = path.indexOf('/');
  return { folder: path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1) };
}

export const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Is the folder there, without a link on the way to it? */
export const isReal = ({ chain }: Directory, folder: string): boolean => chain.every(isFolder) && isFolder(folder);

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code;

export function ignoreMissing(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error;
}

/** A folder that holds something, or cannot be removed, stays as it is. */
export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Nothing depends on it.
  }
}
