/** What a browser loads of the dashboard, in kilobytes of gzip: the first screen, each chunk on demand, everything. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const FOLDER = join(process.cwd(), 'dist/web');
const KB = 1_000;
const BUDGETS = { first: 115 * KB, chunk: 30 * KB, all: 200 * KB };

const sizeOf = (path: string): number => gzipSync(readFileSync(join(FOLDER, path)), { level: 9 }).length;

describe('A8: the weight of the dashboard', () => {
  const page = readFileSync(join(FOLDER, 'index.html'), 'utf8');
  const code = readdirSync(join(FOLDER, 'assets'))
    .filter((name) => /\.(js|css)$/.test(name))
    .map((name) => ({ name, size: sizeOf(`assets/${name}`), isFirst: page.includes(`/assets/${name}"`) }));
  const sum = (files: readonly { readonly size: number }[]) => files.reduce((total, { size }) => total + size, 0);

  it('A8: the first load is at most 115 kB', () => {
    const first = code.filter(({ isFirst }) => isFirst);
    expect(first.length).toBeGreaterThanOrEqual(2);
    expect(sum(first) + sizeOf('index.html')).toBeLessThanOrEqual(BUDGETS.first);
  });

  it('A8: any chunk that comes later is at most 30 kB', () => {
    const later = code.filter(({ isFirst }) => !isFirst);
    expect(later.length).toBeGreaterThan(5);
    expect(later.filter(({ size }) => size > BUDGETS.chunk)).toEqual([]);
  });

  it('A8: all of it is at most 200 kB', () => expect(sum(code)).toBeLessThanOrEqual(BUDGETS.all));

  it('A8: everything has its compressed forms, and names the licences of what is in it', () => {
    const files = new Set(readdirSync(join(FOLDER, 'assets')));
    for (const { name, size } of code) {
      if (size > 512) expect([name, files.has(`${name}.br`), files.has(`${name}.gz`)]).toEqual([name, true, true]);
    }
    const licences = readFileSync(join(FOLDER, 'licenses.md'), 'utf8');
    for (const name of ['react-dom', '@tanstack/query-core', 'wouter', 'graphql-ws']) expect(licences).toContain(name);
  });
});
