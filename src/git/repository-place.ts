/** Where a repository is and how it is made: found once, by the exact path that was given, never in folders above it. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { BatchReader } from './batch-reader.js';
import { GitUnavailable, readable, withoutPaths } from './git-errors.js';
import { RefSessions } from './ref-session.js';
import { gitIn } from './run-git.js';

export interface RepositoryPlace {
  /** As it was given. */
  readonly path: string;
  readonly gitFolder: string;
  /** What linked work trees share: refs, objects, configuration. */
  readonly commonFolder: string;
  readonly objects: string;
  readonly objectFormat: 'sha1' | 'sha256';
  readonly isBare: boolean;
  /** Where quarantines are made. */
  readonly scratchFolder: string;
  /** Reads its objects; shared by all who work with this repository. */
  readonly reader: BatchReader;
  /** Change its refs, where the objects are kept meanwhile; shared likewise. */
  readonly sessions: RefSessions;
}

/** `path` is the top folder of a work tree (a linked one too) or a bare repository. Throws GitUnavailable. */
export async function findRepository(path: string, scratchFolder = tmpdir()): Promise<RepositoryPlace> {
  const none = new GitUnavailable(
    `There is no git repository at ${JSON.stringify(path)}: name the top folder of a work tree, or a bare repository.`,
  );
  if (/[\n\r\u0000]/.test(path))
    throw new GitUnavailable('A repository whose path has a line break in it cannot be used.');
  const top = resolve(path);
  if (!(await isFolder(top, path))) throw none;
  const inside = join(top, '.git');
  const gitFolder = (await exists(inside, path)) ? inside : (await isFolder(join(top, 'objects'), path)) ? top : null;
  if (gitFolder === null) throw none;

  const known = places.get(top);
  if (known && known.gitFolder === gitFolder && known.marks === (await marksOf(top, known.place))) {
    const place = { ...known.place, path, scratchFolder };
    await mayBeWritten(place);
    return place;
  }
  const requested = [
    '--absolute-git-dir',
    '--git-common-dir',
    '--is-bare-repository',
    '--show-object-format',
    '--git-path',
    'objects',
  ];
  const answer = await gitIn(gitFolder, { workingFolder: top }).ask(['rev-parse', ...requested]);
  const [found, common, isBare, format, objects] = answer.stdout.toString('utf8').split('\n');
  if (answer.exitCode !== 0 || !found || !common || !objects) {
    const words = withoutPaths(readable(answer.stderr, [gitFolder, top]));
    throw new GitUnavailable(`The repository at ${JSON.stringify(path)} cannot be read: ${words}.`);
  }
  const place: RepositoryPlace = {
    path,
    gitFolder: found,
    commonFolder: resolve(top, common),
    objects: resolve(top, objects),
    objectFormat: format === 'sha256' ? 'sha256' : 'sha1',
    isBare: isBare === 'true',
    scratchFolder,
    reader: new BatchReader(found),
    sessions: new RefSessions(found),
  };
  await mayBeWritten(place);
  await remember(top, gitFolder, place);
  return place;
}

interface KnownPlace {
  readonly place: RepositoryPlace;
  readonly gitFolder: string;
  readonly marks: string;
}

/** What git said of repositories, by their paths: it says the same as long as these files are the same. */
const places = new Map<string, KnownPlace>();
const MOST_PLACES = 200;

async function remember(top: string, gitFolder: string, place: RepositoryPlace): Promise<void> {
  const marks = await marksOf(top, place);
  places.delete(top);
  if (marks !== null) places.set(top, { place, gitFolder, marks });
  if (places.size > MOST_PLACES) places.delete(places.keys().next().value!);
}

/** How the files look that decide what a repository is; null: one of them is not there. */
async function marksOf(top: string, { gitFolder, commonFolder, objects }: RepositoryPlace): Promise<string | null> {
  const folders = [top, gitFolder, commonFolder, objects].map(async (folder) => {
    const { dev, ino } = await stat(folder);
    return `${dev} ${ino}`;
  });
  const files = [join(gitFolder, 'HEAD'), join(commonFolder, 'config')].map((file) => markOf(file));
  const optional = [join(top, '.git'), join(gitFolder, 'commondir'), join(gitFolder, 'config.worktree')].map((file) =>
    markOf(file).catch(() => 'none'),
  );
  return Promise.all([...folders, ...files, ...optional]).then(
    (marks) => marks.join(),
    () => null,
  );
}

/** A folder counts by its identity only, because its content changes all the time. HEAD changes with each checkout and counts whole. */
async function markOf(file: string): Promise<string> {
  const found = await stat(file);
  const which = `${found.dev} ${found.ino}`;
  return found.isDirectory() ? which : `${which} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
}

/** The main work tree, if it is the one that was named; git itself reports another path where the git folder is elsewhere, as that of a submodule. */
export const mainTreeOf = ({ path, gitFolder, commonFolder, isBare }: RepositoryPlace): string | null =>
  !isBare && gitFolder === commonFolder ? resolve(path) : null;

async function mayBeWritten({ path, objects, commonFolder }: RepositoryPlace): Promise<void> {
  for (const folder of [objects, join(commonFolder, 'refs')]) {
    try {
      await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch {
      throw new GitUnavailable(`The server may not read and write the repository at ${JSON.stringify(path)}.`);
    }
  }
}

const isFolder = async (place: string, given: string): Promise<boolean> =>
  (await look(place, given))?.isDirectory() ?? false;
const exists = async (place: string, given: string): Promise<boolean> => (await look(place, given)) !== null;

async function look(place: string, given: string) {
  try {
    return await stat(place);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EACCES' || code === 'EPERM') {
      throw new GitUnavailable(`The server may not read the repository at ${JSON.stringify(given)}.`);
    }
    return null;
  }
}
