/**
 * The only place that starts programs (A5): never by a shell, with exactly the environment that is named. Unless its order says otherwise, a program leads a
 * process group of its own, and the whole group is killed when this process ends. `captured` (captured-program.ts) runs one to its end, `contain`
 * (contained-process.ts) runs foreign commands, of which nothing may be left wherever it went.
 */
import { type ChildProcess, execFileSync, spawn, type StdioOptions } from 'node:child_process';
import { PassThrough, type Readable, type Writable } from 'node:stream';

import { rememberLive } from './kill-on-exit.js';

export interface ProgramOrder {
  /** The program and its arguments. A program without "/" is looked up in the PATH of `env`. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** Exactly this. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `ignore`: it reads nothing. Default: `pipe`. */
  readonly stdin?: 'pipe' | 'ignore';
  /** Where both of its output streams go; a number is an open file. Default: `pipe`. */
  readonly output?: 'pipe' | 'ignore' | number;
  /** As whom it runs. Default: as this process. */
  readonly account?: { readonly uid: number; readonly gid: number };
  /** `ours`: it gets the signals of the terminal, such as Ctrl-C, as this process does. Default: `own`. */
  readonly group?: 'own' | 'ours';
  /**
   * `group`: the group is killed when this process ends, and what is left of it when the program has ended. `none`: the caller is responsible for that,
   * or it shall outlive this process. Default: `group`.
   */
  readonly guard?: 'group' | 'none';
}

/** How a program ended: by itself, or by a signal. */
export interface ProgramExit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Program {
  /** Null: it could not be started, and `exited` and `ended` reject with the system's error. */
  readonly pid: number | null;
  /** Streams that are no pipes have ended. Their errors (the other side is gone) are handled. */
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Null as long as it runs. */
  readonly exit: ProgramExit | null;
  /** It has ended; its output may not be read yet. */
  readonly exited: Promise<ProgramExit>;
  /** It has ended, all of its output is read, and what it left of its group is killed if that is guarded. */
  readonly ended: Promise<ProgramExit>;
  /** To the program alone. */
  signal(name: NodeJS.Signals): void;
  /** Kills its group at once. */
  kill(): void;
  /** Whether this process stays for it. It does by default. */
  hold(isHeld: boolean): void;
  /** Nobody reads its output or writes to it any more, and this process does not stay for it. */
  letGo(): void;
}

/** Never throws: see `pid`. */
export function startProgram(order: ProgramOrder): Program {
  const { argv, cwd, env, stdin = 'pipe', output = 'pipe', account, group = 'own' } = order;
  const [file, ...args] = argv;
  const stdio: StdioOptions = [stdin, output, output];
  try {
    const child = spawn(file, args, {
      cwd,
      env,
      stdio,
      ...account,
      detached: group === 'own',
      shell: false,
      windowsHide: true,
    });
    return new StartedProgram(order, child, null);
  } catch (error) {
    return new StartedProgram(order, null, error);
  }
}

/** What a program prints on its standard output, waiting for it: for the moment in which this process ends. Null: it failed, or took too long. */
export function printedAtOnce(
  { argv, env }: Pick<ProgramOrder, 'argv' | 'env'>,
  timeoutMs: number,
  mostBytes: number,
): string | null {
  const [file, ...args] = argv;
  try {
    const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
    return execFileSync(file, args, { env, encoding: 'utf8', timeout: timeoutMs, maxBuffer: mostBytes, stdio });
  } catch {
    return null;
  }
}

class StartedProgram implements Program {
  readonly pid: number | null;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<ProgramExit>;
  readonly ended: Promise<ProgramExit>;
  exit: ProgramExit | null = null;

  /** Without a child: `failure` says why. */
  constructor(
    private readonly order: ProgramOrder,
    private readonly child: ChildProcess | null,
    failure: unknown,
  ) {
    this.pid = child?.pid ?? null;
    this.stdin = child?.stdin ?? endedWritable();
    this.stdout = child?.stdout ?? endedReadable();
    this.stderr = child?.stderr ?? endedReadable();
    for (const stream of [this.stdin, this.stdout, this.stderr]) stream.on('error', () => undefined);
    if (child === null || child.pid === undefined) {
      const failed = new Promise<ProgramExit>((_, reject) => {
        if (child === null) reject(failure);
        else child.once('error', reject);
      });
      [this.exited, this.ended] = [failed, failed];
    } else {
      child.on('error', () => undefined);
      this.exited = new Promise((resolve) => {
        child.once('exit', (exitCode, signal) => resolve((this.exit = { exitCode, signal })));
      });
      this.ended = this.untilClosed(child);
    }
    // A caller that awaits one of them sees the failure; nobody has to await both.
    for (const end of [this.exited, this.ended]) end.catch(() => undefined);
  }

  signal(name: NodeJS.Signals): void {
    if (this.pid !== null && this.exit === null) this.child?.kill(name);
  }

  kill(): void {
    if (this.order.group === 'ours') this.signal('SIGKILL');
    else if (this.pid !== null) killGroup(this.pid);
  }

  hold(isHeld: boolean): void {
    for (const each of [this.child, this.stdin, this.stdout, this.stderr]) {
      const handle = each as { ref?(): void; unref?(): void } | null;
      if (isHeld) handle?.ref?.();
      else handle?.unref?.();
    }
  }

  letGo(): void {
    for (const stream of [this.stdin, this.stdout, this.stderr]) stream.destroy();
    this.child?.unref();
  }

  private untilClosed(child: ChildProcess): Promise<ProgramExit> {
    const forget = this.order.guard === 'none' ? null : rememberLive({ killNow: () => this.kill() });
    return new Promise((resolve) => {
      child.once('close', (exitCode, signal) => {
        if (forget !== null) {
          forget();
          this.kill();
        }
        resolve({ exitCode, signal });
      });
    });
  }
}

/** Children that outlived the leader included. */
function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}

/** The input of what does not run: it takes all and gives it to nobody. */
export function endedWritable(): Writable {
  const stream = new PassThrough();
  stream.on('error', () => undefined);
  stream.end();
  return stream.resume();
}

/** The output of what does not run. */
export function endedReadable(): Readable {
  const stream = new PassThrough();
  stream.end();
  return stream;
}
