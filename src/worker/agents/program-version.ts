/** Which program an agent is, and its version: said with the result, so that commits name it (G9). No place of this machine is part of it (A4). */
import { tmpdir } from 'node:os';
import { basename } from 'node:path';

import { cleanEnvironment } from '../../processes/clean-environment.js';
import { runProcess } from '../../processes/run-process.js';
import type { AgentDriver } from './contract/agent.js';

const TIMEOUT_MS = 15_000;
const OUTPUT_BYTES = 65_536;
const VERSION = /\bv?(\d+\.\d+(?:\.\d+)?(?:[-+.][0-9A-Za-z][0-9A-Za-z.-]{0,30})?)/;
const MOST_CHARACTERS = 100;

/** The driver with its program's name. `asks`: the program is known to answer `--version`; it is queried once, when its first result is submitted. */
export function withProgram(driver: AgentDriver, name: string, argv: readonly string[], asks: boolean): AgentDriver {
  let known: Promise<string> | null = null;
  const program = (): Promise<string> => (known ??= asks ? named(name, argv[0] ?? '') : Promise.resolve(clean(name)));
  return { run: (task) => driver.run(task), program };
}

/** Of a command of the operator's own only its name is known: nobody says what it does with `--version`. */
export const commandName = (argv: readonly string[]): string => basename(argv[0] ?? '').replace(/[{}]/g, '') || 'agent';

/** With the version that is found in a program's answer, if there is one. */
export const withVersion = (name: string, reported: string): string => {
  const version = VERSION.exec(reported)?.[1];
  return clean(version === undefined ? name : `${name} ${version}`);
};

async function named(name: string, program: string): Promise<string> {
  if (program === '' || program.includes('{')) return clean(name);
  try {
    const end = await runProcess({
      argv: [program, '--version'],
      cwd: tmpdir(),
      env: cleanEnvironment([], { HOME: tmpdir(), NO_COLOR: '1', CI: '1' }),
      timeoutMs: TIMEOUT_MS,
      maxOutputBytes: OUTPUT_BYTES,
    });
    return end.end === 'exited' && end.exitCode === 0 ? withVersion(name, end.stdout) : clean(name);
  } catch {
    // A version is worth nothing that could cost a result.
    return clean(name);
  }
}

const clean = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, MOST_CHARACTERS) || 'agent';
