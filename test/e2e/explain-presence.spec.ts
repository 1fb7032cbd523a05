/** Who is there for which project, and what explanations say of CI on a base commit and of files that are behind (O6). A real repository. */
import { existsSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { gql } from '../support/api/gql.js';
import { RED_TESTS } from '../support/api/workers.js';
import { statementsOf } from '../support/server/statements.js';
import { until } from '../support/waiting.js';
import { bearer, makeToken } from './access-matrix.fixture.js';
import { CI_STEPS, type Place, WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);
beforeEach(async () => {
  const held = await world.server.database.query<{ run_id: string }>(
    'select run_id from run where completed_at is null',
  );
  for (const { run_id: runId } of held) await world.client.command('cancelRun', { runId, reason: 'for the next test' });
  await world.server.database.query('delete from worker');
});

import.meta.jest.setTimeout(60_000);

const EXPLAIN = gql(`query ($runId: ID!) { run(runId: $runId) { attention { code message }
  waitingFor { code message changesAt } nextDeadline { what at } } }`);
const explain = async (runId: string) => (await world.server.request(EXPLAIN, { runId })).run!;
const codes = async (runId: string) => (await explain(runId)).attention.map(({ code }) => code);
const WORKERS = gql(`query ($projectId: ID) { workers(projectId: $projectId) { workerId role waiting projectIds }
  idleReasons(projectId: $projectId) { role projectId reason { code changesAt } } }`);
const workersOf = async (projectId: string | null) =>
  (await world.server.request(WORKERS, { projectId })).workers.map(({ workerId }) => workerId).sort();
const idleOf = async (projectId: string | null) => {
  const { idleReasons } = await world.server.request(WORKERS, { projectId });
  return idleReasons.map(({ role, projectId: of, reason }) => `${role} ${of ?? '*'} ${reason.code}`);
};
const withBase = (baseline: 'required' | 'delta', waitMinutes = 5): Promise<Place> =>
  world.project({
    ci: {
      ...{ baseline, waitMinutes, profiles: { normal: CI_STEPS } },
      ...{ tries: { normal: 1, strict: 1 }, pausesSeconds: [0, 0] },
    },
  });

describe('O6: CI on the base commit', () => {
  it('O6: nobody is there for it until when; a worker that tests it is there, and holds it until when', async () => {
    const runId = await world.run(await withBase('required'));
    const alone = await explain(runId);
    expect(alone.waitingFor).toMatchObject({
      code: 'no_worker',
      message: expect.stringContaining('CI on the base commit is due'),
    });
    expect(alone.nextDeadline).toEqual({ what: 'base_check_wait', at: alone.waitingFor!.changesAt });
    expect(await codes(runId)).toEqual(['no_worker']);

    const { lease } = await world.client.lease('CI', { runId, workerId: 'tester' });
    const held = await explain(runId);
    expect(held.waitingFor).toMatchObject({ code: 'base_check', changesAt: lease!.expiresAt });
    expect(held.nextDeadline).toEqual({ what: 'base_check_lease', at: lease!.expiresAt });
    expect(held.attention).toEqual([]);
  });

  it('O6: a worker that tests a commit is there for other work of its project, however long ago it claimed', async () => {
    const place = await withBase('required');
    const [tested, waits] = [await world.run(place), await world.run(place)];
    await world.client.lease('CI', { runId: tested, workerId: 'tester' });
    await world.server.database.query(`update worker set last_seen_at = last_seen_at - interval '10 minutes'`);
    expect((await explain(waits)).waitingFor!.code).toBe('base_check');
    const { workers } = await world.server.request(WORKERS, { projectId: place.projectId });
    expect(workers).toMatchObject([{ workerId: 'tester', waiting: false, projectIds: [place.projectId] }]);
    await world.client.command('cancelRun', { runId: tested, reason: 'enough' });
    await until('its lease to end', async () => (await explain(waits)).waitingFor!.code === 'no_worker');
  });

  it('O6: base_red names the tests that fail before anything is built', async () => {
    const runId = await world.run(await withBase('delta'));
    const { token } = await world.client.lease('CI', { runId });
    const tests = RED_TESTS.map((test) => ({ ...test }));
    expect((await world.client.ci({ leaseToken: token, verdict: 'RED', tests })).errors).toEqual([]);
    const { attention } = await explain(runId);
    expect(attention.map(({ code }) => code)).toEqual(['no_worker', 'base_red']);
    expect(attention[1]!.message).toContain('(1 failing test)');
  });
});

describe('O6: workers by project', () => {
  it('O6: one that claims from another project is not there; one of all projects, of this one or at work in it is', async () => {
    const [here, elsewhere] = [await world.project(), await world.project()];
    const runId = await world.run(here);
    const seen = async () => (await explain(runId)).waitingFor!.code;
    await world.client.claim('BUILDER', { projectId: elsewhere.projectId, workerId: 'elsewhere' });
    expect(await seen()).toBe('no_worker');
    expect([await workersOf(null), await workersOf(here.projectId)]).toEqual([['elsewhere'], []]);

    // Another role of all projects, and a run that does not exist.
    await world.client.claim('AUDITOR', { workerId: 'reviewer' });
    await world.client.claim('BUILDER', { runId: 'no-such-run', workerId: 'lost' });
    expect(await seen()).toBe('no_worker');
    expect(await workersOf(here.projectId)).toEqual(['reviewer']);

    const busy = await world.run(elsewhere);
    const everywhere = await world.client.lease('BUILDER', { workerId: 'everywhere', runId: busy });
    expect(await seen()).toBe('no_worker');
    await world.client.release(everywhere.token);
    await world.server.database.query(`update worker set project_id = '' where worker_id = 'everywhere'`);
    expect(await seen()).toBe('builder');
    await world.server.database.query(`update worker set last_seen_at = last_seen_at - interval '61 seconds'`);
    expect(await seen()).toBe('no_worker');
    await world.client.claim('BUILDER', { projectId: here.projectId, runId, workerId: 'own' });
    expect((await explain(runId)).waitingFor!.code).toBe('worker');
  });

  it('O6: a worker of all projects is there while it works in another one, and one of two projects for both', async () => {
    const [here, elsewhere] = [await world.project(), await world.project()];
    const busy = await world.run(elsewhere);
    await world.client.lease('BUILDER', { workerId: 'everywhere' });
    const runId = await world.run(here);
    await world.server.database.query(`update worker set last_seen_at = last_seen_at - interval '5 minutes'`);
    expect((await explain(runId)).waitingFor!.code).toBe('builder');
    await world.client.command('cancelRun', { runId: busy, reason: 'enough' });
    expect((await explain(runId)).waitingFor!.code).toBe('no_worker');

    for (const { projectId } of [elsewhere, here]) await world.client.claim('CI', { projectId, workerId: 'of-both' });
    const { workers } = await world.server.request(WORKERS, { projectId: here.projectId });
    expect(workers.filter(({ role }) => role === 'CI')).toEqual([
      { workerId: 'of-both', role: 'CI', waiting: true, projectIds: [here.projectId, elsewhere.projectId].sort() },
    ]);
  });

  it('O6, V6: CI with a token of several projects gets the base commit of the last one, and is there for all', async () => {
    const places = [await world.project(), await world.project(), await withBase('required')];
    const projectIds = places.map(({ projectId }) => projectId);
    const runId = await world.run(places[2]!);
    const { secret } = await makeToken(world.server, { name: 'tester-of-all', role: 'CI', projectIds });
    const claim = `mutation { claimWork(input: { role: CI, workerId: "w" }) { commitCheck { runId kind } errors { code } } }`;
    let answer: unknown;
    const sent = await statementsOf(async () => {
      answer = (await world.server.requestRaw(claim, {}, bearer(secret))).data;
    });
    expect(answer).toEqual({ claimWork: { commitCheck: { runId, kind: 'BASE' }, errors: [] } });
    expect(sent.filter((name) => /^(projects_with_work|checks_to_claim)$/.test(name))).toEqual([
      'projects_with_work',
      'checks_to_claim',
    ]);
    for (const projectId of projectIds) expect(await workersOf(projectId)).toEqual(['tester-of-all/w']);
  });

  it('O6: why nothing can be claimed is said by role and project, and is what a claim there gets', async () => {
    const places = [await world.project(), await world.project(), await world.project()];
    const [ready, paused, stopped] = places as [Place, Place, Place];
    await world.run(ready);
    const pausedRun = await world.run(paused);
    await world.run(stopped);
    const { token } = await world.client.lease('BUILDER', { runId: pausedRun });
    await world.client.build(token, { status: 'ENVIRONMENT_FAILURE', patch: null });
    const later = `update work_queue set ready_at = now() + interval '10 minutes', avoid_worker = null where run_id = '${pausedRun}'`;
    await world.server.database.query(later);
    await world.client.command('setDispatch', { projectId: stopped.projectId, dispatching: false });

    const all = await idleOf(null);
    expect(all.filter((line) => line.startsWith('BUILDER'))).toEqual([
      `BUILDER ${paused.projectId} paused`,
      `BUILDER ${stopped.projectId} dispatch_stopped`,
    ]);
    expect(all).toContain('AUDITOR * nothing_due');
    for (const { projectId } of places) {
      const own = all.filter((line) => line.includes(` ${projectId} `));
      expect(await idleOf(projectId)).toEqual(own);
      for (const line of own) {
        const [role, , code] = line.split(' ') as ['BUILDER' | 'AUDITOR' | 'CI', string, string];
        expect((await world.client.claim(role, { projectId, workerId: 'asks' })).idleReason!.code).toBe(code);
      }
    }
    await world.client.lease('BUILDER', { projectId: ready.projectId });
    expect(await idleOf(null)).toContain(`BUILDER ${ready.projectId} all_leased`);
  });
});

it('O6: files that lack changes for more than a minute need an operator, until they are written', async () => {
  const place = await world.project();
  const runId = `${place.projectId}-behind`;
  const inTheWay = join(world.server.runsRoot, runId);
  writeFileSync(inTheWay, 'a file where the folder of the run should be');
  await world.accepted('startRun', {
    ...{ runId, projectId: place.projectId },
    tiers: [{ tierId: 'T', name: 'T', phases: [{ phaseId: 'a', name: 'A' }] }],
  });
  expect(await codes(runId)).not.toContain('files_behind');
  await until('the write to fail', async () => {
    const rows = await world.server.database.query(
      `update run_outbox set written_at = written_at - interval '2 minutes' where run_id = $1 returning 1`,
      [runId],
    );
    return rows.length > 0;
  });
  expect(await codes(runId)).toContain('files_behind');
  unlinkSync(inTheWay);
  await until('the files to be written', async () => !(await codes(runId)).includes('files_behind'), 30_000);
  expect(existsSync(join(inTheWay, 'run_summary.md'))).toBe(true);
});
