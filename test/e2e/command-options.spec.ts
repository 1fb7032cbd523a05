/** Commands of the repository that take options: help is an answer, and a slip is one line. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const patience = 60_000;
const sources = ['scripts', 'bench', 'test', 'src'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(mjs|ts)$/.test(name) && !/\.(spec|d)\.m?ts$/.test(name))
    .map((name) => join(folder, name).replaceAll('\\', '/')),
);
const importing = (name: string): string[] =>
  sources.filter((path) => new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from`).test(readFileSync(path, 'utf8')));
const commands = importing('readOptions');

/** Only what is TypeScript, or imports some, needs a loader. */
const loaderFor = (path: string): string[] =>
  /\.ts(' *;)?$/m.test(`${path}\n${readFileSync(path, 'utf8')}`) ? ['--import', 'tsx'] : [];

function ran(path: string, option: string): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) =>
    execFile(process.execPath, [...loaderFor(path), path, option], (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    ),
  );
}

test('every command that takes options reads them in one way', () => {
  expect(commands.length).toBeGreaterThan(8);
  // The scripted agent is a part of the package, and has a handler of its own.
  expect(importing('parseArgs').sort()).toEqual(['scripts/options.mjs', 'src/worker/scripted/main.ts']);
});

test.each(commands)(
  '%s says what it takes, and what it does not know in one line',
  async (path) => {
    const [help, nonsense] = await Promise.all([ran(path, '--help'), ran(path, '--nonsense')]);
    expect(help).toEqual({ code: 0, out: expect.stringMatching(/^n[^\n]+ \[[^]*\n {2}--\w+/), err: '' });
    expect(nonsense).toEqual({
      ...{ code: 64, out: '' },
      err: "Unknown option '--nonsense'. --help lists what it takes.\n",
    });
  },
  patience,
);
