/**
 * The repository of the probe of promotion: a bare one, because a promotion never moves a branch that somebody has checked out, in a folder of its
 * own among the temporary files. The folder's name says which process it belongs to, so that a probe removes what a killed one left, and nothing else.
 */
import { randomBytes } from 'node:crypto';
import { readdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { GitFailure, GitUnavailable } from '../../git/git-errors.js';
import { type Git, gitIn } from '../../git/run-git.js';
import { ourselves } from '../../processes/kill-orphans.js';
import { stillRuns } from '../../processes/process-table.js';
import { removeFolder } from '../../worker/remove-folder.js';
import { CommandFailed } from '../shared/exit-codes.js';

export const MAIN = 'main';
export const README = 'A library that greets.\n';
const NAME = /^autopack-probe-(\d+)-(\d+)-[0-9a-f]{8}$/;

export class ProbeRepository {
  private constructor(
    readonly path: string,
    /** The first commit of main. */
    readonly base: string,
    private readonly git: Git,
  ) {}

  /** Throws a sentence if there is no git, or no place for it. */
  static async make(): Promise<ProbeRepository> {
    const root = await realpath(tmpdir());
    await removeLeftovers(root);
    const { pid, began } = ourselves('autopack-probe');
    const path = join(root, `autopack-probe-${pid}-${began}-${randomBytes(4).toString('hex')}`);
    const git = gitIn(path);
    try {
      await orSentence(async () => {
        await gitIn(path, { workingFolder: root }).read([
          'init',
          '--quiet',
          '--bare',
          `--initial-branch=${MAIN}`,
          path,
        ]);
        await git.read(['fast-import', '--quiet', '--done'], { input: FIRST_COMMIT });
      });
      return new ProbeRepository(path, await git.text(['rev-parse', '--verify', `refs/heads/${MAIN}`]), git);
    } catch (error) {
      await removeFolder(path);
      throw error;
    }
  }

  remove(): Promise<void> {
    return removeFolder(this.path);
  }

  /** The commit of a branch; null if there is no such branch. */
  async branch(name: string): Promise<string | null> {
    const { exitCode, stdout } = await orSentence(() =>
      this.git.ask(['rev-parse', '--verify', '--quiet', `refs/heads/${name}^{commit}`]),
    );
    return exitCode === 0 ? stdout.toString('utf8').trim() : null;
  }

  /** What a tag is, which commit it names, and what it says; null if there is none. */
  async tag(name: string): Promise<{ readonly type: string; readonly commit: string; readonly text: string } | null> {
    const ref = `refs/tags/${name}`;
    if ((await orSentence(() => this.git.ask(['show-ref', '--verify', '--quiet', ref]))).exitCode !== 0) return null;
    const [type, commit, text] = [await this.text('cat-file', '-t', ref), await this.text('rev-parse', `${ref}^{commit}`), await this.text('cat-file', '-p', ref)]; // prettier-ignore
    return { type, commit, text };
  }

  /** A file of a commit; null if the commit does not have it. */
  async file(commit: string, path: string): Promise<string | null> {
    const { exitCode, stdout } = await orSentence(() => this.git.ask(['cat-file', 'blob', `${commit}:${path}`]));
    return exitCode === 0 ? stdout.toString('utf8') : null;
  }

  /** Commits behind `from` up to `to`, the newest first. */
  async commits(from: string, to: string): Promise<string[]> {
    return (await this.text('rev-list', `${from}..${to}`)).split('\n').filter((line) => line !== '');
  }

  message(commit: string): Promise<string> {
    return this.text('log', '-1', '--format=%B', commit);
  }

  /** Every ref with what it names, and how many objects there are. */
  async everything(): Promise<string> {
    return `${await this.text('for-each-ref')}\n${await this.text('count-objects', '-v')}`;
  }

  private text(...args: readonly string[]): Promise<string> {
    return orSentence(() => this.git.text(args));
  }
}

const FIRST_COMMIT = [
  `commit refs/heads/${MAIN}`,
  'committer Autopack probe <probe@example.org> 1700000000 +0000',
  `data 12\nA beginning\n`,
  `M 100644 inline README.md\ndata ${README.length}\n${README}`,
  'done\n',
].join('\n');

/** What belongs to another user stays. */
async function removeLeftovers(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const [, pid, began] = NAME.exec(name) ?? [];
    if (pid === undefined || stillRuns({ pid: Number(pid), began: Number(began) })) continue;
    await removeFolder(join(root, name)).catch(() => undefined);
  }
}

async function orSentence<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GitUnavailable)
      throw new CommandFailed(`This probe needs git on this machine too. ${error.message}`);
    if (error instanceof GitFailure) throw new CommandFailed(`The probe's repository cannot be used: ${error.message}`);
    throw error;
  }
}
