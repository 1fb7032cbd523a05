/**
 * `npm run verify`: everything that a pull request needs, what fails fastest first. It stops at the first step that fails, shows what that
 * step printed, and ends with its exit code. `--skip NAME` and `--only NAME` choose steps; `--write` writes docs/conformance.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

const node = (...args) => [process.execPath, ...args];
const launcher = (...args) => node('scripts/run.mjs', ...args);

/** What the tests said, for the step behind them. */
const RESULT = 'node_modules/.cache/autopack/tests.json';
const CONFORMANCE = node('scripts/conformance.mjs', RESULT, ...(process.argv.includes('--write') ? [] : ['--check']));

const STEPS = [
  { name: 'lock', what: 'the lock file names no registry', command: node('scripts/check-lock.mjs') },
  { name: 'format', what: 'every file is formatted', command: node('node_modules/prettier/bin/prettier.cjs', '--check', '.') },
  { name: 'types', what: 'types agree, tests included', command: launcher('typecheck') },
  { name: 'build', what: 'the sources build', command: launcher('build') },
  { name: 'schema', what: 'schema.graphql is current', command: launcher('schema', '--check') },
  { name: 'sql', what: 'docs/sql shows the statements that run', command: launcher('sql', '--check') },
  { name: 'migrations', what: 'the migrations give what the entities say', command: launcher('migration', 'check') },
  { name: 'docs', what: 'the documents point at what exists', command: node('scripts/check-docs.mjs') },
  { name: 'tests', what: 'every test passes', command: launcher('test', '--json', `--outputFile=${RESULT}`), live: true },
  { name: 'conformance', what: 'every rule that is built has a test that passed', command: CONFORMANCE },
];

mkdirSync(dirname(RESULT), { recursive: true });
const names = STEPS.map((step) => step.name);
const { values } = parseArgs({
  options: { write: { type: 'boolean' }, skip: { type: 'string', multiple: true }, only: { type: 'string', multiple: true } },
});
const unknown = [...(values.skip ?? []), ...(values.only ?? [])].filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}; the steps are ${names.join(', ')}.`);
  process.exit(64);
}

const chosen = STEPS.filter(({ name }) => !values.skip?.includes(name) && (values.only?.includes(name) ?? true));
const started = Date.now();
for (const { name, what, command, live } of chosen) {
  const begun = Date.now();
  if (live) console.log(`${name}: …`);
  const [program, ...args] = command;
  const { status, signal, stdout, stderr } = spawnSync(program, args, {
    stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = `${((Date.now() - begun) / 1000).toFixed(1)} s`;
  if (status !== 0) {
    if (!live) process.stderr.write(`${stdout}${stderr}`);
    console.error(`\n${name} failed after ${seconds}: ${what}${signal ? ` (ended by ${signal})` : ''}`);
    process.exit(status || 1);
  }
  console.log(`ok  ${name.padEnd(10)} ${what} (${seconds})`);
}
console.log(`\nEverything holds: ${chosen.length} steps in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
