/**
 * A clean checkout of exactly one commit. The user's repository is only read: git copies the commit's objects out of it, without history, into a
 * repository of its own that shares nothing with it, neither objects nor index nor configuration. Agents may have written hooks and settings
 * into the user's repository: none of them is run, because git takes what starts programs on this side from our own settings only.
 * Submodules and large-file pointers are not fetched.
 */
import { isAbsolute, join } from 'node:path';
import { rm, writeFile } from 'node:fs/promises';
import { cleanEnvironment } from '../../processes/clean-environment.js';
import { lastBytes } from '../../processes/kept-output.js';
import type { ProcessEnd } from '../../processes/process-contract.js';
import { runProcess } from '../../processes/run-process.js';
import type { CiFolder } from './ci-folder.js';
import type { CiOrder } from './ci-order.js';

export interface CheckoutFault {
  /** The end of a sentence that begins with the commit. */
  readonly why: string;
  readonly aborted: boolean;
}

/** Of repositories that belong to another user git reads nothing, unless a file of this kind allows it; the path was chosen by the operator. */
const GIT_SETTINGS = '[safe]\n\tdirectory = *\n';
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.attributesFile=/dev/null',
  'core.autocrlf=false',
  'core.protectHFS=true',
  'core.protectNTFS=true',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'advice.detachedHead=false',
  'protocol.version=2',
  'protocol.allow=never',
  'protocol.file.allow=always',
].flatMap((setting) => ['-c', setting]);
const OUTPUT_BYTES = 8_388_608;
const FAULT_BYTES = 400;

/** null: exactly this commit stands in the folder. */
export async function checkOut(order: CiOrder, folder: CiFolder, seconds: number, signal?: AbortSignal): Promise<CheckoutFault | null> {
  const { repositoryPath, commit, owner } = order;
  if (!isAbsolute(repositoryPath)) return because('is in a repository whose path is not absolute');
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return because('is not named by its full id');
  const settings = join(folder.path, 'gitconfig');
  await writeFile(settings, GIT_SETTINGS);
  const env = cleanEnvironment([], {
    HOME: folder.home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: settings,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    GIT_ALLOW_PROTOCOL: 'file',
  });
  const deadline = performance.now() + seconds * 1000;
  const git = (...words: string[]): Promise<ProcessEnd> =>
    runProcess({
      argv: ['git', ...SETTINGS, ...words],
      cwd: folder.checkout,
      env,
      owner,
      timeoutMs: Math.max(1, deadline - performance.now()),
      maxOutputBytes: OUTPUT_BYTES,
      ...(signal ? { signal } : {}),
    });
  const calls: readonly (readonly string[])[] = [
    ['init', '--quiet', '--template=', `--object-format=${commit.length === 64 ? 'sha256' : 'sha1'}`, '.'],
    ['fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--no-auto-maintenance', '--', repositoryPath, commit],
    ['checkout', '--quiet', '--force', '--detach', commit, '--'],
  ];
  for (const call of calls) {
    const fault = faultOf(await git(...call), seconds);
    if (fault) return fault;
  }
  // A tag has an id too, and git would check out what it points to.
  const head = await git('rev-parse', '--verify', 'HEAD');
  if (head.stdout.trim() !== commit) return because('is not what git checked out under its id');
  // It holds the path of the user's repository.
  await rm(join(folder.checkout, '.git', 'FETCH_HEAD'), { force: true });
  return null;
}

function faultOf({ end, exitCode, stderr, startFault }: ProcessEnd, seconds: number): CheckoutFault | null {
  if (end === 'aborted') return { why: 'was not checked out: aborted', aborted: true };
  if (end === 'not-started' && startFault === 'missing-program') return because('needs git, which is not in PATH');
  if (end === 'not-started') return because(`could not be checked out: git was not started (${startFault})`);
  if (end === 'timed-out') return because(`could not be checked out in ${seconds} seconds`);
  if (end === 'too-much-output') return because('could not be checked out: git said too much');
  if (exitCode === 0) return null;
  const said = lastBytes(stderr.trim(), FAULT_BYTES).replaceAll('\n', '; ');
  return because(`could not be checked out: ${said || 'git does not say why'}`);
}

function because(why: string): CheckoutFault {
  return { why, aborted: false };
}
