/**
 * The only place of the server that starts git. A call knows nothing but its arguments: no shell, no configuration of the machine or the user, no
 * prompt, no pager, no network, a fixed identity (git-settings.ts). Each call is a process group of its own, which ends with its time limit or with
 * this process.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { failureOf, GitFailure, GitUnavailable, readable, withoutPaths } from './git-errors.js';
import { environmentOf, settingsOf, type GitUse } from './git-settings.js';

export { SUPERVISOR } from './git-settings.js';

const TIMEOUT_MS = 60_000;
const MOST_STDOUT = 128 * 1_048_576;
const MOST_STDERR = 8 * 1_048_576;

/** What git is told; the content of a file is passed on piece by piece. */
export type Input = string | Uint8Array | { readonly file: string };

export interface CallOptions {
  readonly input?: Input;
  /** Besides the fixed environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
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
  const { input, env = {}, timeoutMs = TIMEOUT_MS, mostOutput = MOST_STDOUT, workingFolder, use } = call;
  const { child, ended } = launch(args, workingFolder, env, use);
  if (child.pid === undefined) await ended;
  let stopped: string | null = null;
  const stop = (why: string): void => {
    stopped ??= why;
    end(child.pid);
  };
  const timer = setTimeout(() => stop(`it took longer than ${timeoutMs / 1_000} seconds`), timeoutMs);
  const stdout = collected(child.stdout, mostOutput, stop);
  const stderr = collected(child.stderr, MOST_STDERR, stop);
  tell(child, input ?? '');
  try {
    const { exitCode, signal } = await ended;
    if (stopped !== null) throw new GitFailure(`git ${args[0]} was stopped: ${stopped}.`);
    if (exitCode === null) throw new GitFailure(`git ${args[0]} was ended by ${signal ?? 'something unknown'}.`);
    return { exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8') };
  } finally {
    clearTimeout(timer);
  }
}

/** A file that cannot be read ends the input early: git refuses then what it did not get in whole. */
function tell({ stdin }: ChildProcessWithoutNullStreams, input: Input): void {
  if (typeof input === 'string' || input instanceof Uint8Array) stdin.end(input);
  else pipeline(createReadStream(input.file), stdin, () => undefined);
}

/** What a stream says, until it says too much. */
function collected(stream: NodeJS.ReadableStream, most: number, stop: (why: string) => void): readonly Buffer[] {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > most) stop(`it printed more than ${most} bytes`);
    else chunks.push(chunk);
  });
  return chunks;
}

/** A git at work. */
export interface Launched {
  readonly child: ChildProcessWithoutNullStreams;
  /** It has ended, and all of its output has been read; what it left of its group is ended then, too. Rejects with GitUnavailable. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: string | null }>;
}

/** Starts git in a group of its own, which this process does not leave behind. Whoever starts one ends it, by its input or by `end`. */
export function launch(
  args: readonly string[],
  workingFolder: string,
  env: Readonly<Record<string, string>>,
  use: GitUse = 'server',
): Launched {
  const child = spawn('git', ['--no-pager', ...settingsOf(use), ...args], {
    cwd: workingFolder,
    env: { ...environmentOf(use), PATH: process.env.PATH ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  // A git that leaves its input unread closes the pipe; where no process could be started, there may be none.
  for (const stream of [child.stdin, child.stdout, child.stderr] as (NodeJS.EventEmitter | undefined)[])
    stream?.on('error', () => undefined);
  const group = child.pid;
  if (group === undefined) {
    return {
      child,
      ended: new Promise((_, reject) => child.once('error', (error: NodeJS.ErrnoException) => reject(notStarted(error.code)))),
    };
  }
  guard(group);
  child.on('error', () => undefined);
  const ended = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
    child.once('close', (exitCode, signal) => {
      end(group);
      groups.delete(group);
      resolve({ exitCode, signal });
    });
  });
  return { child, ended };
}

function notStarted(code: string | undefined): GitUnavailable {
  if (code === 'EACCES') return new GitUnavailable('git may not be started by this user.');
  if (code === 'ENOENT') return new GitUnavailable('git was not found. Install git and make sure that it is in the PATH of the server.');
  return new GitUnavailable(`git could not be started${code ? ` (${code})` : ''}.`);
}

/** Groups that are at work; none survives this process. */
const groups = new Set<number>();
let watchesExit = false;

function guard(group: number): void {
  groups.add(group);
  if (watchesExit) return;
  watchesExit = true;
  process.once('exit', () => groups.forEach(end));
}

/** Ends what is left of a group, children that outlived git included. */
export function end(group: number | undefined): void {
  if (group === undefined) return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}
