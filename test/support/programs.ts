/** Programs that tests run to their end, by the one way in which programs are started. */
import { captured, type Input } from '../../src/processes/captured-program.js';

export interface RunOptions {
  readonly cwd?: string;
  /** Besides the environment of the tests. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** False: nothing but `env`. Default: true. */
  readonly extendEnv?: boolean;
  /** Default: nothing. */
  readonly input?: Input;
  /** False: an exit code other than 0 is an answer. Default: true, and it rejects then. */
  readonly reject?: boolean;
}

export interface Ran {
  readonly exitCode: number | null;
  /** As text, without the line end after its last line. */
  readonly stdout: string;
  readonly stderr: string;
  /** Byte for byte. */
  readonly bytes: Buffer;
}

const TIMEOUT_MS = 120_000;
const MOST_OUTPUT = 256 * 1_048_576;

/** Rejects if it cannot be started, breaks a limit, or fails. */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd = process.cwd(), env = {}, extendEnv = true, input, reject = true } = options;
  const end = await captured({
    argv: [program, ...args],
    cwd,
    env: extendEnv ? { ...process.env, ...env } : env,
    timeoutMs: TIMEOUT_MS,
    mostOutput: MOST_OUTPUT,
    ...(input === undefined ? {} : { input }),
  });
  const { exitCode, signal, stopped, stdout, stderr } = end;
  const [out, err] = [stdout, stderr].map((bytes) => bytes.toString('utf8').replace(/\r?\n$/, '')) as [string, string];
  if (stopped !== null || (reject && exitCode !== 0)) {
    throw new Error(`${[program, ...args].join(' ').slice(0, 500)} failed (${stopped ?? signal ?? exitCode}): ${err}`);
  }
  return { exitCode, stdout: out, stderr: err, bytes: stdout };
}
