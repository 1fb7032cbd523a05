/**
 * The operations that the playground shows, from `operations/` at the package's root: `NN-name.graphql` with the
 * variables beside it. Those of `operations/tour` are its tabs, in the order of NN; all others are examples, in the
 * chapters of `operations/chapters.json`.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { PACKAGE_ROOT } from '../../common/package-root.js';

export interface ExampleOperation {
  /** The file's name without its ending: `02-start-run`. */
  readonly name: string;
  readonly query: string;
  /** JSON text; null if the operation takes none. */
  readonly variables: string | null;
}

export interface ExampleChapter {
  readonly title: string;
  readonly operations: readonly ExampleOperation[];
}

const OPERATIONS_FOLDER = join(PACKAGE_ROOT, 'operations');
export const TOUR_FOLDER = join(OPERATIONS_FOLDER, 'tour');

/** Reads the operations of a folder in the order of their names; a package without that folder has none. */
export async function readOperations(folder: string = OPERATIONS_FOLDER): Promise<ExampleOperation[]> {
  const files = await readdir(folder).catch(() => [] as string[]);
  const names = files.filter((file) => /^\d{2}-[a-z0-9-]+\.graphql$/.test(file)).sort();
  return Promise.all(
    names.map(async (file) => {
      const name = file.replace(/\.graphql$/, '');
      const variables = files.includes(`${name}.variables.json`)
        ? await readFile(join(folder, `${name}.variables.json`), 'utf8')
        : null;
      return { name, query: await readFile(join(folder, file), 'utf8'), variables: variables?.trim() ?? null };
    }),
  );
}

/** The examples in their chapters. An operation that no chapter names is left out; a name without an operation too. */
export async function readChapters(folder: string = OPERATIONS_FOLDER): Promise<ExampleChapter[]> {
  const text = await readFile(join(folder, 'chapters.json'), 'utf8').catch(() => '[]');
  const chapters = JSON.parse(text) as { readonly title: string; readonly operations: readonly string[] }[];
  const examples = new Map((await readOperations(folder)).map((example) => [example.name, example]));
  return chapters.map(({ title, operations }) => ({
    title,
    operations: operations.flatMap((name) => examples.get(name) ?? []),
  }));
}
