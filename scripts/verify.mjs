/**
 * `npm run verify`: everything that a pull request needs, what fails fastest first. Types are checked beside the other short steps; the
 * tests have the machine for themselves. It stops at the first step that fails, shows what that step printed, and ends with its exit code. `--skip NAME` and `--only NAME` choose steps; `--write` writes docs/conformance.md.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { exitCodeOf, onSignals } from './launcher/spawn.mjs';
import { misused, readOptions } from './options.mjs';

const node = (...args) => [process.execPath, ...args];
const launcher = (...args) => node('scripts/run.mjs', ...args);

/** What the tests said, for the step behind them. */
const RESULT = 'node_modules/.cache/autopack/tests.json';
const CONFORMANCE = node('scripts/conformance.mjs', RESULT, ...(process.argv.includes('--write') ? [] : ['--check']));

/** Steps of a lane run in this order. A step without a lane would not run; verify fails then. */
const STEPS = [
  { lane: 'short', name: 'lock', what: 'the lock file names no registry', command: node('scripts/check-lock.mjs') },
  {
    lane: 'short',
    name: 'format',
    what: 'every file is formatted',
    command: node('node_modules/prettier/bin/prettier.cjs', '--check', '.'),
  },
  { lane: 'types', name: 'types', what: 'types agree, tests included', command: launcher('typecheck') },
  { lane: 'types', name: 'lint', what: 'ESLint finds nothing', command: launcher('lint') },
  { lane: 'short', name: 'build', what: 'the sources build', command: launcher('build') },
  {
    lane: 'short',
    name: 'package',
    what: 'every program finds what the package exports, and its types',
    command: node('scripts/package/lint.mjs'),
  },
  { lane: 'short', name: 'schema', what: 'schema.graphql is current', command: launcher('schema', '--check') },
  { lane: 'short', name: 'sql', what: 'docs/sql shows the statements that run', command: launcher('sql', '--check') },
  {
    lane: 'short',
    name: 'documents',
    what: 'GraphQL documents fit schema.graphql and have their types',
    command: launcher('documents', '--check'),
  },
  {
    lane: 'short',
    name: 'migrations',
    what: 'the migrations give what the entities say',
    command: launcher('migration', 'check'),
  },
  { lane: 'short', name: 'docs', what: 'the documents point at what exists', command: node('scripts/check-docs.mjs') },
  {
    lane: 'short',
    name: 'house',
    what: 'circles, sizes, old words and unused exports are within their bounds',
    command: launcher('house'),
  },
  {
    lane: 'tests',
    name: 'tests',
    what: 'every test passes',
    command: launcher('test', '--json', `--outputFile=${RESULT}`),
    live: true,
  },
  { lane: 'tests', name: 'conformance', what: 'every rule that is built has a test that passed', command: CONFORMANCE },
];

mkdirSync(dirname(RESULT), { recursive: true });
const names = STEPS.map((step) => step.name);
const USAGE = `npm run verify -- [options]
  --only NAME        this step alone, or several: ${names.join(', ')}
  --skip NAME        without it
  --write            writes docs/conformance.md`;
const { values } = readOptions(USAGE, {
  options: {
    write: { type: 'boolean' },
    skip: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
  },
});
const unknown = [...(values.skip ?? []), ...(values.only ?? [])].filter((name) => !names.includes(name));
if (unknown.length > 0) misused(`There is no step ${unknown.join(', ')}; the steps are ${names.join(', ')}.`);

const chosen = STEPS.filter(({ name }) => !values.skip?.includes(name) && (values.only?.includes(name) ?? true));
const ran = new Set();
const started = Date.now();
const running = new Set();
onSignals((signal) => {
  for (const child of running) child.kill(signal);
});

await Promise.all([runLane('short'), runLane('types')]);
await runLane('tests');
const left = chosen.filter(({ name }) => !ran.has(name)).map(({ name }) => name);
if (left.length > 0) {
  console.error(`\nNo lane ran ${left.join(', ')}: see STEPS in scripts/verify.mjs.`);
  process.exit(1);
}
console.log(`\nEverything holds: ${ran.size} steps in ${((Date.now() - started) / 1000).toFixed(0)} s.`);

async function runLane(lane) {
  for (const step of chosen) if (step.lane === lane) await run(step);
}

/** Ends this process if the step fails. */
async function run({ name, what, command, live }) {
  const begun = Date.now();
  if (live) console.log(`${name}: …`);
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => printed.push(data));
  const [code, signal] = await new Promise((ended) => {
    child.once('error', () => ended([1, null]));
    child.once('close', (...how) => ended(how));
  });
  running.delete(child);
  const seconds = `${((Date.now() - begun) / 1000).toFixed(1)} s`;
  if (code !== 0) {
    for (const other of running) other.kill('SIGTERM');
    process.stderr.write(Buffer.concat(printed));
    console.error(`\n${name} failed after ${seconds}: ${what}${signal ? ` (ended by ${signal})` : ''}`);
    process.exit(exitCodeOf(code, signal));
  }
  ran.add(name);
  console.log(`ok  ${name.padEnd(10)} ${what} (${seconds})`);
}
