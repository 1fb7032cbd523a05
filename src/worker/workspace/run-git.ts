/**
 * Runs git for workspaces: argv only, no configuration but ours, no hooks, no prompts, no other transport than files. Where it looks at what an
 * agent wrote, `gitDir` names a git directory of our own, so that the agent's `.git` is never even read.
 */
import { dirname } from 'node:path';

import { environmentOf, settingsOf } from '../../git/git-settings.js';
import { cleanEnvironment } from '../../processes/clean-environment.js';
import { runProcess } from '../../processes/run-process.js';
import { WorkspaceFault, type WorkspaceFaultKind } from './workspace-fault.js';

export interface GitCall {
  readonly cwd: string;
  /** Ours; left out: that of the repository in `cwd`. */
  readonly gitDir?: string;
  readonly workTree?: string;
  /** Left out: that of the git directory. */
  readonly indexFile?: string;
  readonly stdin?: string;
  /** Exit codes that are answers, besides 0. */
  readonly accept?: readonly number[];
  /** What a failure is called. */
  readonly fault?: WorkspaceFaultKind;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Whose processes these are; see ProcessSpec. */
  readonly owner?: string;
  /** Default: a workspace. */
  readonly use?: 'workspace' | 'checkout';
}

export interface GitAnswer {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

const TIMEOUT_MS = 600_000;
const MAX_OUTPUT_BYTES = 134_217_728;
export async function git(words: readonly string[], call: GitCall): Promise<GitAnswer> {
  const { use = 'workspace' } = call;
  const end = await runProcess({
    argv: ['git', ...settingsOf(use), ...words],
    cwd: call.cwd,
    env: cleanEnvironment([], {
      ...environmentOf(use),
      // A repository above the folder is somebody else's.
      ...(call.gitDir === undefined ? { GIT_CEILING_DIRECTORIES: dirname(call.cwd) } : { GIT_DIR: call.gitDir }),
      ...(call.workTree === undefined ? {} : { GIT_WORK_TREE: call.workTree }),
      ...(call.indexFile === undefined ? {} : { GIT_INDEX_FILE: call.indexFile }),
    }),
    ...(call.owner === undefined ? {} : { owner: call.owner }),
    ...(call.stdin === undefined ? {} : { stdin: call.stdin }),
    timeoutMs: call.timeoutMs ?? TIMEOUT_MS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    keepOutputBytes: MAX_OUTPUT_BYTES,
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
  if (end.end === 'exited' && end.exitCode !== null && (end.exitCode === 0 || call.accept?.includes(end.exitCode))) {
    return { exitCode: end.exitCode, out: end.stdout, err: end.stderr };
  }
  if (end.end === 'aborted') throw new WorkspaceFault('stopped', 'The work on the workspace was stopped.');
  if (end.end === 'too-much-output')
    throw new WorkspaceFault('too-large', 'There are more changed files than can be looked at.');
  if (end.startFault === 'missing-program') throw new WorkspaceFault('git', 'The program git is not in PATH.');
  if (end.startFault) throw new WorkspaceFault('git', 'The program git could not be started.');
  throw new WorkspaceFault(
    call.fault ?? 'git',
    `git ${words[0] ?? ''} failed: ${reasonIn(end.stderr, call) || `it ended as ${end.end}`}`,
  );
}

/** The lines of git's output, without the empty one at the end. */
export const linesOf = (out: string): string[] => (out === '' ? [] : out.replace(/\n$/, '').split('\n'));

/** git's last word, without the places of this machine (A4). */
function reasonIn(stderr: string, { cwd, gitDir, workTree }: GitCall): string {
  let text = stderr.trim().split('\n').slice(-3).join(' ');
  for (const place of [gitDir, workTree, cwd]) if (place) text = text.replaceAll(place, '…');
  return [...text.replaceAll(/\p{Cc}/gu, ' ')].slice(0, 500).join('');
}
