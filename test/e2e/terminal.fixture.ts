/** A command on a terminal of its own: a real pseudo-terminal, made by script(1). */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Screen, screenOf } from '../support/terminal-screen.js';
import { until } from '../support/waiting.js';
import { repository } from './cli.fixture.js';

const script = ['/usr/bin/script', '/bin/script'].find((file) => existsSync(file));
/** Not every system has the program, nor takes its options. */
export const hasTerminals = script !== undefined && process.platform === 'linux';
export const MAIN = join(repository, 'dist/cli/main.js');

export interface Terminal {
  /** Everything that was written on it. */
  readonly written: () => string;
  readonly screen: () => Screen;
  /** Keys that are pressed. */
  readonly press: (keys: string) => void;
  /** Sends a signal to the command itself. */
  readonly signal: (signal: NodeJS.Signals) => Promise<void>;
  /** The exit code of the command, and the modes of the terminal before and after it. */
  readonly closed: Promise<{ readonly code: number; readonly before: string; readonly after: string }>;
  readonly child: ChildProcess;
}

let made = 0;
export const CTRL_C = '\u0003';

/** Starts `autopack` with these words. `folder` holds notes of the shell; it is the test's own. */
export function onTerminal(
  folder: string,
  words: readonly string[],
  { env = {}, columns = 80, rows = 24 }: { env?: Record<string, string>; columns?: number; rows?: number } = {},
): Terminal {
  const command = [process.execPath, MAIN, ...words].map((word) => `'${word}'`).join(' ');
  const id = ++made;
  const note = (name: string): string => join(folder, `terminal-${id}-${name}`);
  const lines = [
    `stty cols ${columns} rows ${rows}`,
    `stty -a > '${note('before')}'`,
    `sh -c 'echo $$ > "$0"; exec "$@"' '${note('pid')}' ${command}`,
    `echo $? > '${note('code')}'`,
    `stty -a > '${note('after')}'`,
  ];
  // The shell outlives Ctrl-C; the command itself takes it as usual.
  const child = spawn(script!, ['-qec', ['trap : INT', ...lines].join('\n'), '/dev/null'], {
    env: { PATH: process.env.PATH, HOME: folder, TERM: 'xterm', SHELL: '/bin/sh', ...env },
    stdio: 'pipe',
  });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (written += text));
  const closed = new Promise((ended) => child.once('close', ended)).then(async () => {
    const [code, before, after] = await Promise.all(
      ['code', 'before', 'after'].map((name) => readFile(note(name), 'utf8').catch(() => 'none')),
    );
    return { code: Number(code), before: before!, after: after! };
  });
  return {
    written: () => written,
    screen: () => screenOf(written),
    press: (keys) => void child.stdin.write(keys),
    signal: async (signal) => {
      const pid = await until('the pid', () => readFile(note('pid'), 'utf8').catch(() => ''));
      process.kill(Number(pid), signal);
    },
    closed,
    child,
  };
}
