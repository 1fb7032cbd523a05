/** Real repositories and folders for the tests of workspaces and agents; everything is removed when the file's tests have ended. */
import { chmod, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { removeFolder } from '../../src/worker/remove-folder.js';
import { run } from '../support/programs.js';

export interface Place {
  /** A folder of the test's own. */
  readonly folder: string;
}

/** A folder that lives as long as the tests of a `describe`. */
export function place(): Place {
  let folder = '';
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'autopack-agents-')));
  });
  afterAll(() => removeFolder(folder));
  return {
    get folder() {
      return folder;
    },
  };
}

const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.invalid',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.invalid',
};

/** git as a user has it. */
export async function git(cwd: string, ...words: string[]): Promise<string> {
  const { stdout } = await run('git', words, { cwd, env: ENVIRONMENT, extendEnv: false });
  return stdout;
}

export type Files = Readonly<Record<string, string | Buffer>>;

export async function put(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

export interface Repository {
  readonly path: string;
  readonly commit: string;
}

/** A repository with one commit of these files. */
export async function repository(folder: string, files: Files, format = 'sha1'): Promise<Repository> {
  const path = await mkdtemp(join(folder, 'repository-'));
  await git(path, 'init', '-q', '-b', 'trunk', `--object-format=${format}`);
  await put(path, files);
  await git(path, 'add', '-A', '-f');
  await git(path, 'commit', '-q', '-m', 'base');
  return { path, commit: await git(path, 'rev-parse', 'HEAD') };
}

/** What the Supervisor does: the patch in a private index upon the base; answers `mode path` of every file of the new tree. */
export async function applied(from: Repository, patch: string): Promise<string[]> {
  const folder = await mkdtemp(join(dirname(from.path), 'applied-'));
  const env = { ...ENVIRONMENT, GIT_INDEX_FILE: join(folder, 'index') };
  const options = { cwd: from.path, env, extendEnv: false };
  await run('git', ['read-tree', from.commit], options);
  if (patch !== '') await run('git', ['apply', '--cached', '--binary', '-'], { ...options, input: patch });
  const { stdout: tree } = await run('git', ['write-tree'], options);
  const { stdout } = await run('git', ['ls-tree', '-r', tree], options);
  return stdout.split('\n').filter((line) => line !== '');
}

/** A program that leaves a mark when it is run. */
export async function tripwire(folder: string, name: string): Promise<{ program: string; mark: string }> {
  const program = join(folder, `${name}.sh`);
  const mark = join(folder, `${name}.was-run`);
  await writeFile(program, `#!/bin/sh\ntouch ${mark}\ncat\n`);
  await chmod(program, 0o755);
  return { program, mark };
}
