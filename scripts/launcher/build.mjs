/** Builds dist from src and web when the sources have changed since the last build. A build that fails leaves the last good one in place. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { spawnTask } from './spawn.mjs';
import { lastBuild, outputsOf, recordOf, sourcesOf } from './sources.mjs';

/** Is dist what the sources would give now? All its files have to be there, but for the maps: nothing fails without those. */
export function isBuilt(root) {
  const last = lastBuild(root);
  if (!last) return false;
  const now = recordOf(sourcesOf(root));
  const names = Object.keys(now.files);
  return (
    last.settings === now.settings &&
    last.pages === now.pages &&
    names.length === Object.keys(last.files).length &&
    names.every((name) => last.files[name] === now.files[name]) &&
    [...names.flatMap(outputsOf), ...last.packed, ...last.bundled].every(
      (path) => path.endsWith('.map') || existsSync(join(root, 'dist', path)),
    )
  );
}

/** Compiles what has changed, in a process of its own: the compiler's native code does not stay in a server that starts after it. */
export async function build(root) {
  const code = await spawnTask(process.execPath, [join(root, 'scripts', 'launcher', 'compile.mjs')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (code !== 0)
    throw Object.assign(new Error('The sources do not compile; the compiler says where above.'), { exitCode: code });
}
