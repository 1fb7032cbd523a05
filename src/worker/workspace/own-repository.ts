/**
 * A git directory of our own over the objects of the real repository, made when it is needed and removed at once: the agent never sees it, so
 * that neither its hooks, configuration, filters and commits nor a `.git` that it poisoned or deleted have any effect on what we compute (A5).
 */
import { appendFile, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from './quoted-path.js';
import { git, type GitAnswer, type GitCall } from './run-git.js';
import { WorkspaceFault } from './workspace-fault.js';

/** What is laid for the agent and read from it; never a part of its changes. */
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

/** Where the objects of a repository are. Only the repository at this very path is looked at, none above it. */
export async function objectsOf(repositoryPath: string): Promise<Objects> {
  const words = ['rev-parse', '--path-format=absolute', '--git-common-dir', '--show-object-format'];
  const call: GitCall = { cwd: repositoryPath, fault: 'no-repository' };
  const { out } = await git(['--no-pager', ...words], call).catch((error: unknown) => {
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
  ) {}

  static async make(below: string, objects: Objects): Promise<OwnRepository> {
    const folder = await mkdtemp(join(below, 'own-'));
    const gitDir = join(folder, 'git');
    await git(['init', '-q', '--bare', '--template=', `--object-format=${objects.format}`, gitDir], { cwd: folder });
    await mkdir(join(gitDir, 'info'), { recursive: true });
    await mkdir(join(gitDir, 'objects/info'), { recursive: true });
    await writeFile(join(gitDir, 'objects/info/alternates'), `${quoted(Buffer.from(objects.folder))}\n`);
    await copyFile(objects.shallow, join(gitDir, 'shallow')).catch(unlessMissing);
    await writeFile(join(gitDir, 'info/attributes'), OWN_ATTRIBUTES);
    await writeFile(join(gitDir, 'info/exclude'), LEFT_OUT);
    return new OwnRepository(folder, gitDir);
  }

  git(words: readonly string[], call: Partial<GitCall> = {}): Promise<GitAnswer> {
    return git(words, { cwd: this.folder, gitDir: this.gitDir, ...call });
  }

  async hasCommit(id: string): Promise<boolean> {
    const { exitCode, out } = await this.git(['cat-file', '-t', id], { accept: [1, 128] });
    return exitCode === 0 && out.trim() === 'commit';
  }

  async addAttributes(lines: readonly string[]): Promise<void> {
    await appendFile(join(this.gitDir, 'info/attributes'), lines.map((line) => `${line}\n`).join(''));
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
