/**
 * The only place that starts git. A call knows nothing but its arguments: no shell, no configuration of the machine or the user, no prompt, no
 * pager, no network, a fixed identity. The configuration of the repository itself cannot be left out, so what could start programs or change
 * results there is set over it. Each call is a process group of its own, which ends with its time limit or with this process.
 */
import { execa } from 'execa';
import { failureOf, GitFailure, GitUnavailable, readable, withoutPaths } from './git-errors.js';

const TIMEOUT_MS = 60_000;
const MOST_STDOUT = 128 * 1_048_576;
const MOST_STDERR = 8 * 1_048_576;

/** Over whatever the repository's own configuration says. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'core.pager=cat',
  'core.askPass=',
  'core.alternateRefsCommand=',
  'core.autocrlf=false',
  'core.safecrlf=false',
  'core.symlinks=true',
  'core.protectHFS=true',
  'core.protectNTFS=true',
  'core.fsync=committed,reference',
  'core.fsyncMethod=batch',
  'core.filesRefLockTimeout=2000',
  'core.packedRefsTimeout=5000',
  'apply.whitespace=nowarn',
  'apply.ignoreWhitespace=no',
  'color.ui=false',
  'commit.gpgSign=false',
  'tag.gpgSign=false',
  'log.showSignature=false',
  'credential.helper=',
  'gc.auto=0',
  'maintenance.auto=false',
  'i18n.commitEncoding=UTF-8',
  'i18n.logOutputEncoding=UTF-8',
].flatMap((setting) => ['-c', setting]);

/** Who the Supervisor is in commits, tags and reflogs. */
export const SUPERVISOR = { name: 'Autopack', email: 'autopack@localhost' } as const;

const ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  GIT_PAGER: 'cat',
  GIT_EDITOR: ':',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null',
  // Nothing is fetched, not even the missing objects of a partial clone.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_AUTHOR_NAME: SUPERVISOR.name,
  GIT_AUTHOR_EMAIL: SUPERVISOR.email,
  GIT_COMMITTER_NAME: SUPERVISOR.name,
  GIT_COMMITTER_EMAIL: SUPERVISOR.email,
  LC_ALL: 'C',
  TZ: 'UTC',
  // No folder: settings such as "~/ignore" then name a file that is not there, instead of stopping git.
  HOME: '/dev/null',
};

export interface CallOptions {
  readonly input?: string | Uint8Array;
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

/** Git for the repository whose git folder this is; nothing is looked for in folders above. */
export function gitIn(gitFolder: string, options: { workingFolder?: string; env?: Readonly<Record<string, string>> } = {}): Git {
  const { workingFolder = gitFolder, env = {} } = options;
  const folders = [gitFolder, workingFolder];
  const ask: Git['ask'] = (args, call = {}) => runGit(args, { ...call, env: { GIT_DIR: gitFolder, ...env, ...call.env }, workingFolder });
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
}

/** Groups that are at work; none survives this process. */
const groups = new Set<number>();
let watchesExit = false;

async function runGit(args: readonly string[], call: Invocation): Promise<GitAnswer> {
  const { input, env, timeoutMs = TIMEOUT_MS, mostOutput = MOST_STDOUT, workingFolder } = call;
  const child = execa('git', ['--no-pager', ...SETTINGS, ...args], {
    cwd: workingFolder,
    env: { ...ENVIRONMENT, PATH: process.env.PATH ?? '', ...env },
    extendEnv: false,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    encoding: 'buffer',
    stripFinalNewline: false,
    maxBuffer: { stdout: mostOutput, stderr: MOST_STDERR },
    reject: false,
    detached: true,
  });
  const group = child.pid;
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end(group);
  }, timeoutMs);
  if (group !== undefined) guard(group);
  try {
    const result = await child;
    const stderr = Buffer.from(result.stderr ?? []).toString('utf8');
    if (isLate) throw new GitFailure(`git ${args[0]} was stopped: it took longer than ${timeoutMs / 1_000} seconds.`);
    if (result.isMaxBuffer) throw new GitFailure(`git ${args[0]} was stopped: it printed more than ${mostOutput} bytes.`);
    if (group === undefined) throw notStarted(result.code);
    if (result.exitCode === undefined) throw new GitFailure(`git ${args[0]} was ended by ${result.signal ?? 'something unknown'}.`);
    return { exitCode: result.exitCode, stdout: Buffer.from(result.stdout ?? []), stderr };
  } finally {
    clearTimeout(timer);
    end(group);
    if (group !== undefined) groups.delete(group);
  }
}

function notStarted(code: string | undefined): GitUnavailable {
  if (code === 'EACCES') return new GitUnavailable('git may not be started by this user.');
  if (code === 'ENOENT') return new GitUnavailable('git was not found. Install git and make sure that it is in the PATH of the server.');
  return new GitUnavailable(`git could not be started${code ? ` (${code})` : ''}.`);
}

function guard(group: number): void {
  groups.add(group);
  if (watchesExit) return;
  watchesExit = true;
  process.once('exit', () => groups.forEach(end));
}

/** Ends what is left of a group, children that outlived git included. */
function end(group: number | undefined): void {
  if (group === undefined) return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}
