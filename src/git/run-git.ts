/**
 * The server's git. A call knows nothing but its arguments: no shell, no configuration of the machine or the user, no prompt, no pager, no network, a fixed
 * identity (git-settings.ts). Each call is a process group of its own, which ends with its time limit or with this process (program.ts).
 */
import { captured, type Input } from '../processes/captured-program.js';
import { type Program, type ProgramOrder, startProgram } from '../processes/program.js';
import { failureOf, GitFailure, GitUnavailable, readable, withoutPaths } from './git-errors.js';
import { environmentOf, type GitUse, settingsOf } from './git-settings.js';

export { SUPERVISOR } from './git-settings.js';

const TIMEOUT_MS = 60_000;
const MOST_STDOUT = 128 * 1_048_576;

export interface CallOptions {
  readonly input?: Input;
  /** Besides the fixed environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Ends it when this is aborted. */
  readonly stop?: AbortSignal;
  /** Bytes of output after which the call is a failure. */
  readonly mostOutput?: number;
}

export interface GitAnswer {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Git for one repository. */
export interface Git {
  /** Whatever git answers, refusals included. */
  ask(args: readonly string[], options?: CallOptions): Promise<GitAnswer>;
  /** What git prints. Throws GitFailure if it refuses. */
  read(args: readonly string[], options?: CallOptions): Promise<Buffer>;
  /** The same as text, without blanks around it. */
  text(args: readonly string[], options?: CallOptions): Promise<string>;
  /** Folders that no message may show. */
  readonly folders: readonly string[];
}

export interface GitOptions {
  readonly workingFolder?: string;
  /** Besides the fixed environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: a repository of the project. */
  readonly use?: GitUse;
}

/** Git for the repository whose git folder this is; nothing is looked for in folders above. */
export function gitIn(gitFolder: string, options: GitOptions = {}): Git {
  const { workingFolder = gitFolder, env = {}, use = 'server' } = options;
  const folders = [gitFolder, workingFolder];
  const ask: Git['ask'] = (args, call = {}) =>
    runGit(args, { ...call, env: { GIT_DIR: gitFolder, ...env, ...call.env }, workingFolder, use });
  const read: Git['read'] = async (args, call) => {
    const answer = await ask(args, call);
    if (answer.exitCode !== 0) throw refused(args, answer, folders);
    return answer.stdout;
  };
  return { ask, read, text: async (args, call) => (await read(args, call)).toString('utf8').trim(), folders };
}

/** Git refused what it should have done. */
export function refused(args: readonly string[], answer: GitAnswer, folders: readonly string[]): GitFailure {
  return failureOf(`git ${args[0]} failed: ${withoutPaths(readable(answer.stderr, folders))}`, answer.stderr);
}

interface Invocation extends CallOptions {
  readonly workingFolder: string;
  readonly use: GitUse;
}

async function runGit(args: readonly string[], call: Invocation): Promise<GitAnswer> {
  const { input = '', env, timeoutMs = TIMEOUT_MS, mostOutput = MOST_STDOUT, stop, workingFolder, use } = call;
  const order = { ...orderOf(args, workingFolder, env, use), input, timeoutMs, mostOutput, ...(stop && { stop }) };
  const { exitCode, signal, stopped, stdout, stderr } = await captured(order).catch(notStarted);
  if (stopped !== null) throw new GitFailure(`git ${args[0]} was stopped: ${stopped}.`);
  if (exitCode === null) throw new GitFailure(`git ${args[0]} was ended by ${signal ?? 'something unknown'}.`);
  return { exitCode, stdout, stderr: stderr.toString('utf8') };
}

/** Starts an interactive git. The caller ends it, by its input or by `kill`; `failedStart` reports a failure to start. */
export function startGit(args: readonly string[], gitFolder: string): Program {
  return startProgram(orderOf(args, gitFolder, { GIT_DIR: gitFolder }, 'server'));
}

/** Rejects with GitUnavailable: the program could not be started. */
export const failedStart = (program: Program): Promise<never> => program.ended.then(notStarted, notStarted);

function orderOf(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  use: GitUse,
): ProgramOrder {
  return {
    argv: ['git', '--no-pager', ...settingsOf(use), ...args],
    cwd,
    env: { ...environmentOf(use), PATH: process.env.PATH ?? '', ...env },
  };
}

function notStarted(error: unknown): never {
  const { code } = error as Partial<NodeJS.ErrnoException>;
  if (code === 'EACCES') throw new GitUnavailable('git may not be started by this user.');
  if (code === 'ENOENT')
    throw new GitUnavailable('git was not found. Install git and make sure that it is in the PATH of the server.');
  throw new GitUnavailable(`git could not be started${code ? ` (${code})` : ''}.`);
}
