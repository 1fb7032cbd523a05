/** The files of the dashboard: those that the build left in `dist/web` when the server first asked. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { PACKAGE_ROOT } from '../common/package-root.js';
import { AssetList } from './asset-list.js';

const FOLDER = join(PACKAGE_ROOT, 'dist', 'web');
/** The page itself. */
export const PAGE = 'index.html';

let list: Promise<AssetList> | null = null;

/** Their list; empty where the dashboard was not built. */
export async function dashboardFiles(): Promise<AssetList> {
  list ??= read();
  try {
    const found = await list;
    // A build that is under way leaves them a moment later.
    if (found.names.length === 0) list = null;
    return found;
  } catch (error) {
    list = null;
    throw error;
  }
}

async function read(): Promise<AssetList> {
  const entries = await readdir(FOLDER, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(FOLDER.length + 1)
        .replaceAll('\\', '/'),
    );
  const all = new AssetList(pathToFileURL(`${FOLDER}/`), files);
  // A build may replace them while this server runs: the page and its files belong together.
  await all.readAll();
  return all;
}
