/** Of whom the code of the packed server is, known from the files that the build has really made. */
import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Owners } from '../../bench/owners.js';

const PACKED = resolve('dist/packed');
const owners = new Owners();

/** The owner of the line in the packed program that holds such a text. */
async function ownerOf(text: string): Promise<string | null> {
  for (const name of await readdir(PACKED)) {
    if (!name.endsWith('.js')) continue;
    const lineNumber = (await readFile(`${PACKED}/${name}`, 'utf8'))
      .split('\n')
      .findIndex((line) => line.includes(text));
    if (lineNumber < 0) continue;
    return owners.of({ functionName: '', url: pathToFileURL(`${PACKED}/${name}`).href, lineNumber });
  }
  throw new Error(`Nothing packed holds ${text}`);
}

describe('the owner of a frame of the packed server', () => {
  test.each([
    ['function gitIn(', 'src/git'],
    ['function dataSourceOptions(', 'src/database'],
    // Their own source maps name src/find-options and node_modules/src.
    ['var SqljsEntityManager = class', 'package typeorm'],
    ['var ValidationExecutor = class', 'package class-validator'],
    ['var TransformOperationExecutor = class', 'package class-transformer'],
    ['var GraphQLSchemaFactory = ', 'package @nestjs/graphql'],
  ])('of %s is %s', async (text, owner) => {
    expect(await ownerOf(text)).toBe(owner);
  });

  test('of what is not packed is identified by its path, and Node has none', () => {
    const of = (url: string) => owners.of({ functionName: '', url, lineNumber: 0 });
    expect(of(pathToFileURL(resolve('node_modules/pg/lib/client.js')).href)).toBe('package pg');
    expect(of(pathToFileURL(resolve('dist/graphql/playground/assets.js')).href)).toBe('src/graphql/playground');
    expect(of('node:internal/process/task_queues')).toBeNull();
    expect(of('')).toBeNull();
  });
});
