/** The launcher when sources compile and cannot be packed, and when it watches them (start:dev). */
import { spawn } from 'node:child_process';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { until } from '../support/waiting.js';
import {
  calls,
  children,
  CLI,
  forget,
  isAlive,
  launch,
  packageOf,
  repository,
  root,
  useCheckout,
  type Watched,
  watchSources,
} from './launcher.fixture.js';

useCheckout();

describe('sources that compile and cannot be packed', () => {
  const write = (name: string, text: string): Promise<void> => writeFile(join(root, 'src/cli', name), text);
  const main = (other: string): string => `interface Erased {
  readonly name: string;
}
import { said } from './${other}.js';
export const run = async (): Promise<void> => console.log({ name: said } satisfies Erased, (await import('./later.js')).later);
`;
  /** Every file of the build with its content. */
  const built = async (): Promise<Record<string, string>> => {
    const entries = await readdir(join(root, 'dist'), { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return Object.fromEntries(
      await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')] as const)),
    );
  };

  beforeEach(async () => {
    await writeFile(join(root, 'swc.mjs'), `export { transform } from '${packageOf('@swc/core')}';`);
    await cp(join(repository, '.swcrc'), join(root, '.swcrc'));
    await write('other.ts', `export const said: string = 'first';`);
    await write('later.ts', `export const later: number = 1;`);
    await write('main.ts', main('other'));
    expect(await launch(['demo'])).toMatchObject({ code: 0, out: `{ name: 'first' } 1\n` });
  });

  test('leave the last build as it was, and say what is missing in which line', async () => {
    const last = await built();
    await write('other.ts', `export const said: string = 'second';`);
    await write('later.ts', `export const later: number = 2;`);
    await write('new.ts', `import './other.js';\nexport * from './gone.js';`);
    await write('main.ts', main('new'));
    for (const attempt of [1, 2]) {
      const { code, out, err } = await launch(['demo']);
      expect({ attempt, code, out }).toEqual({ attempt, code: 2, out: '' });
      expect(err.split('\n').slice(1)).toEqual([
        'src/cli/new.ts:2: Could not resolve "./gone.js"',
        'The sources do not compile; the compiler says where above.',
        '',
      ]);
    }
    expect(await built()).toEqual(last);
    const start = spawn(process.execPath, ['-e', `import('./dist/cli/main.js').then(({ run }) => run())`], {
      cwd: root,
    });
    children.push(start);
    let out = '';
    start.stdout.on('data', (data) => (out += data));
    await new Promise((done) => start.once('close', done));
    expect(out).toBe(`{ name: 'first' } 1\n`);

    await write('gone.ts', `export { said } from './other.js';`);
    expect(await launch(['demo'])).toMatchObject({ code: 0, out: `{ name: 'second' } 2\n` });
  });

  test('are those too that ask for what an earlier build has left there', async () => {
    const last = await built();
    await rm(join(root, 'src/cli/other.ts'));
    const { code, err } = await launch(['demo']);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('\nsrc/cli/main.ts:4: Could not resolve "./other.js"\n'),
    });
    expect(await built()).toEqual(last);
  });
});

describe('start:dev', () => {
  let watched: Watched;
  beforeEach(async () => {
    await launch(['build']);
    await forget();
    watched = watchSources();
    await watched.says(/up \d+/);
  });
  afterEach(() => watched.stop());

  test('a changed source is compiled and the server started anew; the last server’s exit code comes back', async () => {
    const first = watched.server();
    await writeFile(join(root, 'src/cli/main.ts'), CLI.replace('up ', 'up again '));
    await watched.says(/down SIGTERM\n[^]*up again \d+/);
    expect(await calls()).toEqual(['swc src/cli/main.ts', 'pack ./cli/main.js']);
    expect(isAlive(first)).toBe(false);
    expect(await watched.stop('SIGINT')).toBe(5);
    expect(watched.stated()).toMatch(/down SIGINT\n$/);
    expect(isAlive(watched.server())).toBe(false);
  });

  test('sources that do not compile leave the server running, and the next good ones are started', async () => {
    const first = watched.server();
    await writeFile(join(root, 'src/cli/main.ts'), 'wrong');
    await watched.says(/The sources do not compile/);
    expect(isAlive(first)).toBe(true);
    await writeFile(join(root, 'src/cli/main.ts'), CLI.replace('up ', 'up again '));
    await watched.says(/up again \d+/);
    expect(isAlive(first)).toBe(false);
  });

  test('a server that ended by itself is reported, and the next change starts it', async () => {
    process.kill(watched.server(), 'SIGKILL');
    await watched.says(/the server ended with code 137; the next change starts it again/);
    await writeFile(join(root, 'src/cli/main.ts'), CLI.replace('up ', 'up again '));
    await watched.says(/up again \d+/);
  });

  test('a server whose watcher was killed stops too', async () => {
    await watched.stop('SIGKILL');
    await watched.says(/down SIGTERM/);
    await until('the server to end', () => !isAlive(watched.server()));
  });
});
