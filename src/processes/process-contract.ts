/**
 * What it takes to run a foreign command, and what is known when it has ended (A5). Commands of a project, agents and git are all run in this
 * way: never by a shell, with exactly the environment that is named, within limits of time and output, and with nothing left behind.
 */
import type { Readable, Writable } from 'node:stream';

export type OutputStream = 'stdout' | 'stderr';

export interface ProcessSpec {
  /** The program and its arguments. A program without "/" is looked up in the PATH of `env`; a relative one counts from `cwd`. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** Exactly this, and besides only the mark by which its descendants are found again (process-mark.ts). See cleanEnvironment. */
  readonly env: Readonly<Record<string, string>>;
  /** What it may read; then, or at once, its input ends. Not used by `startProcess`, whose caller writes itself. */
  readonly stdin?: string;
  readonly timeoutMs: number;
  /** More output than this, both streams together, ends the process. What is kept of it is `keepOutputBytes`. */
  readonly maxOutputBytes: number;
  /** How much of each text in the answer is kept, one quarter from its begin and the rest from its end; 1 MiB if left out. */
  readonly keepOutputBytes?: number;
  /** How long it may take to end by itself after TERM, before it is killed; 2 seconds if left out. */
  readonly graceMs?: number;
  /** Who starts it, such as the id of a worker: `killOrphans` of the same owner finds what is left when we were killed. */
  readonly owner?: string;
  readonly signal?: AbortSignal;
  /** Output as it comes, whole characters only. What it throws ends nothing and is not reported. */
  onOutput?(stream: OutputStream, text: string): void;
}

/** `exited`: by itself, whatever the exit code. `aborted`: by the signal, by `kill()`, or because we end ourselves. */
export type EndKind = 'exited' | 'timed-out' | 'too-much-output' | 'aborted' | 'not-started';

/** Why there was no process at all; `missing-program` includes a script whose interpreter is missing. */
export type StartFault = 'missing-program' | 'missing-folder' | 'not-executable' | 'no-resources' | 'bad-arguments';

export interface ProcessEnd {
  readonly end: EndKind;
  /** null if a signal ended it, or if it was not started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Both streams as they came. A text that is cut says so where it is cut. */
  readonly output: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether one of the texts is not complete. */
  readonly truncated: boolean;
  readonly durationSeconds: number;
  /** Its descendants that were still there and had to be ended. */
  readonly leftBehind: number;
  /** Set with `not-started`. */
  readonly startFault: StartFault | null;
}

/** A process that is talked to. Its output is read by the caller; what it says on stderr is kept. */
export interface RunningProcess {
  /** null if it was not started; `ended` then says why. */
  readonly pid: number | null;
  /** Errors of the streams (the other side is gone) are already handled: `ended` reports the result. */
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** What is kept of stderr so far. */
  stderrTail(): string;
  /** Never rejects. Its `stdout` is what is kept of what passed by. */
  readonly ended: Promise<ProcessEnd>;
  /** Ends it with all its descendants; the same promise as `ended`. */
  kill(): Promise<ProcessEnd>;
}
