/** Packs the package, and asks publint and attw whether programs of every kind find what it exports, and types for it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'autopack-lint-'));
/**
 * A program of CommonJS that loads an export without a file of that kind gets the module itself: Node can do so since 20.19, the oldest that we run on. A schema
 * has no types.
 */
const ATTW = [
  '--profile',
  'node16',
  '--ignore-rules',
  'cjs-resolves-to-esm',
  '--exclude-entrypoints',
  './schema.graphql',
];

function run(program, args) {
  const { status } = spawnSync(program, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`${program} ${args[0]} ended with ${status}.`);
}

try {
  run('npm', ['pack', '--pack-destination', folder, '--loglevel=error']);
  const tarball = join(folder, readdirSync(folder)[0]);
  run(process.execPath, ['node_modules/publint/src/cli.js', tarball, '--strict']);
  run(process.execPath, [
    'node_modules/@arethetypeswrong/cli/dist/index.js',
    tarball,
    ...ATTW,
    '--format',
    'ascii',
    '--no-color',
  ]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
