/**
 * Tries presets with the real programs, against a scripted model on loopback: `npm run check:agents -- --agent claude-code [--over command|acp] [--only done,…]`.
 * Needs the programs in PATH, no network and no key. Each trial is a governed run: a server, a worker as it is shipped, a project of its own. Prints a
 * table; exit code 1 if a trial failed. A signal ends it with all that it started.
 */
import { exitCodeOf, onSignals } from '../../scripts/launcher/spawn.mjs';
import { misused, readOptions } from '../../scripts/options.mjs';
import { PROGRAMS } from './programs.mjs';
import { Stage } from './stage.mjs';
import { TRIALS } from './trials.mjs';

const VERSION_MS = 60_000;

const USAGE_TEXT = `npm run check:agents -- [options]
  --agent NAME       this one alone, or several: ${Object.keys(PROGRAMS).join(', ')}
  --over WAY         command or acp (default: both)
  --only TRIAL,…     some trials`;
const { values } = readOptions(USAGE_TEXT, {
  options: {
    agent: { type: 'string', multiple: true },
    over: { type: 'string', multiple: true },
    only: { type: 'string' },
  },
});
const wantedTrials = values.only?.split(',');
const names = values.agent ?? Object.keys(PROGRAMS);
const unknown = names.filter((name) => !Object.hasOwn(PROGRAMS, name));
if (unknown.length > 0) misused(`There is no trial for ${unknown.join(', ')}.`);
const ways = values.over ?? ['command', 'acp'];

const stage = new Stage();
const rows = [];
let endedBy = null;
// Stays until the process is over: a Ctrl-C may come twice, from the terminal and passed on by npm.
onSignals((signal) => {
  endedBy ??= signal;
  void stage.processes.close();
});
try {
  await stage.open();
  for (const name of names) for (const over of ways) await tryProgram({ name, over, about: PROGRAMS[name] });
} catch (error) {
  if (endedBy === null) throw error;
} finally {
  await stage.close();
}
if (endedBy === null) {
  console.log(['agent', 'over', 'version', 'trial', 'verdict', 'what came'].join(' | '));
  for (const row of rows) console.log(row.join(' | '));
  process.exitCode = rows.some(([, , , , verdict]) => verdict === 'FAILED') ? 1 : 0;
} else process.exitCode = exitCodeOf(null, endedBy);

/** Plays the trials of a program over one way. */
async function tryProgram(it) {
  const { name, over, about } = it;
  const program = over === 'acp' ? about.acp : about.program;
  if (program === undefined) return;
  const version = await versionOf(program);
  if (version === null) {
    rows.push([name, over, '-', 'is there', 'not tried', `${program} is not in PATH`]);
    return;
  }
  for (const [trial, play] of Object.entries(TRIALS)) {
    if (wantedTrials && !wantedTrials.includes(trial)) continue;
    if (about.only?.[over] && !about.only[over].includes(trial)) continue;
    const verdict = await play(it, stage).catch((error) => ['FAILED', String(error.message ?? error)]);
    await stage.endTrial();
    if (endedBy !== null) return;
    const row = [name, over, version, trial, ...verdict];
    rows.push(row);
    console.error(row.join(' | '));
  }
}

/** Null: it is not there. Some lay folders into their home even for this answer. */
async function versionOf(program) {
  const env = { PATH: process.env.PATH, HOME: stage.root };
  const options = { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: VERSION_MS };
  const { child, ended } = stage.processes.start(program, ['--version'], options);
  let [out, err] = ['', ''];
  child.stdout.on('data', (piece) => (out += piece));
  child.stderr.on('data', (piece) => (err += piece));
  const { code, error } = await ended;
  if (error?.code === 'ENOENT') return null;
  // One that does not start, such as on a Node that is too old for it, speaks of other versions.
  if (code !== 0) return 'unknown';
  return /\d+\.\d+\.\d+/.exec(`${out}${err}`)?.[0] ?? 'unknown';
}
