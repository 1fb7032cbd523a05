/**
 * A git directory of our own over the objects of the real repository, made when it is needed and removed at once: the agent never sees it, so
 * that neither its hooks, configuration, filters and commits nor a `.git` that it poisoned or deleted have any effect on what we compute (A5).
 */
import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { writeGitFolder } from '../../git/git-folder.js';
import { git, type GitAnswer, type GitCall, linesOf } from './run-git.js';
import { WorkspaceFault } from './workspace-fault.js';

/** What is placed for the agent and read from it; never a part of its changes. */
export const EXCHANGE_FOLDER = '.autopack-exchange';

/**
 * Over the attributes of the tree, which say how files are stored (G8): line ends, encodings, `ident`. No filter is run, that of Git LFS neither: large
 * files travel whole, and the Supervisor decides. What a patch shows is not for the tree to say.
 */
const OWN_ATTRIBUTES = '* -filter !diff\n';
/** Besides the exchange: what agents write into every folder for themselves. */
export const LEFT_OUT = `/${EXCHANGE_FOLDER}/\n/.aider*\n`;

export interface Objects {
  readonly folder: string;
  readonly format: string;
  /** The file that says where the history of a shallow clone ends; it need not be there. */
  readonly shallow: string;
}

/** Where the objects of a repository are. Only the repository at this very path is looked at, none above it. Asked for once, while it looks the same. */
export async function objectsOf(repositoryPath: string, call: Partial<GitCall> = {}): Promise<Objects> {
  const marks = await marksOf(repositoryPath);
  const known = places.get(repositoryPath);
  if (known?.marks === marks) return known.objects;
  const objects = await requestedFor(repositoryPath, call);
  places.delete(repositoryPath);
  places.set(repositoryPath, { marks, objects });
  if (places.size > MOST_PLACES) places.delete(places.keys().next().value!);
  return objects;
}

const places = new Map<string, { readonly marks: string; readonly objects: Objects }>();
const MOST_PLACES = 100;

/** How what decides where a repository is looks: of folders which ones they are, of files whether they were written. */
async function marksOf(path: string): Promise<string> {
  const names = [
    '',
    '.git',
    '.git/HEAD',
    '.git/config',
    '.git/commondir',
    '.git/objects',
    'HEAD',
    'config',
    'commondir',
    'objects',
  ];
  const marks = names.map(async (name) => {
    const found = await stat(join(path, name)).catch(() => null);
    if (found === null) return 'none';
    return `${found.dev} ${found.ino}${found.isDirectory() ? '' : ` ${found.size} ${found.mtimeMs} ${found.ctimeMs}`}`;
  });
  return (await Promise.all(marks)).join();
}

async function requestedFor(repositoryPath: string, more: Partial<GitCall>): Promise<Objects> {
  const words = ['rev-parse', '--path-format=absolute', '--git-common-dir', '--show-object-format'];
  const call: GitCall = { ...more, cwd: repositoryPath, fault: 'no-repository' };
  const { out } = await git(words, call).catch((error: unknown) => {
    throw error instanceof WorkspaceFault && error.kind === 'git'
      ? new WorkspaceFault('no-repository', 'The repository is not there.')
      : error;
  });
  const lines = out.trimEnd().split('\n');
  const format = lines.pop() ?? 'sha1';
  const common = lines.join('\n');
  return { folder: join(common, 'objects'), format, shallow: join(common, 'shallow') };
}

export class OwnRepository {
  private constructor(
    /** Holds the git directory and what belongs to it. */
    readonly folder: string,
    readonly gitDir: string,
    readonly objects: Objects,
  ) {}

  static async make(below: string, objects: Objects): Promise<OwnRepository> {
    const folder = await mkdtemp(join(below, 'own-'));
    const gitDir = join(folder, 'git');
    const info = { attributes: OWN_ATTRIBUTES, exclude: LEFT_OUT };
    const { format: objectFormat, folder: alternate, shallow } = objects;
    await writeGitFolder(gitDir, { objectFormat, bare: true, alternate, shallow, info });
    return new OwnRepository(folder, gitDir, objects);
  }

  git(words: readonly string[], call: Partial<GitCall> = {}): Promise<GitAnswer> {
    return git(words, { cwd: this.folder, gitDir: this.gitDir, ...call });
  }

  /** The type and id of what each name means; null: nothing that is here. */
  async meanings(names: readonly string[], call: Partial<GitCall> = {}): Promise<(Meaning | null)[]> {
    const stdin = names.map((name) => `${name}\n`).join('');
    const { out } = await this.git(['cat-file', '--batch-check=%(objecttype) %(objectname)'], { ...call, stdin });
    return linesOf(out).map((line) => {
      const [, type, id] = /^(commit|tree|blob|tag) ([0-9a-f]+)$/.exec(line) ?? [];
      return type === undefined || id === undefined ? null : { type, id };
    });
  }

  async addAttributes(lines: readonly string[]): Promise<void> {
    await appendFile(join(this.gitDir, 'info/attributes'), lines.map((line) => `${line}\n`).join(''));
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

export interface Meaning {
  readonly type: string;
  readonly id: string;
}
