/**
 * `npm run check:package`: packs the package, installs it into an empty folder as another team would, and proves there that its command, its exports and its test kit work:
 * the demo, and 20 tests in two files of plain jest. `--node 24` does so with another Node, which npm fetches; `--keep` leaves the folder.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions } from '../options.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const USAGE = `npm run check:package -- [options]
  --node VERSION     with another Node, which npm fetches
  --keep             leaves the folder`;
const { values } = readOptions(USAGE, { options: { node: { type: 'string' }, keep: { type: 'boolean' } } });
const versionOf = (name) => createRequire(join(root, 'package.json'))(`${name}/package.json`).version;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'autopack-package-')));
let env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), CI: 'true' };
for (const name of ['NODE_OPTIONS', 'NODE_PATH', 'DATABASE_URL']) delete env[name];
/** Those that were here before are somebody else's. */
const before = new Set(readdirSync(tmpdir()));
/** The outside team's own limit, for two cores. */
const MOST_SECONDS = 20;

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  if (values.keep) console.log(`Kept: ${folder}`);
  else rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function main() {
  if (values.node) {
    const found = await run(
      'npm',
      ['exec', '--yes', `--package=node@${values.node}`, '--', 'node', '-p', 'process.execPath'],
      root,
    );
    env = { ...env, PATH: `${dirname(found.trim().split('\n').at(-1))}${delimiter}${env.PATH}` };
  }
  console.log(`Node ${(await run('node', ['-v'], root)).trim()}`);
  await step('pack', () => run('npm', ['pack', '--pack-destination', folder, '--loglevel=error'], root));
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  const place = join(folder, 'team');
  cpSync(join(root, 'docs/examples/testing'), place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name: 'team', version: '1.0.0' }));
  await step('install', () =>
    run('npm', ['install', join(folder, tarball), '--no-audit', '--no-fund', '--loglevel=error'], place),
  );
  console.log(`    ${countPackages(place)} packages`);
  await step('imports', () => imports(place));
  await step('demo', () => run('npx', ['autopack', 'demo', '--exit'], place, { PORT: '0' }));
  const jest = [
    `jest@${versionOf('jest')}`,
    `typescript@${versionOf('typescript')}`,
    `@types/node@${versionOf('@types/node')}`,
  ];
  await step('jest is installed', () =>
    run('npm', ['install', ...jest, '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'], place),
  );
  await step('types', () => types(place));
  await step('the first suite, which makes the database', () => suite(place));
  const seconds = await step('the suite of the outside team: 20 tests in 2 files', () => suite(place));
  if (seconds > MOST_SECONDS)
    console.log(`!!  It is to take at most ${MOST_SECONDS} s on two cores that do nothing else.`);
  await step('nothing is left', nothingIsLeft);
  console.log('The package works as installed.');
}

async function step(name, work) {
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  console.log(`ok  ${name} (${seconds.toFixed(1)} s)`);
  return seconds;
}

async function suite(place) {
  const result = JSON.parse(await run('npx', ['jest', '--maxWorkers=2', '--json', '--silent'], place));
  if (!result.success || result.numPassedTests !== 20)
    throw new Error(JSON.stringify(result.testResults.map(({ message }) => message)));
}

/** Every export loads, by `import` and where it says so by `require`. */
async function imports(place) {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const [path, target] of Object.entries(exports)) {
    const name = path.replace(/^\./, 'autopack');
    if (typeof target === 'string') continue;
    await run('node', ['--input-type=module', '-e', `await import(${JSON.stringify(name)})`], place);
    if (target.require) await run('node', ['-e', `require(${JSON.stringify(name)})`], place);
  }
  const files = ['autopack/schema.graphql', 'autopack/schemas/ruleset.schema.json', 'autopack/package.json'];
  await run('node', ['-e', files.map((file) => `require.resolve(${JSON.stringify(file)});`).join('')], place);
}

/** The declarations are whole: a strict program that uses all exports has no fault, libraries included. */
async function types(place) {
  cpSync(join(root, 'test/package/consumer.ts'), join(place, 'consumer.mts'));
  const flags = [
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--lib',
    'es2023,esnext.disposable',
    '--types',
    'node',
  ];
  await run('npx', ['tsc', ...flags, 'consumer.mts'], place);
}

async function nothingIsLeft() {
  const left = readdirSync(tmpdir()).filter(
    (name) => /^autopack-(testing|server|demo)-/.test(name) && !before.has(name) && !name.includes('-kept-'),
  );
  if (left.length > 0) throw new Error(`Left among the temporary files: ${left.join(', ')}`);
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  const running = stdout.split('\n').filter((line) => line.includes(folder) && !line.includes('check.mjs'));
  if (running.length > 0) throw new Error(`Still running:\n${running.join('\n')}`);
}

function countPackages(place) {
  const { packages } = JSON.parse(readFileSync(join(place, 'node_modules/.package-lock.json'), 'utf8'));
  return Object.keys(packages).length;
}

/** Runs a program to its end; answers what it printed, throws with that if it fails. */
function run(program, args, cwd, more = {}) {
  return new Promise((done, failed) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let out = '';
    let all = '';
    child.stdout.on('data', (data) => ((out += data), (all += data)));
    child.stderr.on('data', (data) => (all += data));
    child.once('error', failed);
    child.once('close', (code) =>
      code === 0 ? done(out) : failed(new Error(`${program} ${args.join(' ')} ended with ${code}:\n${all}`)),
    );
  });
}
