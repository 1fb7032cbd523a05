/** PostgreSQL's programs: as the cluster's account, with an environment of their own, and with an explanation where they cannot be started. */
import { existsSync } from 'node:fs';

import { captured } from '../processes/captured-program.js';
import { type Program, type ProgramOrder, startProgram } from '../processes/program.js';
import type { Account } from './account.js';
import { EmbeddedDatabaseError, errorCode, useOwnServer } from './errors.js';

/** The system lacks what every one of these programs needs; another copy of them would not run either. */
export class UnsupportedSystemError extends EmbeddedDatabaseError {}

export interface ProgramEnd {
  readonly succeeded: boolean;
  readonly output: string;
}

/** Starts the server, in a session of its own that outlives this process; both of its outputs go to an open file. Throws EmbeddedDatabaseError. */
export async function startServerProgram(
  file: string,
  args: readonly string[],
  account: Account | undefined,
  logFile: number,
): Promise<Program> {
  const program = startProgram({ ...orderOf(file, args, account), stdin: 'ignore', output: logFile, guard: 'none' });
  if (program.pid === null) await program.ended.catch((error: unknown) => cannotStart(file, account, error));
  program.letGo();
  return program;
}

/** Runs a program to its end, however long that takes; `output` is both of its output streams. Throws EmbeddedDatabaseError. */
export async function runProgram(
  file: string,
  args: readonly string[],
  account: Account | undefined,
): Promise<ProgramEnd> {
  const order = {
    ...orderOf(file, args, account),
    group: 'ours',
    timeoutMs: Infinity,
    mostOutput: MOST_OUTPUT,
  } as const;
  const { exitCode, stopped, stdout, stderr } = await captured(order).catch((error: unknown) =>
    cannotStart(file, account, error),
  );
  const output = Buffer.concat([stdout, stderr]).toString('utf8').trim();
  return { succeeded: exitCode === 0 && stopped === null, output };
}

const MOST_OUTPUT = 8 * 1_048_576;

function orderOf(file: string, args: readonly string[], account: Account | undefined): ProgramOrder {
  // Our own working folder may be closed to the account, and PostgreSQL's programs stop when they cannot read theirs.
  const cwd = process.platform === 'win32' ? process.cwd() : '/';
  return {
    argv: [file, ...args],
    cwd,
    env: programEnvironment(),
    ...(account && { account: { uid: account.uid, gid: account.gid } }),
  };
}

/** Nothing of the user's PG* variables, library paths or locale may reach the server. */
function programEnvironment(): NodeJS.ProcessEnv {
  if (process.platform === 'win32') {
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG|TZ$)/i.test(name)));
  }
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

function cannotStart(file: string, account: Account | undefined, error: unknown): never {
  const code = errorCode(error);
  const who = account === undefined ? '' : ` as user ${account.name}`;
  const reason = error instanceof Error ? error.message : String(error);
  if (code === 'ENOENT' && existsSync(file)) {
    // The file is there, so what is missing is the loader that it asks for: a system without glibc.
    throw new UnsupportedSystemError(
      `The embedded database cannot run on this system: its programs need glibc, which musl systems such as Alpine Linux do not have. ` +
        `Set DATABASE_URL to a PostgreSQL server (14 or newer), or use an image based on Debian.`,
      { cause: error },
    );
  }
  throw new EmbeddedDatabaseError(
    `The program ${file} of the embedded database cannot be started${who}: ${reason}. ${useOwnServer}`,
    {
      cause: error,
    },
  );
}
