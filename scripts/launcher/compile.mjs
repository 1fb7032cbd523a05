/**
 * Compiles src to dist with SWC, file by file and without looking at types: `npm run typecheck` does that. The settings are those of .swcrc,
 * which the tests are compiled with too. Only files that changed since the last build are compiled.
 *
 * The command line, and with it the server, is packed with its packages into few files (pack.mjs). The dashboard is bundled meanwhile (pages.mjs).
 *
 * Everything is compiled and packed before anything is replaced: sources that do not build leave the last build as it was. Then files are
 * renamed into place, the program behind what it loads. The record of the last build is gone meanwhile, so a build that was cut off is made
 * anew as a whole.
 */
import { transform } from '@swc/core';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pack } from './pack.mjs';
import { bundlePages } from './pages.mjs';
import { ASSETS, filesBelow, isSource, lastBuild, outputsOf, PAGES, recordOf, sourcesOf, stampOf } from './sources.mjs';

const root = process.cwd();
const dist = join(root, 'dist');
const sources = sourcesOf(root);
/** The package's own specs see that none is missing; a smaller checkout has not all. */
const thatAre = (paths) => paths.filter((path) => sources.files.has(path));
/**
 * What is run or imported from outside: the command line, what it starts in processes and threads of their own, and what the package exports. Programs import
 * each other where they are; each lies one folder deep, or deeper where nothing of it is `BESIDE`.
 */
const PROGRAMS = thatAre([
  'cli/main.ts',
  'foresight/play-thread.ts',
  'worker/scripted/main.ts',
  'embedding/index.ts',
  'testing/host.ts',
  'embedding/worker.ts',
]);
/** Parts of other programs, which load nothing of the server with them; the client runs in browsers too. */
const LIBRARIES = thatAre(['client/index.ts', 'testing/index.ts']);
/** Can be loaded by `require` too. */
const REQUIRED = thatAre(['client/index.ts', 'testing/index.ts']);
const PACKED_ALL = [...PROGRAMS, ...LIBRARIES];
const scriptOf = (path) => outputsOf(path)[0];
const ENTRIES = new Set(PACKED_ALL.map(scriptOf));
/** Behind the name of a file that is being written. */
const UNFINISHED = '.next';
/** Finds the files of the playground beside it. */
const BESIDE = ['graphql/playground/assets.js'];

const record = recordOf(sources);
const last = lastBuild(root);
const known = last?.settings === record.settings ? last.files : {};
// The file of a program is replaced by its packed form, and compiled anew each time.
const isCurrent = (path) =>
  !PACKED_ALL.includes(path) &&
  known[path] === record.files[path] &&
  outputsOf(path).every((output) => existsSync(join(dist, output)));

const changed = [...sources.files].filter(([path]) => !isCurrent(path));
try {
  const bundling = pages();
  // Looked at when what follows is done.
  bundling.catch(() => undefined);
  const compiled = await compile();
  const wanted = [...sources.files.keys()].flatMap(outputsOf);
  const packed = await packWith(compiled, wanted);
  const { bundled, names: bundledNames } = await bundling;
  const outputs = [...compiled].filter(([path]) => !packed.has(path));
  for (const [path, content] of packed) if (!ENTRIES.has(path)) outputs.push([path, content]);

  rmSync(stampOf(root), { force: true });
  for (const [path, content] of [...outputs, ...bundled]) write(join(dist, path), content);
  for (const path of ENTRIES) write(join(dist, path), packed.get(path));
  removeAllBut(new Set([...wanted, ...packed.keys(), ...bundledNames]));
  write(stampOf(root), JSON.stringify({ ...record, packed: [...packed.keys()], bundled: bundledNames }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

/** The files of the dashboard by path below dist, none if they are as they are, and the names of all. */
async function pages() {
  const isCurrent = last?.pages === record.pages && last.settings === record.settings;
  if (isCurrent && last.bundled.every((path) => existsSync(join(dist, path))))
    return { bundled: [], names: last.bundled };
  const bundled = record.pages === null ? [] : await bundlePages(join(root, PAGES), PAGES);
  return { bundled, names: bundled.map(([path]) => path) };
}

/** The packed program. Its files are found by name, so those that the last build did not have are written before; nothing asks for them yet. */
async function packWith(compiled, wanted) {
  const added = [...compiled].filter(([path]) => !existsSync(join(dist, path)));
  try {
    for (const [path, content] of added) write(join(dist, path), content);
    return await pack(dist, PROGRAMS.map(scriptOf), {
      libraries: LIBRARIES.map(scriptOf),
      required: REQUIRED.map(scriptOf),
      beside: BESIDE,
      files: new Map(wanted.map((path) => [path, compiled.get(path)])),
    });
  } catch (error) {
    for (const [path] of added) rmSync(join(dist, path), { force: true });
    throw error;
  }
}

/** The new content of what has changed, by path below dist. Rejects with what is wrong with every source. */
async function compile() {
  const compiled = await Promise.allSettled(changed.map(([path, bytes]) => outputOf(path, bytes)));
  const faults = compiled.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
  if (faults.length > 0) throw new Error(faults.map((fault) => fault?.message ?? fault).join('\n'));
  return new Map(compiled.flatMap(({ value }) => value));
}

/** What a file becomes: paths below dist with their content. */
async function outputOf(path, bytes) {
  const outputs = outputsOf(path);
  if (!isSource(path)) return [[outputs[0], bytes]];
  const [script, map] = outputs;
  const { code, map: mapping } = await transform(bytes.toString('utf8'), {
    cwd: root,
    filename: join(root, 'src', path),
    sourceFileName: relative(dirname(join(dist, path)), join(root, 'src', path)),
    inlineSourcesContent: false,
  });
  return [
    [script, `${code}//# sourceMappingURL=${map.slice(map.lastIndexOf('/') + 1)}\n`],
    [map, mapping],
  ];
}

function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}${UNFINISHED}`, content);
  renameSync(`${path}${UNFINISHED}`, path);
}

/** Output whose source is gone would still be found by an import. */
function removeAllBut(wanted) {
  for (const path of filesBelow(dist)) {
    const isCopied = path.startsWith(`${ASSETS}/`) || path.startsWith(`${PAGES}/`);
    const isOutput = /\.c?js(\.map)?$/.test(path) || path.endsWith(UNFINISHED) || isCopied;
    if (isOutput && !wanted.has(path)) rmSync(join(dist, path));
  }
}
