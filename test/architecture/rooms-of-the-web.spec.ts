/** The dashboard and the server are two programs in one repository: what they share is the API. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = process.cwd();
const IMPORT = /(?:from|import)\s*\(?\s*'([^']+)'/g;

/** Imports of the sources below a folder: the file, and what it names. */
function importsBelow(folder: string): (readonly [string, string])[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(ts|tsx|css)$/.test(path),
  );
  expect(files.length).toBeGreaterThan(20);
  return files.flatMap((path) =>
    [...readFileSync(join(ROOT, folder, path), 'utf8').matchAll(IMPORT)].map(
      ([, name]) => [`${folder}/${path}`, name!] as const,
    ),
  );
}

/** The place in the repository that an import leads to; packages lead to none. */
const placeOf = ([file, name]: readonly [string, string]): string =>
  name.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), name)) : '';

describe('A8: the dashboard is a room of its own', () => {
  it('A8: nothing of web imports anything outside of web, nor a module of Node', () => {
    const outside = importsBelow('web/src').filter(
      (each) => (each[1].startsWith('.') && !placeOf(each).startsWith('web/')) || each[1].startsWith('node:'),
    );
    expect(outside).toEqual([]);
  });

  it('A8: nothing of src imports anything of web', () =>
    expect(importsBelow('src').filter((each) => placeOf(each).startsWith('web'))).toEqual([]));

  it('A8: no text of it becomes markup, and no clock but the server’s judges a time of the server', () => {
    const files = readdirSync(join(ROOT, 'web/src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
      /(?<!\.spec)\.tsx?$/.test(path),
    );
    const forbidden =
      /dangerouslySetInnerHTML|\.innerHTML|insertAdjacentHTML|document\.write|Date\.now\(\)|new Date\(\)/;
    expect(files.filter((path) => forbidden.test(readFileSync(join(ROOT, 'web/src', path), 'utf8')))).toEqual([]);
  });
});
