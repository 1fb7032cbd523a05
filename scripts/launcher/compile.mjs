/**
 * Compiles src to dist with SWC, file by file and without looking at types: `npm run typecheck` does that. The settings are those of .swcrc,
 * which the tests are compiled with too. Only files that changed since the last build are compiled.
 *
 * The command line, and with it the server, is packed with its packages into few files (pack.mjs).
 *
 * Everything is compiled before anything is written. The record of the last build is gone while dist changes, so a build that was cut off
 * is made anew as a whole.
 */
import { transform } from '@swc/core';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pack, PACKED } from './pack.mjs';
import { ASSETS, filesBelow, isSource, lastBuild, recordOf, sourcesOf, stampOf } from './sources.mjs';

const root = process.cwd();
const dist = join(root, 'dist');
const PROGRAM = 'cli/main.ts';
/** Finds the files of the playground beside it. */
const BESIDE = ['graphql/playground/assets.js'];

const sources = sourcesOf(root);
const record = recordOf(sources);
const last = lastBuild(root);
const known = last?.settings === record.settings ? last.files : {};
// The command line's file is replaced by its packed form, and compiled anew each time.
const isCurrent = (path) =>
  path !== PROGRAM && known[path] === record.files[path] && outputsOf(path).every((output) => existsSync(join(dist, output)));

const changed = [...sources.files].filter(([path]) => !isCurrent(path));
const compiled = await Promise.allSettled(changed.map(([path, bytes]) => outputOf(path, bytes)));
const faults = compiled.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
if (faults.length > 0) {
  for (const fault of faults) console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 2;
} else {
  rmSync(stampOf(root), { force: true });
  for (const { value } of compiled) for (const [path, content] of value) write(join(dist, path), content);
  removeOrphans();
  await pack(dist, 'cli/main.js', { beside: BESIDE });
  write(stampOf(root), JSON.stringify(record));
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

function outputsOf(path) {
  if (!isSource(path)) return [path];
  const script = path.replace(/\.ts$/, '.js');
  return [script, `${script}.map`];
}

function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Output whose source is gone would still be found by an import. */
function removeOrphans() {
  const wanted = new Set([...sources.files.keys()].flatMap(outputsOf));
  for (const path of filesBelow(dist)) {
    const isOutput = /\.js(\.map)?$/.test(path) || path.startsWith(`${ASSETS}/`);
    if (isOutput && !path.startsWith(`${PACKED}/`) && !wanted.has(path)) rmSync(join(dist, path));
  }
}
