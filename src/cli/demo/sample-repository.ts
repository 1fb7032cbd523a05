/**
 * The demo's repository: a bare one, because a promotion never moves a branch that somebody has checked out, with one commit on `main`. It is made
 * by git alone, as one stream, so that neither a work tree nor an identity of the user is needed.
 */
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';

import { PACKAGE_ROOT } from '../../common/package-root.js';
import { GitFailure, GitUnavailable } from '../../git/git-errors.js';
import { type Git, gitIn } from '../../git/run-git.js';
import { CommandFailed } from '../shared/exit-codes.js';

const SAMPLE = 'docs/examples/sample-repository';
export const PLAN_FILE = 'comprehensive_plan.md';
export const MAIN = 'main';
const AUTHOR = 'A shop <shop@example.org>';

export interface RepositoryView {
  /** `git log --oneline --graph` of main and of the run's branch, newest first. */
  readonly log: readonly string[];
  /** Names of the run's snapshots. */
  readonly tags: readonly string[];
  /** The commit of main. */
  readonly main: string;
}

/** Makes it with the sample's files and a plan, which is a file of the package. Folders above it are made too. */
export async function makeSampleRepository(path: string, plan: string): Promise<void> {
  const files = new Map([...(await sampleFiles()), [PLAN_FILE, await readFile(join(PACKAGE_ROOT, plan))]]);
  return orSentence(async () => {
    await gitIn(path, { workingFolder: tmpdir() }).read([
      'init',
      '--quiet',
      '--bare',
      `--initial-branch=${MAIN}`,
      path,
    ]);
    await gitIn(path).read(['fast-import', '--quiet', '--done'], { input: firstCommit(files) });
  });
}

export async function planOnMain(path: string): Promise<string> {
  const plan = await orSentence(() => gitIn(path).read(['show', `refs/heads/${MAIN}:${PLAN_FILE}`]));
  return plan.toString('utf8');
}

/** What a person would look at when the run has ended. */
export async function lookAtRepository(path: string, runId: string): Promise<RepositoryView> {
  return orSentence(async () => {
    const git = gitIn(path);
    const refs = [`refs/heads/${MAIN}`, `refs/heads/autonomous/${runId}`];
    const log = await git.text(['log', '--oneline', '--graph', '--decorate', ...(await existing(git, refs))]);
    const tags = await git.text([
      'for-each-ref',
      '--sort=creatordate',
      '--format=%(refname:short)',
      `refs/tags/autonomous/${runId}`,
    ]);
    return {
      log: lines(log),
      tags: lines(tags),
      main: await git.text(['rev-parse', '--verify', `refs/heads/${MAIN}`]),
    };
  });
}

async function existing(git: Git, refs: readonly string[]): Promise<string[]> {
  const there = await Promise.all(
    refs.map(async (ref) => (await git.ask(['show-ref', '--verify', '--quiet', ref])).exitCode === 0),
  );
  return refs.filter((_, i) => there[i]);
}

async function sampleFiles(): Promise<[string, Buffer][]> {
  const root = join(PACKAGE_ROOT, SAMPLE);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    paths
      .sort()
      .map(
        async (path) => [path.slice(root.length + 1).replaceAll(sep, '/'), await readFile(path)] as [string, Buffer],
      ),
  );
}

/** As `git fast-import` reads it: sizes count bytes. */
function firstCommit(files: ReadonlyMap<string, Buffer>): Buffer {
  const data = (bytes: Buffer): Buffer =>
    Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]);
  const seconds = Math.floor(Date.now() / 1_000);
  const contents = [...files].flatMap(([path, bytes]) => [Buffer.from(`M 100644 inline ${path}\n`), data(bytes)]);
  return Buffer.concat([
    Buffer.from(`commit refs/heads/${MAIN}\ncommitter ${AUTHOR} ${seconds} +0000\n`),
    data(Buffer.from('A basket, and the plan for what comes next\n')),
    ...contents,
    Buffer.from('done\n'),
  ]);
}

const lines = (text: string): string[] => (text === '' ? [] : text.split('\n'));

async function orSentence<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GitUnavailable) throw new CommandFailed(`The demo needs git. ${error.message}`);
    if (error instanceof GitFailure) throw new CommandFailed(`The demo's repository cannot be used: ${error.message}`);
    throw error;
  }
}
