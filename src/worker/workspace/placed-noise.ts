/**
 * Files that git takes for changed although nobody touched them: what the base stores is not what git would store for what it checked out, such as CRLF
 * under `text`. They are remembered by their bytes as they were checked out, so that they count only when an agent changed them.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { quoted } from '../../git/quoted-path.js';
import type { OwnRepository } from './own-repository.js';
import type { PlacedIndex } from './placed-index.js';
import { WorkTree } from './work-tree.js';

/** By the name of the file, quoted. */
export type PlacedNoise = ReadonlyMap<string, string>;

/** Call it when the base has been checked out at `path` and its index is that of `own`. Only attributes of the tree make such files. */
export async function noiseOf(
  own: OwnRepository,
  path: string,
  index: PlacedIndex,
  changed: (own: OwnRepository, path: string) => Promise<readonly Buffer[]>,
): Promise<PlacedNoise> {
  const noise = new Map<string, string>();
  if (!index.bytes.includes('.gitattributes')) return noise;
  const work = new WorkTree(path);
  for (const name of await changed(own, path)) {
    const bytes = await bytesAt(work, name);
    if (bytes !== null) noise.set(quoted(name), bytes);
  }
  return noise;
}

export async function withoutNoise(names: readonly Buffer[], path: string, noise: PlacedNoise): Promise<Buffer[]> {
  const work = new WorkTree(path);
  const left: Buffer[] = [];
  for (const name of names) {
    const placed = noise.get(quoted(name));
    if (placed === undefined || placed !== (await bytesAt(work, name))) left.push(name);
  }
  return left;
}

/** Mode and content; null: no file is there. */
async function bytesAt(work: WorkTree, name: Buffer): Promise<string | null> {
  const found = await work.at(name);
  if (found.kind !== 'file') return null;
  return `${found.mode} ${createHash('sha256')
    .update(await readFile(work.whole(name)))
    .digest('hex')}`;
}
