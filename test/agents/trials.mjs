/** The trials of a program. Each gets the program and its stage, and answers a verdict and what came. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { drive, filesWith, script, servers, watchProcesses } from './driven-run.mjs';
import { USAGE } from './scripted-model.mjs';
import { CLI } from './server.mjs';
import { DESCRIPTION } from './stage.mjs';

const WRITE = "mkdir -p src && printf 'hello\\n' > src/greeting.txt";
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
/** For a run that has nothing to wait for. */
const SHORT_MS = 90_000;
const FAULTS = {
  401: { status: 401 },
  403: { status: 403 },
  429: { status: 429 },
  500: { status: 500 },
  529: { status: 529 },
  cut: { cut: true },
};

const faults = Object.entries(FAULTS).map(([fault, form]) => [fault, (it, stage) => failing(it, stage, form)]);
export const TRIALS = {
  done: doneWithTokens,
  tools: withTools,
  driven: (it, stage) => drivenOver(it, stage, 'http'),
  'driven over stdio': (it, stage) => drivenOver(it, stage, 'stdio'),
  allowance: stoppedByAllowance,
  ...Object.fromEntries(faults),
  'no key': (it, stage) => failing(it, stage, null),
  limit: (it, stage) =>
    it.about.limit ? failing(it, stage, it.about.limit) : Promise.resolve(['not tried', 'no form of it is known']),
};

/** A run to DONE_SUCCESS; what is charged is what was reported. */
async function doneWithTokens(it, stage) {
  const { model, server } = stage;
  model.play({ commands: [WRITE, 'node --version'] });
  const run = await stage.startRun(it, {});
  const worker = await stage.startWorker(it, run, ['--role', 'builder,ci']);
  await stage.until(() => server.stateOf(run).then(({ state }) => state.startsWith('DONE')), worker);
  await worker.stop();
  const { state, attempt, notes } = await server.stateOf(run);
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
async function withTools(it, stage) {
  const { model, server } = stage;
  const why =
    it.about.withoutTools?.[it.over] ?? ((await takesTools(it)) ? null : 'its preset gives it none in this form');
  if (why) return ['not tried', why];
  const asked = [{ tool: 'read_context', input: {} }, WRITE, { tool: 'check_patch', input: { patch: GREETING } }];
  model.play({ commands: [...(it.about.finds ?? []), ...asked] });
  const run = await stage.startRun(it, {});
  const wasListed = watchProcesses(LEASE_TOKEN);
  const worker = await stage.startWorker(it, run, ['--role', 'builder,ci', '--tools']);
  await stage.until(
    () => server.stateOf(run).then(({ state, attemptsUsed }) => state.startsWith('DONE') || attemptsUsed > 1),
    worker,
    SHORT_MS,
  );
  await worker.stop();
  const { state, notes } = await server.stateOf(run);
  const [brief = '', , verdict = ''] = model.results.slice(it.about.finds?.length ?? 0);
  const isRead = brief.includes(DESCRIPTION);
  const isChecked = /Gate: PASS/.test(verdict);
  const kept = (await filesWith(stage.homeOf(run), LEASE_TOKEN)).map((file) => file.slice(stage.root.length));
  if (await wasListed()) kept.push('the list of processes');
  const good = state === 'DONE_SUCCESS' && isRead && isChecked && kept.length === 0;
  const seen = `brief ${isRead ? 'read' : `not read: ${brief.slice(0, 300)}`}, patch ${isChecked ? 'checked' : `not checked: ${verdict.slice(0, 200)}`}${kept.length > 0 ? `, its token is kept in ${kept.join(', ')}` : ''}`;
  return [
    good ? 'right' : 'FAILED',
    `${state}, ${seen}${good ? '' : `; ${model.missing.join()}; ${notes}; ${worker.tail()}`}`,
  ];
}

async function takesTools({ name, over }) {
  if (over === 'acp') return true;
  const { command } = JSON.parse(
    await readFile(join(import.meta.dirname, `../../presets/agents/${name}.json`), 'utf8'),
  );
  return command.mcpArgv !== undefined || command.mcpEnvironment !== undefined;
}

/** A run that the program drives over MCP alone, from its plan to DONE_SUCCESS. */
async function drivenOver(it, stage, way) {
  if (!it.about.drive || it.over !== 'command') return ['not tried', 'it was not set up as a client by hand'];
  const { model, server } = stage;
  const place = await stage.makeProject(it);
  const run = { id: `${place.id}-run` };
  const name = `driven-${stage.made}`;
  const { createToken } = await server.graphql(
    'mutation ($input: CreateTokenInput!) { createToken(input: $input) { secret errors { message } } }',
    { input: { name, role: 'BUILDER', projectIds: [place.id] } },
  );
  const home = stage.homeOf({ id: name });
  await mkdir(home);
  await it.about.home(home, model.url, true);
  model.play({ commands: script(place.id, run.id, GREETING) });
  const ci = await stage.startWorker({ ...it, name: null }, run, ['--role', 'ci', '--project', place.id]);
  const list = servers(server.url, CLI)[way];
  const { code, text, isListed } = await drive(stage.processes, await it.about.drive(home, list), {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, ...it.about.environment(model.url), AUTOPACK_TOKEN: createToken.secret },
    secret: createToken.secret,
  });
  await ci.stop();
  const state = await server.stateOf(run).then(
    (found) => found.state,
    () => 'no run',
  );
  const good = state === 'DONE_SUCCESS' && !isListed;
  const called = `${model.told.calls} calls${isListed ? ', ITS TOKEN STOOD IN THE LIST OF PROCESSES' : ''}`;
  return [
    good ? 'right' : 'FAILED',
    `${state}, ${called}${good ? '' : `; ${model.missing.join()}; ${JSON.stringify(model.results).slice(-600)}; ended with ${code}: ${text.slice(-300)}`}`,
  ];
}

/** Stopped within one call of its model behind its allowance. */
async function stoppedByAllowance(it, stage) {
  const { model, server } = stage;
  model.play({ commands: Array.from({ length: LOOP_CALLS }, (_, i) => `sleep 1; echo ${i} >> src-log.txt`) });
  const allowance = PER_CALL * 4 + 10;
  const run = await stage.startRun(it, { tokenCap: allowance });
  const worker = await stage.startWorker(it, run, ['--role', 'builder', '--max-attempts', '1']);
  await stage.until(() => Promise.resolve(worker.isOver()), worker);
  const { attempt, state } = await server.stateOf(run);
  // The fifth call passes it; one more may have begun.
  const isStopped = model.told.calls >= 5 && model.told.calls <= 6;
  const charged = `${attempt?.tokensUsed} tokens${attempt?.tokensEstimated ? ' (estimated)' : ''}`;
  const came = `${model.told.calls} calls for an allowance of four, ${charged} charged, told ${model.told.main}; ${state}`;
  const known = it.about.passesAllowance?.[it.over];
  if (known === undefined) return [isStopped ? 'right' : 'FAILED', came];
  if (isStopped) return ['right', `${came}; its known limit is gone: ${known}`];
  // It comes to the end of its work, and that is charged.
  const isCharged = model.told.calls > LOOP_CALLS && attempt?.tokensUsed > allowance;
  return [isCharged ? 'known limit' : 'FAILED', `${came}; ${known}`];
}

/** Its provider fails: no attempt is lost, and the notes say why. */
async function failing(it, stage, fault) {
  stage.model.play({ commands: [WRITE], fault });
  const run = await stage.startRun(it, {});
  const began = Date.now();
  const worker = await stage.startWorker(
    it,
    run,
    ['--role', 'builder', '--once', ...(it.about.retries ? ['--agent-silence', '1'] : [])],
    {
      withKey: fault !== null,
      without: fault === null ? it.about.key : (fault.without ?? []),
      environment: fault?.environment ?? {},
    },
  );
  await stage.until(() => Promise.resolve(worker.isOver()), worker);
  const { attemptsUsed, notes } = await stage.server.stateOf(run);
  const isEnvironment = worker.tail().includes('ENVIRONMENT_FAILURE');
  const good = isEnvironment && attemptsUsed === 0;
  return [
    good ? 'right' : 'FAILED',
    `${isEnvironment ? 'ENVIRONMENT' : `the attempt failed (${attemptsUsed} used)`} after ${Math.round((Date.now() - began) / 1000)} s: ${notes}`,
  ];
}
