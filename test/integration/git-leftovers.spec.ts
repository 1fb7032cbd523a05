/** G2: what a killed server leaves in quarantine is taken away at the next start, and nothing else. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { removeScratchLeftovers } from '../../src/git/scratch-leftovers.js';
import { scratchName } from '../../src/git/scratch-owner.js';
import { lookUp } from '../../src/processes/process-table.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'autopack-test-leftovers-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const make = (...names: string[]) => names.forEach((name) => mkdirSync(join(folder, name)));
const left = () => readdirSync(folder).sort();

/** As another process of this machine would name its quarantine. */
const nameOf = (pid: number, began: number) =>
  scratchName().replace(/^autopack-git-\d+-[\d.]+-/, `autopack-git-${pid}-${began}-`) + 'x';

it('G2: quarantines of makers that cannot be looked up go once they are old, those of the living and the young stay', async () => {
  const gone = spawnSync(process.execPath, ['-e', '0']).pid;
  const mine = [`autopack-git-${gone}-a`, `autopack-git-${process.pid}-b`, 'autopack-git-elsewhere', 'other'];
  make(...mine, `autopack-git-${gone}-77-0123456789ab-of-another-machine`);
  expect(await removeScratchLeftovers(folder)).toBe(0);
  expect(await removeScratchLeftovers(folder, 0)).toBe(2);
  expect(left()).toEqual(mine.slice(1).sort());
});

it('G2: what a process of this machine left goes at the next start, however young it is, also if its number was given again', async () => {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  try {
    const { pid, began } = lookUp(child.pid!)!;
    const lives = nameOf(pid, began);
    make(
      lives,
      nameOf(pid, began + 1),
      nameOf(spawnSync('true').pid, began),
      `${scratchName()}of-ours`,
      'autopack-git',
      'autopack-gitx-1-2',
    );
    expect(await removeScratchLeftovers(folder)).toBe(2);
    expect(left()).toEqual([lives, `${scratchName()}of-ours`, 'autopack-git', 'autopack-gitx-1-2'].sort());
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(await removeScratchLeftovers(folder)).toBe(1);
  } finally {
    child.kill('SIGKILL');
  }
});
