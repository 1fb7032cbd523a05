import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Account } from './account.js';
import { EmbeddedDatabaseError, errorCode, useOwnServer } from './errors.js';

/** The system lacks what every one of these programs needs; another copy of them would not run either. */
export class UnsupportedSystemError extends EmbeddedDatabaseError {}

export interface ProgramEnd {
  readonly succeeded: boolean;
  readonly output: string;
}

/** Starts one of PostgreSQL's programs and resolves once it runs. A program that cannot be started is an EmbeddedDatabaseError. */
export async function startProgram(
  file: string,
  args: readonly string[],
  account: Account | undefined,
  options: SpawnOptions,
): Promise<ChildProcess> {
  try {
    const child = spawn(file, args, {
      // Our own working folder may be closed to the account, and PostgreSQL's programs stop when they cannot read theirs.
      cwd: process.platform === 'win32' ? undefined : '/',
      env: programEnvironment(),
      windowsHide: true,
      ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
      ...options,
    });
    await once(child, 'spawn');
    return child;
  } catch (error) {
    throw cannotStart(file, account, error);
  }
}

/** Runs a program to its end; `output` is both of its output streams. */
export async function runProgram(file: string, args: readonly string[], account: Account | undefined): Promise<ProgramEnd> {
  const child = await startProgram(file, args, account, { stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { succeeded: code === 0, output: Buffer.concat(chunks).toString('utf8').trim() };
}

/** Nothing of the user's PG* variables, library paths or locale may reach the server. */
function programEnvironment(): NodeJS.ProcessEnv {
  if (process.platform === 'win32') {
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG|TZ$)/i.test(name)));
  }
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

function cannotStart(file: string, account: Account | undefined, error: unknown): EmbeddedDatabaseError {
  const code = errorCode(error);
  const who = account === undefined ? '' : ` as user ${account.name}`;
  const reason = error instanceof Error ? error.message : String(error);
  if (code === 'ENOENT' && existsSync(file)) {
    // The file is there, so what is missing is the loader that it asks for: a system without glibc.
    return new UnsupportedSystemError(
      `The embedded database cannot run on this system: its programs need glibc, which musl systems such as Alpine Linux do not have. ` +
        `Set DATABASE_URL to a PostgreSQL server (14 or newer), or use an image based on Debian.`,
      { cause: error },
    );
  }
  return new EmbeddedDatabaseError(`The program ${file} of the embedded database cannot be started${who}: ${reason}. ${useOwnServer}`, {
    cause: error,
  });
}
