/**
 * The packages that sources and tests import, packed into few files. Jest finds, opens and compiles every file that a test file needs anew,
 * and the packages of a server are two thousand files. What packages share lies apart, so each of them is there once, as before.
 *
 * `node packages.mjs FOLDER` writes them; an import of NAME is to find FOLDER/NAME.mjs then, and a `require` of pg FOLDER/pg.cjs.
 */
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import {
  ABSENT,
  FOUND_BY_NAME,
  leaveOut,
  nameExports,
  REQUIRE,
  requireInside,
} from '../../../scripts/launcher/pack.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Of the development packages those that run inside of tests. */
const OF_TESTS = ['@nestjs/testing', 'fast-check', 'graphql-ws', 'mdast-util-from-markdown', 'ws'];
/** TypeORM requires it, and sources import it: both find the same file. */
const DRIVER = 'pg';

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  keepNames: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
};

async function packPackages(folder) {
  const names = [...importedBySources(), ...OF_TESTS].filter((name) => !FOUND_BY_NAME.includes(name));
  await Promise.all([
    build({
      ...COMMON,
      entryPoints: names.map((name) => ({ in: `${ENTRY}${name}`, out: name })),
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      chunkNames: 'shared/[name]-[hash]',
      splitting: true,
      format: 'esm',
      banner: { js: REQUIRE },
      external: [...FOUND_BY_NAME, ...ABSENT],
      plugins: [entries(), nameExports(), requireInside(), leaveOut()],
    }),
    build({
      ...COMMON,
      entryPoints: [DRIVER],
      outfile: join(folder, `${DRIVER}.cjs`),
      format: 'cjs',
      external: ABSENT,
    }),
  ]);
}

/** The packages that sources import by their name. */
function importedBySources() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const known = { ...dependencies, ...devDependencies };
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  const names = files.flatMap((path) =>
    [...readFileSync(join(root, 'src', path), 'utf8').matchAll(/(?:from|import) '([^.'][^']*)'/g)].map(
      ([, name]) => name,
    ),
  );
  return [...new Set(names)].filter((name) => Object.hasOwn(known, name)).sort();
}

const ENTRY = 'entry:';

/**
 * What is imported by the name of a package has the names that Node finds in it. They are taken from the whole module: esbuild would
 * leave out a package's index otherwise, and with it the order in which modules that import each other are to run.
 */
function entries() {
  const setup = ({ onResolve, onLoad }) => {
    onResolve({ filter: new RegExp(`^${ENTRY}`) }, ({ path }) => ({
      path: path.slice(ENTRY.length),
      namespace: ENTRY,
    }));
    onLoad({ filter: /.*/, namespace: ENTRY }, async ({ path }) => {
      const all = Object.keys(await import(path)).filter((name) => name !== 'module.exports');
      const names = all.filter((name) => name !== 'default');
      const contents = [
        `import * as all from ${JSON.stringify(path)};`,
        `const { ${names.map((name) => `${name}: _${name}`).join(', ')} } = all;`,
        `export { ${names.map((name) => `_${name} as ${name}`).join(', ')} };`,
        ...(all.includes('default') ? ['export default all.default;'] : []),
      ].join('\n');
      return { contents, resolveDir: root };
    });
  };
  return { name: 'entries', setup };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  await packPackages(process.argv[2]);
