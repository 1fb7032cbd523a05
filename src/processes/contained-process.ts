/**
 * One foreign command in its own session and group, from its start to the moment at which nothing of it is left. Its answer waits for the exit
 * of the command, not for the end of its output: a child that keeps the pipe open must not hold us up (it is ended, and what was still in the
 * pipe is read for a moment).
 */
import { type Readable, Transform, type Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { CollectedOutput } from './collected-output.js';
import { rememberLive } from './kill-on-exit.js';
import { ourselves } from './kill-orphans.js';
import type { EndKind, ProcessEnd, ProcessSpec, RunningProcess, StartFault } from './process-contract.js';
import { MARK_VARIABLE, newMark, withOuterMarks } from './process-mark.js';
import { lookUp } from './process-table.js';
import { ProcessTree } from './process-tree.js';
import { endedReadable, endedWritable, type Program, startProgram } from './program.js';
import { faultBeforeStart, faultOf } from './start-fault.js';

export type Reader = 'read-by-us' | 'read-by-caller';

const GRACE_MS = 2_000;
const DRAIN_MS = 1_000;
/** How often a running command's descendants are recorded. */
const NOTE_MS = 1_000;
/** The longest time a timer of Node can hold; a longer one would ring at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function contain(spec: ProcessSpec, reader: Reader): RunningProcess {
  if (spec.signal?.aborted) return neverStarted('aborted', null);
  const fault = faultBeforeStart(spec);
  if (fault) return neverStarted('not-started', fault);
  const mark = newMark(ourselves(spec.owner ?? `process-${process.pid}`));
  const began = performance.now();
  const closed = reader === 'read-by-us' && spec.stdin === undefined;
  const program = startProgram({
    argv: spec.argv,
    cwd: spec.cwd,
    env: { ...spec.env, [MARK_VARIABLE]: withOuterMarks(mark) },
    stdin: closed ? 'ignore' : 'pipe',
    // Its tree is wider than its group, and is ended with grace.
    guard: 'none',
  });
  return new ContainedProcess(spec, reader, program, mark, began);
}

class ContainedProcess implements RunningProcess {
  readonly pid: number | null;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly ended: Promise<ProcessEnd>;

  private readonly collected: CollectedOutput;
  private stopped: EndKind | null = null;
  private wakeUp: () => void = () => undefined;
  private readonly stopping = new Promise<void>((resolve) => (this.wakeUp = resolve));

  constructor(
    private readonly spec: ProcessSpec,
    private readonly reader: Reader,
    private readonly program: Program,
    mark: string,
    private readonly began: number,
  ) {
    this.pid = program.pid;
    this.collected = new CollectedOutput(spec, () => this.stop('too-much-output'));
    this.stdin = program.stdin;
    this.stdout = this.connect();
    if (reader === 'read-by-us') this.stdin.end(spec.stdin ?? '');
    if (program.pid === null) {
      const fault = program.ended.then(
        (): StartFault => 'bad-arguments',
        (error: unknown) => faultOf(error, spec),
      );
      this.ended = fault.then((why) => this.answer('not-started', 0, 0, why));
      return;
    }
    const tree = new ProcessTree({ pid: program.pid, began: lookUp(program.pid)?.began ?? 0 }, mark);
    this.ended = this.live(tree);
  }

  stderrTail(): string {
    return this.collected.stderr();
  }

  kill(): Promise<ProcessEnd> {
    this.stop('aborted');
    return this.ended;
  }

  private async live(tree: ProcessTree): Promise<ProcessEnd> {
    const { spec, program } = this;
    const abort = (): void => this.stop('aborted');
    spec.signal?.addEventListener('abort', abort, { once: true });
    const alarm = setTimeout(() => this.stop('timed-out'), Math.min(Math.max(0, spec.timeoutMs), LONGEST_TIMER_MS));
    const notes = setInterval(() => void tree.remember().catch(() => undefined), NOTE_MS);
    const forget = rememberLive({
      killNow: () => {
        this.stop('aborted');
        tree.killNow();
      },
    });
    try {
      await Promise.race([program.exited, this.stopping]);
      const end = this.stopped ?? 'exited';
      const seconds = (performance.now() - this.began) / 1000;
      clearTimeout(alarm);
      clearInterval(notes);
      const grace = spec.graceMs ?? GRACE_MS;
      const ending = end === 'exited' ? tree.endRest(grace) : tree.end(grace);
      // Without a look at the table (no file can be opened) at least the group is ended.
      const leftBehind = await ending.catch(() => 0);
      if (program.exit === null) program.kill();
      await soon(program.ended);
      return this.answer(end, seconds, leftBehind, null);
    } finally {
      clearTimeout(alarm);
      clearInterval(notes);
      spec.signal?.removeEventListener('abort', abort);
      forget();
      this.letGo();
    }
  }

  /** The first reason counts. */
  private stop(why: EndKind): void {
    this.stopped ??= why;
    this.wakeUp();
  }

  private connect(): Readable {
    const { stdout, stderr } = this.program;
    stderr.on('data', (bytes: Buffer) => this.collected.add('stderr', bytes));
    if (this.reader === 'read-by-us') {
      stdout.on('data', (bytes: Buffer) => this.collected.add('stdout', bytes));
      return stdout;
    }
    // What the caller does not read stays in the pipe, so that the command waits for its reader.
    const passed = new Transform({
      transform: (bytes: Buffer, _encoding, done) => {
        this.collected.add('stdout', bytes);
        done(null, bytes);
      },
    });
    passed.on('error', () => undefined);
    stdout.pipe(passed);
    return passed;
  }

  /** A process that still holds the other ends has escaped; it is not waited for. */
  private letGo(): void {
    const { program, stdout, reader } = this;
    program.letGo();
    if (reader === 'read-by-caller' && stdout instanceof Transform) stdout.end();
  }

  private answer(end: EndKind, durationSeconds: number, leftBehind: number, startFault: StartFault | null): ProcessEnd {
    const { exitCode = null, signal = null } = this.program.exit ?? {};
    return {
      end,
      exitCode,
      signal,
      ...this.collected.texts(),
      durationSeconds,
      leftBehind,
      startFault,
    };
  }
}

/** Waits with a limit: a process that cannot be ended must not block the report of its result. */
async function soon(event: Promise<unknown>): Promise<void> {
  const given = new AbortController();
  const late = sleep(DRAIN_MS, undefined, { signal: given.signal }).catch(() => undefined);
  await Promise.race([event, late]);
  given.abort();
}

function neverStarted(end: EndKind, startFault: StartFault | null): RunningProcess {
  const answer: ProcessEnd = {
    end,
    exitCode: null,
    signal: null,
    output: '',
    stdout: '',
    stderr: '',
    truncated: false,
    durationSeconds: 0,
    leftBehind: 0,
    startFault,
  };
  const ended = Promise.resolve(answer);
  return { pid: null, stdin: endedWritable(), stdout: endedReadable(), stderrTail: () => '', ended, kill: () => ended };
}
