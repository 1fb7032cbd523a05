/**
 * Whether a step of the set-up left something outside of the cached folders (V7). One that did not need not run again where all of these come out of the
 * cache. Downloads that package managers keep for themselves in a home folder are not looked at: without them they only take longer.
 */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Stamps by path; null: there was too much to look at. */
export type Seen = ReadonlyMap<string, string> | null;

export interface Looked {
  readonly checkout: string;
  readonly home: string;
}

const MOST = 400_000;
const AT_ONCE = 64;
const DISPLAYED = 200;
/** In the home folder: what package managers have downloaded, and what they note of it. Programs that they install there are none of it. */
const DOWNLOADS = [
  ...['.npm', '.node-gyp', '.cache/node', '.cache/node-gyp', '.yarn', '.cache/yarn', '.bun/install/cache'],
  ...['.cache/pnpm', '.local/share/pnpm/store', '.local/state/pnpm'],
  ...['.cache/pip', '.cache/uv', '.cache/pypoetry/cache', '.cache/pypoetry/artifacts', '.cache/composer'],
];

/** Never rejects. */
export async function outside({ checkout, home }: Looked, cached: readonly string[]): Promise<Seen> {
  const seen = new Map<string, string>();
  const all =
    (await look(checkout, '', new Set(['.git', ...cached]), seen)) &&
    (await look(home, '~/', new Set(DOWNLOADS), seen));
  return all ? seen : null;
}

/** A path that looks otherwise, from the checkout or the home folder, as a sentence without an end; null: none does. */
export function difference(before: Seen, after: Seen): string | null {
  if (before === null || after === null) return 'there is too much to look at';
  for (const [path, stamp] of after) if (before.get(path) !== stamp) return `it changed ${plain(path)}`;
  for (const path of before.keys()) if (!after.has(path)) return `it removed ${plain(path)}`;
  return null;
}

const plain = (path: string): string => path.replaceAll(/\p{Cc}/gu, '?').slice(0, DISPLAYED);

/** False: there is too much, or it cannot be read. */
async function look(
  root: string,
  name: string,
  leftOut: ReadonlySet<string>,
  seen: Map<string, string>,
): Promise<boolean> {
  const open = [''];
  for (let below = open.pop(); below !== undefined; below = open.pop()) {
    const entries = await readdir(join(root, below), { withFileTypes: true }).catch(() => null);
    if (entries === null) return false;
    const prefix = below;
    const wanted = entries
      .map((entry) => ({ entry, path: `${prefix}${entry.name}` }))
      .filter(({ path }) => !leftOut.has(path));
    if (seen.size + wanted.length > MOST) return false;
    for (const { entry, path } of wanted) if (entry.isDirectory()) open.push(`${path}/`);
    const files = wanted.filter(({ entry }) => !entry.isDirectory());
    for (let i = 0; i < files.length; i += AT_ONCE) {
      await Promise.all(
        files.slice(i, i + AT_ONCE).map(async ({ path }) => {
          const stat = await lstat(join(root, path)).catch(() => null);
          // Not by the change of the inode: installers set modes of programs that are as they should be.
          if (stat) seen.set(`${name}${path}`, `${stat.mtimeMs} ${stat.size} ${stat.mode} ${stat.ino}`);
        }),
      );
    }
  }
  return true;
}
