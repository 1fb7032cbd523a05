/**
 * Compiles src to dist when it has changed since the last build. What was built is remembered as a hash of the sources and of the settings
 * that shape the output, so neither a checkout nor a copied folder fools it. A build that fails leaves the last good one in place.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { spawnTask } from './spawn.mjs';

const SHAPED_BY = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const ASSETS = join('graphql', 'playground', 'assets');
const STAMP = '.build';

/** Is dist what the sources would give now? */
export function isBuilt(root) {
  try {
    return readFileSync(join(root, 'dist', STAMP), 'utf8') === hashOf(root) && existsSync(join(root, 'dist', 'cli', 'main.js'));
  } catch {
    return false;
  }
}

/** Compiles; sources that have not changed are not compiled again. */
export async function build(root) {
  const hash = hashOf(root);
  const dist = join(root, 'dist');
  rmSync(join(dist, STAMP), { force: true });
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!hasOutput(dist)) rmSync(join(dist, '.tsbuildinfo'), { force: true });
  const code = await spawnTask(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noEmitOnError'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (code !== 0) throw Object.assign(new Error('The sources do not compile; the compiler says where above.'), { exitCode: code });
  removeOrphans(root, dist);
  copyAssets(root, dist);
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, STAMP), hash);
}

const isSpec = (path) => path.endsWith('.spec.ts');

function hashOf(root) {
  const hash = createHash('sha256');
  const add = (path) =>
    hash
      .update(`${relative(root, path).split(sep).join('/')}\0`)
      .update(readFileSync(path))
      .update('\0');
  for (const name of SHAPED_BY) add(join(root, name));
  for (const path of filesBelow(join(root, 'src')).filter((path) => !isSpec(path))) add(path);
  return hash.digest('hex');
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** The compiler's memory is worth nothing without the files that it remembers having written. */
const hasOutput = (dist) => existsSync(join(dist, 'cli', 'main.js'));

/** Output whose source is gone would still be found by an import. */
function removeOrphans(root, dist) {
  for (const path of filesBelow(dist)) {
    const compiled = /^(.*)\.js(\.map)?$/.exec(relative(dist, path));
    if (compiled && !compiled[1].startsWith(ASSETS) && !existsSync(join(root, 'src', `${compiled[1]}.ts`))) rmSync(path);
  }
}

function copyAssets(root, dist) {
  const from = join(root, 'src', ASSETS);
  rmSync(join(dist, ASSETS), { recursive: true, force: true });
  if (existsSync(from)) cpSync(from, join(dist, ASSETS), { recursive: true });
}
