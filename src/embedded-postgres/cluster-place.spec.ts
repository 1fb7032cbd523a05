/** Clusters outside of their data folder: what becomes of them when that is gone. */
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { removeForsakenPlaces } from './cluster-place.js';

const DAY_MS = 24 * 3_600_000;
let folder: string;

beforeEach(async () => (folder = await realpath(await mkdtemp(join(tmpdir(), 'autopack-places-')))));
afterEach(() => rm(folder, { recursive: true, force: true }));

async function place(name: string, origin: string): Promise<string> {
  const home = join(folder, 'places', name);
  await mkdir(join(home, 'pgdata'), { recursive: true });
  await writeFile(join(home, 'data-directory'), `${origin}\n`);
  return home;
}
const left = () => readdir(join(folder, 'places')).then((names) => names.sort());

it('a cluster is removed a day after its temporary data folder is gone, and no other', async () => {
  await mkdir(join(folder, 'lives'));
  await place('000000000000-00000000', join(folder, 'gone'));
  await place('000000000000-00000001', join(folder, 'lives'));
  await place('000000000000-00000002', '/srv/not-mounted/autopack');
  await place('postgres-18', join(folder, 'gone'));
  await removeForsakenPlaces(join(folder, 'places'));
  expect(await left()).toHaveLength(4);
  await removeForsakenPlaces(join(folder, 'places'), Date.now() + 2 * DAY_MS);
  expect(await left()).toEqual(['000000000000-00000001', '000000000000-00000002', 'postgres-18']);
});

it('a folder that is not there holds nothing', async () => {
  await expect(removeForsakenPlaces(join(folder, 'none'))).resolves.toBeUndefined();
});
