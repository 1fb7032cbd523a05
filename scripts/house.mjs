/**
 * `npm run house`: what keeps the repository readable, counted. Each count has a bound in scripts/house/bounds.json that may only shrink:
 * `--write` lowers the bounds to what was counted and never raises one. Ends with exit code 1 and a list of places if a bound is exceeded.
 * `--list NAME` prints every place of one count.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { untypedAnswers } from './house/answers.mjs';
import { circularImports } from './house/circles.mjs';
import { unusedExports } from './house/exports.mjs';
import { sources } from './house/repository.mjs';
import { longSources, longSpecs } from './house/sizes.mjs';
import { oldWords } from './house/words.mjs';
import { misused, readOptions } from './options.mjs';

const BOUNDS = 'scripts/house/bounds.json';
const MOST_LISTED = 40;

const USAGE = `npm run house -- [options]
  --list NAME        every place of one count
  --write            lowers the bounds to what was counted`;
const { values } = readOptions(USAGE, { options: { write: { type: 'boolean' }, list: { type: 'string' } } });
const bounds = JSON.parse(readFileSync(BOUNDS, 'utf8'));
const files = sources('src', 'web/src', 'test', 'bench');
const code = files.filter(({ path }) => !path.startsWith('bench/'));

const COUNTS = [
  {
    name: 'circles',
    what: 'imports in circles between folders of src',
    places: () => circularImports(files.filter(({ path }) => path.startsWith('src/'))),
  },
  { name: 'sources', what: 'files of src and web over 300 lines', places: () => longSources(files) },
  { name: 'specs', what: 'specs over 400 lines', places: () => longSpecs(files) },
  { name: 'words', what: 'old words in identifiers and file names of src, web and test', places: () => oldWords(code) },
  { name: 'exports', what: 'exports and files that nothing uses', places: unusedExports },
  { name: 'answers', what: 'untyped answers of GraphQL operations', places: () => untypedAnswers(files) },
];
const names = COUNTS.map(({ name }) => name);
if (values.list !== undefined && !names.includes(values.list))
  misused(`There is no count ${values.list}; the counts are ${names.join(', ')}.`);

for (const { name, what, places } of COUNTS) {
  if (values.list !== undefined && values.list !== name) continue;
  const found = await places();
  const bound = bounds[name];
  const isBroken = found.length > bound;
  const hint = found.length < bound ? `; the bound can shrink: npm run house -- --write` : '';
  console.log(
    `${isBroken ? '!! ' : 'ok '} ${name.padEnd(8)} ${String(found.length).padStart(4)} of at most ${bound}: ${what}${hint}`,
  );
  if (isBroken || values.list !== undefined) list(found, values.list === undefined ? MOST_LISTED : Infinity);
  if (isBroken) process.exitCode = 1;
  if (values.write) bounds[name] = Math.min(bound, found.length);
}
if (values.write) writeFileSync(BOUNDS, `${JSON.stringify(bounds, null, 2)}\n`);

function list(found, most) {
  for (const { path, line, text } of found.slice(0, most)) console.error(`${path}:${line}: ${text}`);
  if (found.length > most) console.error(`… and ${found.length - most} more: npm run house -- --list NAME`);
}
