/** The set-up that specs of a CI worker share: a repository with commits, in a folder of its own for each test. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { cleanEnvironment } from '../../../src/processes/clean-environment.js';

export interface CiRepository {
  /** The folder of the test; the worker's folders go beside the repository. */
  readonly root: string;
  readonly repository: string;
}

export interface CiGit {
  /** Runs git in the repository; returns what it prints. */
  git(...args: string[]): string;
  /** Commits these files on top of those in the work tree, ignored files included; returns the id of the commit. */
  commit(files: Readonly<Record<string, string>>): string;
}

/** Makes an empty repository before each test, on branch `main`, and removes its folder afterwards. `made` receives both. */
export function useCiRepository(made: (folders: CiRepository) => void): CiGit {
  let root: string;
  let repository: string;
  const git = (...args: string[]): string =>
    execFileSync(
      'git',
      ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgSign=false', ...args],
      {
        cwd: repository,
        env: { ...cleanEnvironment(), HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    ).trim();
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'autopack-ci-')));
    repository = join(root, 'repository');
    mkdirSync(repository);
    git('init', '--quiet', '--initial-branch=main');
    made({ root, repository });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  return {
    git,
    commit: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(repository, path)), { recursive: true });
        writeFileSync(join(repository, path), text);
      }
      git('add', '--all', '--force');
      git('commit', '--quiet', '--allow-empty', '--no-verify', '-m', 'change');
      return git('rev-parse', 'HEAD');
    },
  };
}
