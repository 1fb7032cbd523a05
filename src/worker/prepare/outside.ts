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
/** In the home folder. */
const DOWNLOADS = ['.npm', '.yarn', '.node-gyp', '.cache/pip', '.cache/uv', '.cache/yarn', '.cache/node', '.cache/node-gyp', '.cache/pnpm'];

/** Never rejects. */
export async function outside({ checkout, home }: Looked, cached: readonly string[]): Promise<Seen> {
  const seen = new Map<string, string>();
  const all = (await look(checkout, new Set(['.git', ...cached]), seen)) && (await look(home, new Set(DOWNLOADS), seen));
  return all ? seen : null;
}

export function isSame(before: Seen, after: Seen): boolean {
  if (before === null || after === null || before.size !== after.size) return false;
  for (const [path, stamp] of after) if (before.get(path) !== stamp) return false;
  return true;
}

/** False: there is too much, or it cannot be read. */
async function look(root: string, leftOut: ReadonlySet<string>, seen: Map<string, string>): Promise<boolean> {
  const open = [''];
  for (let below = open.pop(); below !== undefined; below = open.pop()) {
    const entries = await readdir(join(root, below), { withFileTypes: true }).catch(() => null);
    if (entries === null) return false;
    const prefix = below;
    const wanted = entries.map((entry) => ({ entry, path: `${prefix}${entry.name}` })).filter(({ path }) => !leftOut.has(path));
    if (seen.size + wanted.length > MOST) return false;
    for (const { entry, path } of wanted) if (entry.isDirectory()) open.push(`${path}/`);
    const files = wanted.filter(({ entry }) => !entry.isDirectory());
    for (let i = 0; i < files.length; i += AT_ONCE) {
      await Promise.all(
        files.slice(i, i + AT_ONCE).map(async ({ path }) => {
          const stat = await lstat(join(root, path)).catch(() => null);
          if (stat) seen.set(join(root, path), `${stat.ctimeMs} ${stat.size} ${stat.ino}`);
        }),
      );
    }
  }
  return true;
}
