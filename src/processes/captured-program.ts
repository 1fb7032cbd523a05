/** Runs a program that is trusted, such as git, to its end: within limits of time and output, its group killed where it breaks one. */
import { createReadStream } from 'node:fs';
import { pipeline, type Readable, type Writable } from 'node:stream';

import { type ProgramExit, type ProgramOrder, startProgram } from './program.js';

/** The input of a program; the content of a file is passed on in chunks. */
export type Input = string | Uint8Array | { readonly file: string };

export interface CaptureOrder extends Omit<ProgramOrder, 'stdin' | 'output' | 'guard'> {
  /** Default: it reads nothing. */
  readonly input?: Input;
  /** `Infinity`: as long as it takes. */
  readonly timeoutMs: number;
  /** Bytes of each of its streams. */
  readonly mostOutput: number;
  readonly mostErrors?: number;
  /** Ends it when this is aborted. */
  readonly stop?: AbortSignal;
}

export interface Captured extends ProgramExit {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Which limit it broke, as a sentence about it without its end; null: none. */
  readonly stopped: string | null;
}

const MOST_ERRORS = 8 * 1_048_576;

/** Rejects with the system's error if the program cannot be started. */
export async function captured(order: CaptureOrder): Promise<Captured> {
  const { input, timeoutMs, mostOutput, mostErrors = MOST_ERRORS, stop: breakOff, ...rest } = order;
  const program = startProgram({ ...rest, stdin: input === undefined ? 'ignore' : 'pipe' });
  if (program.pid === null) await program.ended;
  let stopped: string | null = null;
  const stop = (why: string): void => {
    stopped ??= why;
    program.kill();
  };
  const onBreak = (): void => stop('it was broken off');
  breakOff?.addEventListener('abort', onBreak);
  if (breakOff?.aborted) onBreak();
  const timer = Number.isFinite(timeoutMs)
    ? setTimeout(() => stop(`it took longer than ${timeoutMs / 1_000} seconds`), timeoutMs)
    : undefined;
  const stdout = collected(program.stdout, mostOutput, stop);
  const stderr = collected(program.stderr, mostErrors, stop);
  if (input !== undefined) report(program.stdin, input);
  try {
    const end = await program.ended;
    return { ...end, stopped, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
  } finally {
    clearTimeout(timer);
    breakOff?.removeEventListener('abort', onBreak);
  }
}

/** A file that cannot be read ends the input early: the program refuses then what it did not get in whole. */
function report(stdin: Writable, input: Input): void {
  if (typeof input === 'string' || input instanceof Uint8Array) stdin.end(input);
  else pipeline(createReadStream(input.file), stdin, () => undefined);
}

/** What a stream says, until it says too much. */
function collected(stream: Readable, most: number, stop: (why: string) => void): readonly Buffer[] {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > most) stop(`it printed more than ${most} bytes`);
    else chunks.push(chunk);
  });
  return chunks;
}
