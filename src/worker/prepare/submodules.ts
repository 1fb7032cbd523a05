/**
 * Fetches the submodules of a checkout (V7): at the recorded commits, nested ones too, from where `.gitmodules` says. Only files, https and ssh are spoken;
 * no hook, no setting of the user and no update command of the repository is run.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { withoutPaths } from '../../git/git-errors.js';
import { environmentOf, settingsOf } from '../../git/git-settings.js';
import { cleanEnvironment } from '../../processes/clean-environment.js';
import { lastBytes } from '../../processes/kept-output.js';
import type { ProcessEnd } from '../../processes/process-contract.js';
import { runProcess } from '../../processes/run-process.js';
import { isSubmodule, type TrackedFile } from './tracked-files.js';

export interface SubmodulesOrder {
  readonly checkout: string;
  readonly home: string;
  /** A folder of the order's own: git's settings are put there. */
  readonly path: string;
  /** Of the commit that is checked out. */
  readonly files: readonly TrackedFile[];
  /** Addresses that begin with "./" or "../" count from its remote `origin`, else from itself. */
  readonly repositoryPath: string;
  readonly owner: string;
  /** Names of variables that git may see, such as SSH_AUTH_SOCK. */
  readonly passEnvironment: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

export interface SubmoduleFault {
  readonly path: string;
  /** A sentence that names it. Not redacted. */
  readonly summary: string;
  readonly aborted: boolean;
}

const TIMEOUT_SECONDS = 900;
const OUTPUT_BYTES = 8_388_608;
const STATED_BYTES = 600;

/** Of repositories that belong to another user git reads nothing, unless a file of this kind allows it. */
const GIT_SETTINGS = '[safe]\n\tdirectory = *\n';
/** What a checkout need not know: places of this machine, and who may read elsewhere. */
const REPORTS = /^(?:\/|file:)|:\/\/[^/]*@/;

/** null: all of them are there. Rejects with what the system says of files. */
export async function bringSubmodules(order: SubmodulesOrder): Promise<SubmoduleFault | null> {
  const paths = order.files.filter(isSubmodule).map((file) => file.path);
  if (paths.length === 0) return null;
  await writeFile(configOf(order), GIT_SETTINGS);
  const origin = (await run(order, ['config', '--get', 'remote.origin.url'], order.repositoryPath)).stdout.trim();
  await run(order, [
    'config',
    'remote.origin.url',
    origin === '' || origin.startsWith('.') ? order.repositoryPath : origin,
  ]);
  try {
    for (const path of paths) {
      const fault = faultOf(
        path,
        await run(order, ['submodule', '--quiet', 'update', '--init', '--recursive', '--checkout', '--', path]),
      );
      if (fault) return fault;
    }
    return null;
  } finally {
    const git = join(order.checkout, '.git');
    for (const file of [join(git, 'config'), ...(await configsBelow(join(git, 'modules')))]) await forget(order, file);
  }
}

const configOf = ({ path }: SubmodulesOrder): string => join(path, 'gitconfig-submodules');

/** Settings of the repositories of submodules, nested ones too. */
async function configsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const isRepository = entries.some(({ name }) => name === 'HEAD');
  const below = isRepository
    ? entries.filter(({ name }) => name === 'modules')
    : entries.filter((entry) => entry.isDirectory());
  const found = await Promise.all(below.map(({ name }) => configsBelow(join(folder, name))));
  return [...(isRepository ? [join(folder, 'config')] : []), ...found.flat()];
}

async function forget(order: SubmodulesOrder, file: string): Promise<void> {
  const config = (...words: string[]): Promise<ProcessEnd> =>
    run({ ...order, signal: undefined }, ['config', '--file', file, ...words]);
  await config('--remove-section', 'remote.origin');
  const { stdout } = await config('--get-regexp', '^submodule\\..*\\.url$');
  for (const line of stdout.split('\n')) {
    const [, key, url] = /^(submodule\..*\.url) (.*)$/.exec(line) ?? [];
    if (key !== undefined && REPORTS.test(url ?? '')) await config('--unset-all', key);
  }
}

function run(order: SubmodulesOrder, words: readonly string[], cwd = order.checkout): Promise<ProcessEnd> {
  const { home, owner, passEnvironment, signal } = order;
  return runProcess({
    argv: ['git', ...settingsOf('submodules'), ...words],
    cwd,
    env: cleanEnvironment(passEnvironment, {
      ...environmentOf('submodules'),
      HOME: home,
      GIT_CONFIG_GLOBAL: configOf(order),
      ...(passEnvironment.includes('GIT_SSH_COMMAND') ? {} : { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes' }),
    }),
    owner,
    timeoutMs: TIMEOUT_SECONDS * 1000,
    maxOutputBytes: OUTPUT_BYTES,
    ...(signal ? { signal } : {}),
  });
}

function faultOf(path: string, { end, exitCode, stderr }: ProcessEnd): SubmoduleFault | null {
  if (end === 'exited' && exitCode === 0) return null;
  const aborted = end === 'aborted';
  const fatal = stderr.split('\n').filter((line) => /^(?:fatal|error): /.test(line));
  const stated = withoutPaths(lastWords([...new Set(fatal)].join('; ')));
  const why = end === 'timed-out' ? `it took longer than ${TIMEOUT_SECONDS} seconds` : stated || 'git does not say why';
  return { path, aborted, summary: `Submodule ${path} could not be fetched: ${aborted ? 'it was stopped' : why}.` };
}

/** Cut between words: a part of a secret is not known for one. */
function lastWords(text: string): string {
  const kept = lastBytes(text, STATED_BYTES);
  return kept === text ? text : kept.replace(/^\S*\s*/, '');
}
