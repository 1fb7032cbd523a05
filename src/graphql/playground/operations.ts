/** The example operations: `operations/NN-name.graphql` at the package's root, with their variables beside them, in the order of NN. */
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

export const OPERATIONS_FOLDER = join(PACKAGE_ROOT, 'operations');

/** Reads the examples; a package without that folder has none. */
export async function readOperations(folder: string = OPERATIONS_FOLDER): Promise<ExampleOperation[]> {
  const files = await readdir(folder).catch(() => [] as string[]);
  const names = files.filter((file) => /^\d{2}-[a-z0-9-]+\.graphql$/.test(file)).sort();
  return Promise.all(
    names.map(async (file) => {
      const name = file.replace(/\.graphql$/, '');
      const variables = files.includes(`${name}.variables.json`) ? await readFile(join(folder, `${name}.variables.json`), 'utf8') : null;
      return { name, query: await readFile(join(folder, file), 'utf8'), variables: variables?.trim() ?? null };
    }),
  );
}
