/**
 * Runs git for workspaces: argv only, no configuration but ours, no hooks, no prompts, no other transport than files. Where it looks at what an
 * agent wrote, `gitDir` names a git directory of our own, so that the agent's `.git` is never even read.
 */
import { dirname } from 'node:path';
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
}

export interface GitAnswer {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

const TIMEOUT_MS = 600_000;
const MAX_OUTPUT_BYTES = 134_217_728;
/** Nothing of these runs a program or changes bytes; names come quoted, file modes and links as they are. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.autocrlf=false',
  'core.fileMode=true',
  'core.symlinks=true',
  'core.quotePath=true',
  'core.protectNTFS=false',
  'core.protectHFS=false',
  // What is written here is thrown away with its folder.
  'core.fsync=none',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.detachedHead=false',
  'protocol.allow=never',
  'protocol.file.allow=always',
  'safe.directory=*',
].flatMap((setting) => ['-c', setting]);

export async function git(words: readonly string[], call: GitCall): Promise<GitAnswer> {
  const end = await runProcess({
    argv: ['git', ...SETTINGS, ...words],
    cwd: call.cwd,
    env: cleanEnvironment([], {
      LC_ALL: 'C',
      HOME: '/nonexistent',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
      GIT_PAGER: 'cat',
      GIT_EDITOR: 'true',
      // A repository above the folder is somebody else's.
      ...(call.gitDir === undefined ? { GIT_CEILING_DIRECTORIES: dirname(call.cwd) } : { GIT_DIR: call.gitDir }),
      ...(call.workTree === undefined ? {} : { GIT_WORK_TREE: call.workTree }),
      ...(call.indexFile === undefined ? {} : { GIT_INDEX_FILE: call.indexFile }),
    }),
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
  if (end.end === 'too-much-output') throw new WorkspaceFault('too-large', 'There are more changed files than can be looked at.');
  if (end.startFault) throw new WorkspaceFault('git', 'The program git could not be started.');
  throw new WorkspaceFault(call.fault ?? 'git', `git ${words[0] ?? ''} failed: ${reasonIn(end.stderr, call) || `it ended as ${end.end}`}`);
}

/** The lines of git's output, without the empty one at the end. */
export const linesOf = (out: string): string[] => (out === '' ? [] : out.replace(/\n$/, '').split('\n'));

/** git's last word, without the places of this machine (A4). */
function reasonIn(stderr: string, { cwd, gitDir, workTree }: GitCall): string {
  let text = stderr.trim().split('\n').slice(-3).join(' ');
  for (const place of [gitDir, workTree, cwd]) if (place) text = text.replaceAll(place, '…');
  return [...text.replaceAll(/\p{Cc}/gu, ' ')].slice(0, 500).join('');
}
