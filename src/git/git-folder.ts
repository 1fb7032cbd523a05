/** Git folders that are written by hand: that costs no process, and they contain only what is named. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { quoted } from './quoted-path.js';

export interface GitFolderOrder {
  /** `sha1` or `sha256`. */
  readonly objectFormat: string;
  readonly bare: boolean;
  /** What HEAD says: the full name of a branch, or the id of a commit. Default: a branch that is not there. */
  readonly head?: string;
  /** Refs by their full names. */
  readonly refs?: Readonly<Record<string, string>>;
  /** Lines of `[core]`, such as `ignoreCase = false`. */
  readonly core?: readonly string[];
  /** More sections of the configuration. */
  readonly config?: string;
  /** The folder whose objects are read here, too. */
  readonly alternate?: string;
  /** A file that says where the history of a shallow repository ends; it need not be there. */
  readonly shallow?: string;
  /** Lines of files below `info`, such as `exclude`. */
  readonly info?: Readonly<Record<string, string>>;
}

const NO_BRANCH = 'refs/heads/none';
const FOLDERS = ['info', 'refs/heads', 'refs/tags', 'objects/info', 'objects/pack'];

/** Makes it at `path`, where nothing of it must be. Rejects with what the system says. */
export async function writeGitFolder(path: string, order: GitFolderOrder): Promise<void> {
  const { head = NO_BRANCH, refs = {}, alternate, shallow, info = {} } = order;
  for (const folder of FOLDERS) await mkdir(join(path, folder), { recursive: true });
  const files: Record<string, string> = {
    HEAD: head.startsWith('refs/') ? `ref: ${head}\n` : `${head}\n`,
    config: configOf(order),
    ...Object.fromEntries(Object.entries(refs).map(([name, id]) => [name, `${id}\n`])),
    ...Object.fromEntries(Object.entries(info).map(([name, lines]) => [`info/${name}`, lines])),
    ...(alternate === undefined ? {} : { 'objects/info/alternates': alternateLine(alternate) }),
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(path, name), text)));
  if (shallow !== undefined) await copyFile(shallow, join(path, 'shallow')).catch(unlessMissing);
}

/** The line of `objects/info/alternates` that names a folder of objects. */
export const alternateLine = (objects: string): string => `${quoted(Buffer.from(objects))}\n`;

function configOf({ objectFormat, bare, core = [], config = '' }: GitFolderOrder): string {
  const isSha1 = objectFormat === 'sha1';
  const extensions = isSha1 ? '' : `[extensions]\n\tobjectFormat = ${objectFormat}\n`;
  const lines = [`repositoryFormatVersion = ${isSha1 ? 0 : 1}`, 'fileMode = true', `bare = ${bare}`, ...core];
  return `${extensions}[core]\n${lines.map((line) => `\t${line}\n`).join('')}${config}`;
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
