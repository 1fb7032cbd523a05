/** What agents do to the place they work in: hooks and settings that make git run their programs, and processes that stay. All of it ends by itself. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { captured } from '../../processes/captured-program.js';
import { cleanEnvironment } from '../../processes/clean-environment.js';
import { startProgram } from '../../processes/program.js';

const HOOKS = [
  'pre-commit',
  'post-commit',
  'post-checkout',
  'post-index-change',
  'pre-applypatch',
  'reference-transaction',
  'post-merge',
];

/** Hooks that leave a mark when they are run. */
export async function writeHooks(workspace: string, mark: string): Promise<void> {
  const folder = join(workspace, '.git/hooks');
  await mkdir(folder, { recursive: true });
  for (const hook of HOOKS) await program(join(folder, hook), mark);
}

/** Settings and attributes by which git would run a program that leaves a mark. */
export async function poisonGitConfig(workspace: string, mark: string): Promise<void> {
  const tool = join(workspace, '.git/poison');
  await program(tool, mark);
  for (const [name, value] of [
    ['core.fsmonitor', tool],
    ['diff.external', tool],
    ['diff.poison.textconv', tool],
    ['filter.poison.clean', tool],
    ['filter.poison.smudge', tool],
  ] as const) {
    const order = { cwd: workspace, env: cleanEnvironment(['HOME']), timeoutMs: 60_000, mostOutput: 65_536 };
    const { exitCode, stderr } = await captured({ argv: ['git', 'config', name, value], ...order });
    if (exitCode !== 0) throw new Error(`git config failed: ${stderr.toString('utf8')}`);
  }
  await writeFile(join(workspace, '.git/info/attributes'), '* filter=poison diff=poison\n');
}

/** A process in a session of its own that ends after some seconds; answers its number. */
export function leaveProcess(cwd: string, seconds: number): number {
  const argv = [process.execPath, '-e', `setTimeout(() => {}, ${seconds * 1000})`] as const;
  const left = startProgram({
    argv: [...argv],
    cwd,
    env: process.env,
    stdin: 'ignore',
    output: 'ignore',
    guard: 'none',
  });
  left.letGo();
  return left.pid ?? 0;
}

async function program(file: string, mark: string): Promise<void> {
  await writeFile(file, `#!/bin/sh\ntouch '${mark.replaceAll("'", `'\\''`)}'\nexec cat\n`);
  await chmod(file, 0o755);
}
