/** `autopack simulate` as a program: without a server, the same bytes for the same seed, a report with its drawing (X1 to X3). */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from '../support/programs.js';

const PLAN = 'docs/examples/comprehensive_plan.md';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const simulate = (...args: string[]) =>
  run(process.execPath, ['dist/cli/main.js', 'simulate', ...args, '--runs', '20'], { reject: false });

describe('autopack simulate', () => {
  test('X1: the same seed gives the same bytes, another one does not', async () => {
    const [one, same, other] = await Promise.all([
      simulate(PLAN, '--json'),
      simulate(PLAN, '--json'),
      simulate(PLAN, '--json', '--seed', '2'),
    ]);
    expect(one.exitCode).toBe(0);
    expect(same.stdout).toBe(one.stdout);
    expect(other.stdout).not.toBe(one.stdout);
    expect(JSON.parse(one.stdout)).toMatchObject({ ok: true, plays: 20, seed: 1 });
  });

  test('X1, X3: a table of 80 columns, and a report with its drawing beside it', async () => {
    const { exitCode, stdout } = await simulate(PLAN, '--want', '50', '--report', join(folder, 'r.md'));
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n').filter((line) => !line.includes(folder) && !line.startsWith(PLAN));
    expect(lines.filter((line) => [...line].length > 80 && !line.includes(PLAN))).toEqual([]);
    expect(stdout).toMatch('smallest caps');
    expect((await readdir(folder)).filter((name) => name.startsWith('r.')).sort()).toEqual(['r.md', 'r.svg']);
    expect(await readFile(join(folder, 'r.md'), 'utf8')).toMatch('![How it ends](r.svg)');
    expect(await readFile(join(folder, 'r.svg'), 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
  });

  test('X2: a faulty model is refused with its line', async () => {
    const model = join(folder, 'model.yaml');
    await writeFile(model, 'version: 1\ndefault:\n  flake: 2\n');
    const { exitCode, stdout } = await simulate(PLAN, '--model', model);
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining(':3: default.flake must be at most 1')]);
  });
});
