/** The files that the checks of `npm run house` read. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const isFixture = (path) => path.startsWith('test/architecture/fixtures/') || path.startsWith('test/fixtures/');

/** Every source in TypeScript below `folders`, fixtures left out: its path, with `/`, and its text. */
export function sources(...folders) {
  return folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
    .filter((path) => !isFixture(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

export const isSpec = (path) => path.endsWith('.spec.ts');
export const isGenerated = (path) => path.endsWith('.generated.ts');

/** The line of a position in a text, from 1. */
export function lineOf(text, position) {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
