/** Our own sources as programs of another process, which may end in ways that tests do not survive. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { transformFile } from '@swc/core';

/** Compiles `src/processes` into the folder, as the build does. */
export async function compileProcesses(folder: string): Promise<void> {
  const sources = join(process.cwd(), 'src');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const files = [...readdirSync(join(sources, 'processes')).map((name) => join('processes', name)), 'common/redact.ts'];
  for (const file of files.filter((name) => !name.includes('.spec.'))) {
    const { code } = await transformFile(join(sources, file), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'es6' },
    });
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file, '..', basename(file).replace(/\.ts$/, '.js')), code);
  }
}
