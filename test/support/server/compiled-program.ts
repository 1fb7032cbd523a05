/** Programs of tests that have parts of the server in them, as plain JavaScript in few files: they are killed and started again many times. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

import { transformFile } from '@swc/core';

const ROOT = process.cwd();
const execute = promisify(execFile);

/**
 * Compiles the sources and one program of the tests, named by its path below the root as JavaScript, into a folder below node_modules, where
 * it finds its packages. No loader that understands decorators' types is needed to start it.
 */
export async function compileProgram(folder: string, program: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "name": "autopack", "version": "0.0.0", "type": "module" }');
  const sources = (await readdir(join(ROOT, 'src'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
  await Promise.all(
    [...sources, program.replace(/\.js$/, '.ts')].map(async (path) => {
      const target = join(folder, path.replace(/\.ts$/, '.js'));
      await mkdir(dirname(target), { recursive: true });
      if (!path.endsWith('.ts')) return cp(join(ROOT, path), target);
      const { code } = await transformFile(join(ROOT, path), { sourceMaps: false });
      return writeFile(target, code);
    }),
  );
  // Each start after a crash reads few files then.
  await execute(process.execPath, [join(ROOT, 'scripts/launcher/pack.mjs'), folder, program]);
}
