/** What a ruleset says of set-up and caches reaches Builders, Auditors and CI through a real server (V7). */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { git } from '../integration/agents.fixture.js';
import { gql } from '../support/api/gql.js';
import type { Json } from '../support/graphql-client.js';
import { CI_STEPS, HELLO, leftBelow, scripts, WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(120_000);

const setupOf = (script: string): Json => ({ name: 'install', argv: ['/bin/sh', '-c', script], timeoutSeconds: 30 });
const ciOf = (ci: Json): Json => ({
  ci: {
    profiles: { normal: CI_STEPS, strict: CI_STEPS },
    tries: { normal: 1, strict: 1 },
    pausesSeconds: [0, 0],
    ...ci,
  },
});
const CLAIM =
  gql(`mutation ($input: ClaimWorkInput!) { claimWork(input: $input) { brief { preparation { submodules cache { path key } setup { name argv timeoutSeconds reads cwd env { name value } } environment }
  ciSteps { name cwd env { name value } } markdown } } }`);

it('V7: is in the brief of every role, as values and for Builders in words', async () => {
  const setup = [{ ...setupOf('make deps'), reads: ['tools/**'], cwd: 'src', env: { A: 'b' } }];
  const cache = [{ path: 'src/deps', key: ['check.mjs'] }];
  const place = await world.project(ciOf({ setup, cache, submodules: true, environment: ['SOME_SETTING'] }));
  await world.run(place);
  const { claimWork } = await world.server.request(CLAIM, {
    input: { role: 'BUILDER', workerId: 'b-1', projectId: place.projectId },
  });
  expect(claimWork.brief!.preparation).toEqual({
    submodules: true,
    cache,
    setup: [{ ...setup[0], env: [{ name: 'A', value: 'b' }] }],
    environment: ['SOME_SETTING'],
  });
  expect(claimWork.brief!.ciSteps).toEqual([{ name: 'check', cwd: null, env: [] }]);
  expect(claimWork.brief!.markdown).toContain('## What is prepared');
});

it('V7: a Builder finds what the set-up made, submits nothing of it, and CI does not install again', async () => {
  const runs = join(world.folder, 'installs');
  const setup = [setupOf(`echo run >> ${runs}; mkdir deps && echo tool > deps/tool`)];
  const place = await world.project(ciOf({ setup, cache: [{ path: 'deps', key: ['check.mjs'] }] }));
  const runId = await world.run(place);
  const cache = { root: join(world.folder, 'cache'), limitBytes: 1e9 };
  const scenario = scripts({
    role: 'builder',
    do: ['run: [grep, -q, tool, deps/tool]', HELLO, 'write: { path: deps/tool, content: "spoilt" }'],
  });
  const worker = await world.worker(['BUILDER', 'CI'], scenario, { runId, cache });
  await world.runIn(runId, 'DONE_SUCCESS');
  await worker.ended;
  expect(await git(place.path, 'diff', '--name-only', place.base, `autonomous/${runId}`)).toBe('src/greeting.txt');
  expect(await readFile(runs, 'utf8')).toBe('run\n');
  expect(await leftBelow(worker.workRoot)).toEqual([]);
});

it('V7: a set-up that fails in an agent’s clone is a failure of the environment with the end of its output, and no agent begins', async () => {
  const secret = 'a-very-secret-value';
  process.env.SETUP_SECRET = secret;
  const place = await world.project(
    ciOf({
      setup: [setupOf('echo "the registry said $SETUP_SECRET no"; exit 1')],
      environment: ['SETUP_SECRET', 'NOT_SET_ANYWHERE'],
    }),
  );
  const runId = await world.run(place);
  const begun = join(world.folder, 'begun');
  const worker = await world.worker(['BUILDER'], scripts({ role: 'builder', do: [`run: [touch, ${begun}]`] }), {
    runId,
    maxAttempts: 1,
  });
  await worker.ended;
  const { attempts } = await world.client.phaseOf(runId, 'a');
  expect(attempts[0]!.notes).toMatch(
    /^Set-up "install" failed with exit code 1\.\nThe worker has no variable NOT_SET_ANYWHERE/,
  );
  expect(attempts[0]!.notes).toContain('the registry said');
  expect(attempts[0]!.notes).not.toContain(secret);
  expect([existsSync(begun), await leftBelow(worker.workRoot)]).toEqual([false, []]);
  delete process.env.SETUP_SECRET;
});
