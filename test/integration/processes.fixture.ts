/** Commands of a project as processes of a test, each in a folder of its own (A5). */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cleanEnvironment } from '../../src/processes/clean-environment.js';
import type { ProcessEnd, ProcessSpec } from '../../src/processes/process-contract.js';
import { lookUp } from '../../src/processes/process-table.js';
import { runProcess } from '../../src/processes/run-process.js';
import { until, within } from '../support/waiting.js';

/** Where the commands of the test at hand run. */
export let folder: string;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'autopack-processes-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Argv = readonly [string, ...string[]];

export function specOf(argv: Argv, more: Partial<ProcessSpec> = {}): ProcessSpec {
  return {
    argv,
    cwd: folder,
    env: cleanEnvironment(),
    timeoutMs: 20_000,
    maxOutputBytes: 10_000_000,
    graceMs: 300,
    ...more,
  };
}

export const run = (argv: Argv, more: Partial<ProcessSpec> = {}): Promise<ProcessEnd> =>
  within('a command to end', runProcess(specOf(argv, more)), 25_000);
export const node = (script: string, more: Partial<ProcessSpec> = {}): Promise<ProcessEnd> =>
  run([process.execPath, '-e', script], more);
export const sh = (script: string, more: Partial<ProcessSpec> = {}): Promise<ProcessEnd> =>
  run(['/bin/sh', '-c', script], more);

/** The number that a process wrote into a file of the folder. */
export const numberIn = (file: string): Promise<number> =>
  until(`a number in ${file}`, () => {
    try {
      return Number(readFileSync(join(folder, file), 'utf8').trim());
    } catch {
      return null;
    }
  });

export const runs = (pid: number): boolean => lookUp(pid)?.zombie === false;
