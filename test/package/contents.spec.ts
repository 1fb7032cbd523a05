/** What `npm pack` holds, and what its exports need. `npm run check:package` installs it elsewhere. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

type Target = string | { readonly [condition: string]: Target };

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, Target>>;
  readonly private?: boolean;
};
const execute = promisify(execFile);
/** Of trusted documents: the server's own, and the client's. */
const MANIFESTS = ['trusted-documents.json', 'client-documents.json'];
let files: readonly string[];
let unpackedBytes: number;

beforeAll(async () => {
  await execute(process.execPath, ['scripts/package/prepare.mjs']);
  const { stdout } = await execute('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    maxBuffer: 16_777_216,
  });
  const [packed] = Object.values(
    JSON.parse(stdout) as Record<string, { files: { path: string }[]; unpackedSize: number }>,
  );
  files = packed!.files.map(({ path }) => path);
  unpackedBytes = packed!.unpackedSize;
}, 120_000);

const targetsOf = (target: Target): string[] =>
  typeof target === 'string' ? [target] : Object.values(target).flatMap(targetsOf);

it('holds every file that an export names', () => {
  const named = Object.values(manifest.exports).flatMap(targetsOf);
  const missing = named.filter((target) => {
    const [begin, end] = target.replace(/^\.\//, '').split('*') as [string, string?];
    return !files.some((file) => (end === undefined ? file === begin : file.startsWith(begin) && file.endsWith(end)));
  });
  expect(missing).toEqual([]);
  expect(manifest.private).toBeUndefined();
});

it('holds no source, no test, no map, and nothing else that it does not need', () => {
  const places = /^(dist|operations|presets|docs\/(schemas|examples))\//;
  const roots = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'schema.graphql', ...MANIFESTS];
  expect(files.filter((file) => !places.test(file) && !roots.includes(file))).toEqual([]);
  expect(
    files.filter((file) => /\.map$|\.(spec|test)\.[cm]?[jt]s$/.test(file) && !file.startsWith('docs/examples/')),
  ).toEqual([]);
  expect(unpackedBytes).toBeLessThan(20_000_000);
});

it('depends on what is found by its name at run time, and on nothing else', async () => {
  const { FOUND_BY_NAME } = (await import(pathToFileURL('scripts/launcher/pack.mjs').href)) as {
    readonly FOUND_BY_NAME: readonly string[];
  };
  const names = FOUND_BY_NAME.filter((name) => !name.includes('*')).sort();
  expect(Object.keys(manifest.dependencies).sort()).toEqual(names);
});

/** What a file imports, and what these import, without what is imported later; packages by name. */
function closure(entry: string): { readonly files: string[]; readonly packages: string[] } {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const look = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, name] of text.matchAll(/^(?:import|export)\b[^;'"]*?(?:from\s*)?["']([^"']+)["'];?$/gms)) {
      if (name!.startsWith('.')) look(join(dirname(file), name!));
      else packages.add(name!);
    }
  };
  look(entry);
  return { files: [...seen], packages: [...packages].sort() };
}

it('a client needs no part of the server: one file, nothing of Node, and a socket only where there is none', () => {
  const { files: loaded, packages } = closure('dist/client/index.js');
  expect(loaded).toEqual(['dist/client/index.js']);
  expect(packages).toEqual([]);
  const text = readFileSync('dist/client/index.js', 'utf8');
  expect([...text.matchAll(/import\("([^"]+)"\)/g)].map(([, name]) => name)).toEqual(['ws']);
  expect(text).not.toMatch(/require\(|nestjs|typeorm|from "node:/i);
});

it('a test kit loads nothing of the server into the test', () => {
  const { files: loaded, packages } = closure('dist/testing/index.js');
  expect(packages.filter((name) => !name.startsWith('node:'))).toEqual([]);
  const bytes = loaded.reduce((sum, file) => sum + readFileSync(file).length, 0);
  expect(bytes).toBeLessThan(300_000);
});

it('declarations name no package and lie where their imports look', () => {
  const declarations = files.filter((file) => /\.d\.c?ts$/.test(file));
  expect(declarations.length).toBeGreaterThan(8);
  for (const file of declarations) {
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)) {
      expect(name).toMatch(/^\.{1,2}\//);
      const target = join(dirname(file), name!).replace(/\.(c?)js$/, '.d.$1ts');
      expect(files).toContain(target);
    }
  }
});
