/**
 * What src and web compile to dist, and what was compiled last. That is remembered as hashes of the sources and of what shapes the output, so
 * neither a checkout nor a copied folder fools it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Below src and dist: files that the server serves unchanged. */
export const ASSETS = 'graphql/playground/assets';
const SHAPED_BY = [
  'package-lock.json',
  '.swcrc',
  ...['compile', 'pack', 'pages', 'sources'].map((name) => `scripts/launcher/${name}.mjs`),
];
const STAMP = '.build';
/** The sources of the dashboard, and below dist what they become. */
export const PAGES = 'web';

/** Where a root keeps the record of its last build. */
export const stampOf = (root) => join(root, 'dist', STAMP);

/**
 * Sources and assets by path below src, the hash of the settings, and the hash of the dashboard's sources (null: there are none): what a build of now would be made of.
 */
export function sourcesOf(root) {
  const settings = createHash('sha256');
  for (const name of SHAPED_BY)
    settings
      .update(`${name}\0`)
      .update(readFileSync(join(root, name)))
      .update('\0');
  const files = new Map();
  for (const path of filesBelow(join(root, 'src')))
    if (isBuilt(path)) files.set(path, readFileSync(join(root, 'src', path)));
  return { settings: settings.digest('hex'), files, pages: pagesOf(root) };
}

function pagesOf(root) {
  const paths = filesBelow(join(root, PAGES)).filter((path) => !path.endsWith('.spec.ts'));
  if (paths.length === 0) return null;
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, PAGES, path)))
      .update('\0');
  return hash.digest('hex');
}

/**
 * The record of a build of these sources, to which the builder adds `packed` and `bundled`: paths below dist of what the packer wrote, and of the dashboard.
 */
export function recordOf({ settings, files, pages }) {
  const hashes = [...files].map(([path, bytes]) => [path, createHash('sha256').update(bytes).digest('hex')]);
  return { settings, files: Object.fromEntries(hashes), pages };
}

/** The record of the last build; undefined if there is none, or none that can be read. */
export function lastBuild(root) {
  try {
    const record = JSON.parse(readFileSync(stampOf(root), 'utf8'));
    const isWhole = record.settings && record.files && [record.packed, record.bundled].every(Array.isArray);
    return isWhole ? record : undefined;
  } catch {
    return undefined;
  }
}

/** What a source or an asset becomes: paths below dist. */
export function outputsOf(path) {
  if (!isSource(path)) return [path];
  const script = path.replace(/\.ts$/, '.js');
  return [script, `${script}.map`];
}

/** Paths of the files below a folder, sorted, with / between names. */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(folder, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    )
    .sort();
}

export const isSource = (path) => path.endsWith('.ts') && !path.endsWith('.spec.ts');
const isBuilt = (path) => isSource(path) || path.startsWith(`${ASSETS}/`);
