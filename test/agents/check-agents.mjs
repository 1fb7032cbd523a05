/**
 * Tries presets with the real programs, against a scripted model on loopback: `npm run check:agents -- --agent claude-code [--over command|acp] [--only done,…]`.
 * Needs the programs in PATH, no network and no key. Each trial is a governed run: a server, a worker as it is shipped, a project of its own. Prints a
 * table; exit code 1 if a trial failed.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { misused, readOptions } from '../../scripts/options.mjs';
import { drive, filesWith, script, servers, watchProcesses } from './driven-run.mjs';
import { PROGRAMS } from './programs.mjs';
import { ScriptedModel, USAGE } from './scripted-model.mjs';

const CLI = join(import.meta.dirname, '../../dist/cli/main.js');
const WRITE = "mkdir -p src && printf 'hello\\n' > src/greeting.txt";
const DESCRIPTION = 'Write a greeting into src/greeting.txt.';
const GREETING = `diff --git a/src/greeting.txt b/src/greeting.txt
new file mode 100644
--- /dev/null
+++ b/src/greeting.txt
@@ -0,0 +1 @@
+hello
`;
/** The token of an agent. */
const LEASE_TOKEN = /apk_l[A-Za-z0-9_-]{20}/;
const LOOP_CALLS = 40;
const PER_CALL = USAGE.input + USAGE.output;
const PATIENCE_MS = 420_000;
/** For a run that has nothing to wait for. */
const SHORT_MS = 90_000;
const CHECK = `const { existsSync, writeFileSync } = require('fs');
const good = existsSync('src/greeting.txt');
writeFileSync('report.xml', '<testsuite name="all" tests="1"><testcase classname="greeting" name="is there">' + (good ? '' : '<failure message="none"/>') + '</testcase></testsuite>');
process.exitCode = good ? 0 : 1;`;
const CI = [{ name: 'check', argv: ['node', '-e', CHECK], timeoutSeconds: 60, report: 'report.xml' }];
const FAULTS = {
  401: { status: 401 },
  403: { status: 403 },
  429: { status: 429 },
  500: { status: 500 },
  529: { status: 529 },
  cut: { cut: true },
};

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

const model = await new ScriptedModel().open();
// Not below /tmp: some programs refuse helpers there.
const root = await mkdtemp(join(homedir(), '.autopack-check-agents-'));
const rows = [];
let made = 0;
const server = await startServer();
try {
  for (const name of names) {
    const about = PROGRAMS[name];
    for (const over of ways) {
      const program = over === 'acp' ? about.acp : about.program;
      if (program === undefined) continue;
      const version = versionOf(program);
      if (version === null) {
        rows.push([name, over, '-', 'is there', 'not tried', `${program} is not in PATH`]);
        continue;
      }
      for (const [trial, play] of Object.entries(TRIALS())) {
        if (wantedTrials && !wantedTrials.includes(trial)) continue;
        if (about.only?.[over] && !about.only[over].includes(trial)) continue;
        const row = [
          name,
          over,
          version,
          trial,
          ...(await play({ name, over, about }).catch((error) => ['FAILED', String(error.message ?? error)])),
        ];
        rows.push(row);
        console.error(row.join(' | '));
      }
    }
  }
} finally {
  server.child.kill('SIGTERM');
  await server.ended;
  await model.close();
  await rm(root, { recursive: true, force: true });
}
console.log(['agent', 'over', 'version', 'trial', 'verdict', 'what came'].join(' | '));
for (const row of rows) console.log(row.join(' | '));
process.exitCode = rows.some(([, , , , verdict]) => verdict === 'FAILED') ? 1 : 0;

function TRIALS() {
  const faults = Object.entries(FAULTS).map(([fault, form]) => [fault, (it) => failing(it, form)]);
  return {
    done: doneWithTokens,
    tools: withTools,
    driven: (it) => drivenOver(it, 'http'),
    'driven over stdio': (it) => drivenOver(it, 'stdio'),
    allowance: stoppedByAllowance,
    ...Object.fromEntries(faults),
    'no key': (it) => failing(it, null),
    limit: (it) =>
      it.about.limit ? failing(it, it.about.limit) : Promise.resolve(['not tried', 'no form of it is known']),
  };
}

/** A run to DONE_SUCCESS; what is charged is what was reported. */
async function doneWithTokens(it) {
  model.play({ commands: [WRITE, 'node --version'] });
  const run = await startRun(it, {});
  const worker = startWorker(it, run, ['--role', 'builder,ci']);
  await until(() => stateOf(run).then(({ state }) => state.startsWith('DONE')), worker);
  await worker.stop();
  const { state, attempt, notes } = await stateOf(run);
  const { main, side } = model.told;
  const used = attempt?.tokensUsed ?? 0;
  const untold = (it.about.untold?.[it.over] ?? 0) * PER_CALL;
  const exact = used >= main - untold && used <= main + side && !attempt.tokensEstimated;
  const good = state === 'DONE_SUCCESS' && (exact || (attempt.tokensEstimated && used > 0));
  return [
    good ? 'right' : 'FAILED',
    `${state}, ${used} tokens${attempt?.tokensEstimated ? ' (estimated)' : ''}, told ${main} + ${side}${good ? '' : `; ${notes}; ${worker.tail()}`}`,
  ];
}

/** The agent of a worker with --tools reads its brief and checks its patch by the tools of its lease (A6), in a run to DONE_SUCCESS. */
async function withTools(it) {
  const why =
    it.about.withoutTools?.[it.over] ?? ((await takesTools(it)) ? null : 'its preset gives it none in this form');
  if (why) return ['not tried', why];
  const asked = [{ tool: 'read_context', input: {} }, WRITE, { tool: 'check_patch', input: { patch: GREETING } }];
  model.play({ commands: [...(it.about.finds ?? []), ...asked] });
  const run = await startRun(it, {});
  const wasListed = watchProcesses(LEASE_TOKEN);
  const worker = startWorker(it, run, ['--role', 'builder,ci', '--tools']);
  await until(
    () => stateOf(run).then(({ state, attemptsUsed }) => state.startsWith('DONE') || attemptsUsed > 1),
    worker,
    SHORT_MS,
  );
  await worker.stop();
  const { state, notes } = await stateOf(run);
  const [brief = '', , verdict = ''] = model.results.slice(it.about.finds?.length ?? 0);
  const isRead = brief.includes(DESCRIPTION);
  const isChecked = /Gate: PASS/.test(verdict);
  const kept = (await filesWith(join(root, `home-${run.id}`), LEASE_TOKEN)).map((file) => file.slice(root.length));
  if (await wasListed()) kept.push('the list of processes');
  const good = state === 'DONE_SUCCESS' && isRead && isChecked && kept.length === 0;
  const seen = `brief ${isRead ? 'read' : `not read: ${brief.slice(0, 300)}`}, patch ${isChecked ? 'checked' : `not checked: ${verdict.slice(0, 200)}`}${kept.length > 0 ? `, its token is kept in ${kept.join(', ')}` : ''}`;
  return [
    good ? 'right' : 'FAILED',
    `${state}, ${seen}${good ? '' : `; ${model.missing.join()}; ${notes}; ${worker.tail()}`}`,
  ];
}

/** A run that the program drives over MCP alone, from its plan to DONE_SUCCESS. */
async function drivenOver(it, way) {
  if (!it.about.drive || it.over !== 'command') return ['not tried', 'it was not set up as a client by hand'];
  const place = await makeProject(it);
  const runId = `${place.id}-run`;
  const name = `driven-${made}`;
  const { createToken } = await graphql(
    'mutation ($input: CreateTokenInput!) { createToken(input: $input) { secret errors { message } } }',
    { input: { name, role: 'BUILDER', projectIds: [place.id] } },
  );
  const home = join(root, `home-${name}`);
  await mkdir(home);
  await it.about.home(home, model.url, true);
  model.play({ commands: script(place.id, runId, GREETING) });
  const ci = startWorker({ ...it, name: null }, { id: runId }, ['--role', 'ci', '--project', place.id]);
  const list = servers(server.url, CLI)[way];
  const { code, text, isListed } = await drive(await it.about.drive(home, list), {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, ...it.about.environment(model.url), AUTOPACK_TOKEN: createToken.secret },
    secret: createToken.secret,
  });
  await ci.stop();
  const state = await stateOf({ id: runId }).then(
    (run) => run.state,
    () => 'no run',
  );
  const good = state === 'DONE_SUCCESS' && !isListed;
  const called = `${model.told.calls} calls${isListed ? ', ITS TOKEN STOOD IN THE LIST OF PROCESSES' : ''}`;
  return [
    good ? 'right' : 'FAILED',
    `${state}, ${called}${good ? '' : `; ${model.missing.join()}; ${JSON.stringify(model.results).slice(-600)}; ended with ${code}: ${text.slice(-300)}`}`,
  ];
}

async function takesTools({ name, over }) {
  if (over === 'acp') return true;
  const { command } = JSON.parse(
    await readFile(join(import.meta.dirname, `../../presets/agents/${name}.json`), 'utf8'),
  );
  return command.mcpArgv !== undefined || command.mcpEnvironment !== undefined;
}

/** Stopped within one call of its model behind its allowance. */
async function stoppedByAllowance(it) {
  model.play({ commands: Array.from({ length: LOOP_CALLS }, (_, i) => `sleep 1; echo ${i} >> src-log.txt`) });
  const allowance = PER_CALL * 4 + 10;
  const run = await startRun(it, { tokenCap: allowance });
  const worker = startWorker(it, run, ['--role', 'builder', '--max-attempts', '1']);
  await until(() => Promise.resolve(worker.isOver()), worker);
  const { attempt, state } = await stateOf(run);
  // The fifth call passes it; one more may have begun.
  const good = model.told.calls >= 5 && model.told.calls <= 6;
  const charged = `${attempt?.tokensUsed} tokens${attempt?.tokensEstimated ? ' (estimated)' : ''}`;
  return [
    good ? 'right' : 'FAILED',
    `${model.told.calls} calls for an allowance of four, ${charged} charged, told ${model.told.main}; ${state}`,
  ];
}

/** Its provider fails: no attempt is lost, and the notes say why. */
async function failing(it, fault) {
  model.play({ commands: [WRITE], fault });
  const run = await startRun(it, {});
  const began = Date.now();
  const worker = startWorker(
    it,
    run,
    ['--role', 'builder', '--once', ...(it.about.retries ? ['--agent-silence', '1'] : [])],
    {
      withKey: fault !== null,
      without: fault === null ? it.about.key : (fault.without ?? []),
      environment: fault?.environment ?? {},
    },
  );
  await until(() => Promise.resolve(worker.isOver()), worker);
  const { attempt, attemptsUsed, notes } = await stateOf(run);
  const isEnvironment = worker.tail().includes('ENVIRONMENT_FAILURE');
  const good = isEnvironment && attemptsUsed === 0;
  return [
    good ? 'right' : 'FAILED',
    `${isEnvironment ? 'ENVIRONMENT' : `the attempt failed (${attemptsUsed} used)`} after ${Math.round((Date.now() - began) / 1000)} s: ${notes}`,
  ];
}

function versionOf(program) {
  const found = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 60_000, input: '' });
  if (found.error?.code === 'ENOENT') return null;
  // One that does not start, such as on a Node that is too old for it, speaks of other versions.
  if (found.status !== 0) return 'unknown';
  return /\d+\.\d+\.\d+/.exec(`${found.stdout}${found.stderr}`)?.[0] ?? 'unknown';
}

/** A project with a repository of its own and one phase. */
async function startRun(it, more) {
  const { id, path } = await makeProject(it);
  const phases = [{ phaseId: 'F1', name: 'Greet', description: DESCRIPTION }];
  await command(
    'startRun',
    { runId: id, projectId: id, tiers: [{ tierId: 'T1', name: 'One', phases }], ...more },
    'run { runId }',
  );
  return { id, path };
}

async function makeProject(it) {
  const id = `${it.name}-${it.over}-${(made += 1)}`;
  const path = join(root, id);
  await mkdir(path);
  await writeFile(join(path, 'README.md'), 'A place for a greeting.\n');
  const git = (...words) =>
    execFileSync('git', ['-c', 'user.name=Trial', '-c', 'user.email=trial@example.invalid', ...words], {
      cwd: path,
      stdio: 'ignore',
    });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'base');
  await command('createProject', { projectId: id, repositoryPath: path }, 'project { projectId }');
  const profiles = { normal: CI, strict: CI };
  // What is looked at is the agent: no CI worker is there to look at the base first.
  const ci = { profiles, tries: { normal: 1, strict: 1 }, pausesSeconds: [0, 0], baseline: 'off' };
  const document = { ci, environment: { pausesSeconds: [600, 600] } };
  await command('publishRuleset', { projectId: id, document }, 'ruleset { version }');
  return { id, path };
}

function startWorker(it, run, words, { withKey = true, without = [], environment = {} } = {}) {
  const home = join(root, `home-${run.id}`);
  const ready = Promise.resolve(mkdir(home)).then(() => it.about.home(home, model.url, withKey));
  const variables = { ...it.about.environment(model.url), ...environment };
  for (const name of [without].flat()) delete variables[name];
  const named = it.about.model && withKey && it.name !== null ? ['--model', it.about.model] : [];
  const pass = it.name === null ? '' : Object.keys(variables).join(',');
  let child = null;
  let over = false;
  let text = '';
  const ended = ready.then(
    () =>
      new Promise((done) => {
        // CI alone needs no agent, and may wait for a run that is still to be started.
        const agent = it.name === null ? [] : ['--agent', it.name, '--over', it.over, '--run', run.id];
        const argv = [CLI, 'worker', ...agent, '--server', server.url, '--wait', '1'];
        child = spawn(
          process.execPath,
          [...argv, ...(pass === '' ? [] : ['--pass-environment', pass]), '--worker-id', run.id, ...named, ...words],
          {
            cwd: root,
            env: { PATH: process.env.PATH, HOME: home, ...variables },
            stdio: ['ignore', 'ignore', 'pipe'],
          },
        );
        child.stderr.on('data', (piece) => (text = `${text}${piece}`.slice(-4_000)));
        child.once('close', () => {
          over = true;
          done();
        });
      }),
  );
  return {
    isOver: () => over,
    tail: () => text.trim().split('\n').slice(-6).join(' / '),
    stop: async () => {
      await ready;
      child?.kill('SIGTERM');
      await ended;
    },
  };
}

async function startServer() {
  const env = {
    PATH: process.env.PATH,
    HOME: root,
    PORT: '0',
    AUTOPACK_DATA_DIR: join(root, 'data'),
    AUTONOMOUS_RUNS_DIR: join(root, 'runs'),
    AUTOPACK_MCP: 'on',
  };
  const child = spawn(process.execPath, [CLI, 'serve', '--json'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => child.once('close', done));
  let text = '';
  const url = await new Promise((resolve, reject) => {
    child.stdout.on('data', (piece) => {
      text += piece;
      const found = /"url":\s*"([^"]+)"/.exec(text);
      if (found) resolve(found[1]);
    });
    child.once('close', () => reject(new Error('the server did not start')));
  });
  return { child, ended, url };
}

async function graphql(query, variables) {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors).slice(0, 500));
  return data;
}

async function command(name, input, selection) {
  const type = `${name[0].toUpperCase()}${name.slice(1)}Input`;
  const data = await graphql(
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} errors { message } } }`,
    { input },
  );
  const [error] = data[name].errors;
  if (error) throw new Error(error.message);
}

async function stateOf({ id }) {
  const fields = 'state builderAttempts attempts { role notes tokensUsed tokensEstimated }';
  const { run } = await graphql(`query ($id: ID!) { run(runId: $id) { state tiers { phases { ${fields} } } } }`, {
    id,
  });
  const [phase] = run.tiers.flatMap(({ phases }) => phases);
  const builders = phase.attempts.filter(({ role }) => role === 'BUILDER');
  const attempt = builders.at(-1) ?? null;
  return {
    state: run.state,
    attempt,
    attemptsUsed: phase.builderAttempts,
    notes: (attempt?.notes ?? '').replaceAll(/\s+/g, ' ').slice(0, 200),
  };
}

async function until(look, worker, patienceMs = PATIENCE_MS) {
  for (const end = Date.now() + patienceMs; Date.now() < end;) {
    if (await look()) return;
    if (worker.isOver()) return;
    await sleep(250);
  }
  await worker.stop();
}
