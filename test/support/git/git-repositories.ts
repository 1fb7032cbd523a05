/** Real git repositories for tests, each in a private folder that the test removes, and patches made by hand where git would not make them. */
import { createHash } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { GateFacts } from '../../../src/domain/rules/gate/gate-facts.js';
import { PROTECTED_PATHS } from '../../../src/domain/rules/strategy/policies.js';
import { GitRepository } from '../../../src/git/git-repository.js';
import { run } from '../programs.js';

const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  HOME: '/dev/null',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Someone',
  GIT_AUTHOR_EMAIL: 'someone@example.org',
  GIT_AUTHOR_DATE: '@1700000000 +0000',
  GIT_COMMITTER_NAME: 'Someone',
  GIT_COMMITTER_EMAIL: 'someone@example.org',
  GIT_COMMITTER_DATE: '@1700000000 +0000',
};

/** Git as a person would use it in a folder; answers what it prints. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  return (await run('git', args, { cwd: folder, env: ENVIRONMENT, extendEnv: false })).stdout;
}

/** The same, byte for byte. */
export async function gitBytes(folder: string, ...args: readonly string[]): Promise<Buffer> {
  const options = {
    cwd: folder,
    env: ENVIRONMENT,
    extendEnv: false,
  } as const;
  return (await run('git', args, options)).bytes;
}

/** A commit of a tree that the repository has, by no branch; its id. */
export const commitTree = (
  folder: string,
  tree: string,
  parents: readonly string[],
  message: string,
): Promise<string> => git(folder, 'commit-tree', ...parents.flatMap((parent) => ['-p', parent]), '-m', message, tree);

export const parentsOf = async (folder: string, commit: string): Promise<string[]> =>
  (await git(folder, 'show', '-s', '--format=%P', commit)).split(' ');

/** Content of files by path; null takes a file away. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>;

export interface TestRepositoryOptions {
  readonly kind?: 'bare' | 'work-tree' | 'linked-work-tree';
  readonly branch?: string;
  readonly objectFormat?: 'sha1' | 'sha256';
  readonly files?: Files;
  /** What files alone cannot say, done in the clone before its first commit. */
  readonly prepare?: (clone: string) => Promise<unknown>;
}

export const README = 'one\ntwo\nthree\nfour\nfive\n';

/** A private folder with a repository under supervision, a clone in which people work, and a place for quarantines. */
export class TestRepository {
  private constructor(
    readonly folder: string,
    /** What the Supervisor is pointed at. */
    readonly path: string,
    /** A clone with the default branch checked out. */
    readonly clone: string,
    readonly branch: string,
    readonly base: string,
  ) {}

  static async make(options: TestRepositoryOptions = {}): Promise<TestRepository> {
    const {
      kind = 'bare',
      branch = 'trunk',
      objectFormat = 'sha1',
      files = { 'README.md': README, 'src/a.ts': 'a\n' },
    } = options;
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'autopack-test-git-')));
    await mkdir(join(folder, 'scratch'));
    const clone = join(folder, 'clone');
    await mkdir(clone);
    await git(clone, 'init', '-q', '-b', branch, `--object-format=${objectFormat}`);
    await write(clone, files);
    await git(clone, 'add', '-A', '-f');
    await options.prepare?.(clone);
    await git(clone, 'commit', '-q', '--allow-empty', '-m', 'the beginning');
    const main = join(folder, 'repository');
    await git(folder, 'clone', '-q', ...(kind === 'bare' ? ['--bare'] : []), clone, main);
    const linked = join(folder, 'linked');
    if (kind === 'linked-work-tree') await git(main, 'worktree', 'add', '-q', '-b', 'side', linked);
    const base = await git(clone, 'rev-parse', 'HEAD');
    return new TestRepository(folder, kind === 'linked-work-tree' ? linked : main, clone, branch, base);
  }

  get scratch(): string {
    return join(this.folder, 'scratch');
  }

  open(): Promise<GitRepository> {
    return GitRepository.open(this.path, { scratchFolder: this.scratch });
  }

  /** The patch, as git writes it, from the base to the given files; the clone stays as it was. */
  async patch(files: Files, change: (clone: string) => Promise<unknown> = async () => undefined): Promise<Buffer> {
    try {
      await write(this.clone, files);
      await change(this.clone);
      await git(this.clone, 'add', '-A', '-f');
      return await gitBytes(this.clone, 'diff', '--cached', '--binary', '--full-index', '-M');
    } finally {
      await git(this.clone, 'reset', '-q', '--hard', this.base);
      await git(this.clone, 'clean', '-q', '-f', '-d', '-x');
    }
  }

  /** A commit that somebody makes in the clone on top of another and that the repository then has, on a branch of that name. */
  async commit(branch: string, files: Files, onTopOf = this.base): Promise<string> {
    await git(this.clone, 'checkout', '-q', '--detach', onTopOf);
    await write(this.clone, files);
    await git(this.clone, 'add', '-A', '-f');
    await git(this.clone, 'commit', '-q', '--allow-empty', '-m', `work on ${branch}`);
    const id = await git(this.clone, 'rev-parse', 'HEAD');
    await git(this.clone, 'push', '-q', '-f', join(this.folder, 'repository'), `${id}:refs/heads/${branch}`);
    await git(this.clone, 'checkout', '-q', this.branch);
    return id;
  }

  /** Every file of the repository with its mode and content: refs, objects, index, configuration, work tree. */
  fingerprint(): Promise<Record<string, string>> {
    return contentsOf(join(this.folder, 'repository'));
  }

  /** Names of what quarantines left behind. */
  leftovers(): Promise<string[]> {
    return readdir(this.scratch);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

async function write(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const place = join(folder, path);
    if (content === null) await rm(place);
    else {
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, content);
    }
  }
}

/** What a folder contains, by path; symlinks are not followed. */
export async function contentsOf(folder: string, below = ''): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for (const name of (await readdir(join(folder, below))).sort()) {
    const path = join(below, name);
    const { mode } = await lstat(join(folder, path));
    const isFolder = (mode & 0o170000) === 0o040000;
    const isLink = (mode & 0o170000) === 0o120000;
    const content = isFolder
      ? ''
      : isLink
        ? await readlink(join(folder, path))
        : hash(await readFile(join(folder, path)));
    contents[path] = `${mode.toString(8)} ${content}`;
    if (isFolder) Object.assign(contents, await contentsOf(folder, path));
  }
  return contents;
}

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A new file as a section of a patch; names are quoted only if the caller does it. */
export function newFile(path: string, content = 'hi\n', mode = '100644'): string {
  const [a, b] = path.startsWith('"') ? [`"a/${path.slice(1)}`, `"b/${path.slice(1)}`] : [`a/${path}`, `b/${path}`];
  const lines = content.replace(/\n$/, '').split('\n');
  const end = content.endsWith('\n') ? '' : '\\ No newline at end of file\n';
  const head = `diff --git ${a} ${b}\nnew file mode ${mode}\n--- /dev/null\n+++ ${b}\n@@ -0,0 +1${lines.length > 1 ? `,${lines.length}` : ''} @@\n`;
  return `${head}${lines.map((line) => `+${line}\n`).join('')}${end}`;
}

export const LIMITS = { maxBytes: 1_048_576, maxUnpackedBytes: 20_971_520, maxFiles: 200, maxDeletedLines: 200 };

/** What a gate sees of a plain, successful Builder; what a test is about is given. */
export function gateFacts(facts: Partial<GateFacts> = {}): GateFacts {
  return {
    status: 'SUCCEEDED',
    probes: [],
    newMajorIssues: [],
    patch: { outcome: 'applies', changes: [], bytes: 1, unpackedBytes: 1 },
    approved: false,
    auditRequested: false,
    autoApply: true,
    complexity: 'MEDIUM',
    allowNoop: false,
    allowedPaths: [],
    policies: { paths: { protected: PROTECTED_PATHS }, patch: LIMITS },
    ...facts,
  };
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';

/** Base 85 as git writes it, 52 bytes on a line. */
export function base85(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 52) {
    const part = Buffer.from(bytes.subarray(at, at + 52));
    text += String.fromCharCode(part.length <= 26 ? 64 + part.length : 70 + part.length);
    const padded = Buffer.concat([part, Buffer.alloc((4 - (part.length % 4)) % 4)]);
    for (let i = 0; i < padded.length; i += 4) {
      let value = padded.readUInt32BE(i);
      let group = '';
      for (let k = 0; k < 5; k += 1) {
        group = ALPHABET[value % 85] + group;
        value = Math.floor(value / 85);
      }
      text += group;
    }
    text += '\n';
  }
  return text;
}
