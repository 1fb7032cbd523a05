/** G2: what a killed server leaves in quarantine is taken away at the next start, and nothing else. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeScratchLeftovers } from '../../src/git/scratch-leftovers.js';

it('G2: quarantines of processes that are gone go, those of the living and the young stay', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'autopack-test-leftovers-'));
  const gone = spawnSync(process.execPath, ['-e', '0']).pid;
  const mine = [`autopack-git-${gone}-a`, `autopack-git-${process.pid}-b`, 'autopack-git-elsewhere', 'other'];
  for (const name of mine) mkdirSync(join(folder, name));
  expect(await removeScratchLeftovers(folder)).toBe(0);
  expect(await removeScratchLeftovers(folder, 0)).toBe(1);
  expect(readdirSync(folder).sort()).toEqual(mine.slice(1).sort());
  rmSync(folder, { recursive: true });
});
