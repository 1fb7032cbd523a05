/** The trial of the disk of the runs root beside what else is written there (B6). */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ArtefactStore } from '../../src/artefacts/artefact-store.js';

const BYTES = 65_536;
let base: string;
let runsRoot: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'autopack-trial-'));
  // No folder is there before the first file, as on a new server.
  runsRoot = join(base, 'var', 'runs');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

it('B6: the first file of the first run, written during a trial, is no outage', async () => {
  const store = new ArtefactStore({ runsRoot });
  const trial = store.tryWriting(BYTES);
  await store.write('first', [{ path: 'run_summary.md', content: 'The first file.' }]);
  await trial;
  expect(readdirSync(runsRoot)).toEqual(['first']);
});

it('B6: trials at the same time, of servers beside each other too, do not make each other fail', async () => {
  const stores = Array.from({ length: 4 }, () => new ArtefactStore({ runsRoot }));
  for (let round = 0; round < 25; round += 1) await Promise.all(stores.map((store) => store.tryWriting(BYTES)));
  expect(existsSync(runsRoot) ? readdirSync(runsRoot) : []).toEqual([]);
});

it('B6: a trial alone leaves nothing behind', async () => {
  await new ArtefactStore({ runsRoot }).tryWriting(BYTES);
  expect(existsSync(runsRoot)).toBe(false);
});
