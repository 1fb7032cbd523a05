/** Claims that arrive together (W1): what each of them gets, with how many statements, and what delays nobody else. */
import pg from 'pg';

import { commandKey } from '../../src/lifecycle/facts/idempotency.js';
import type { ClaimScope } from '../../src/lifecycle/facts/work-facts.store.js';
import { type ClaimAnswer, WorkLifecycleService } from '../../src/lifecycle/work/work-lifecycle.service.js';
import { type TestDatabase } from '../support/server/databases.js';
import { accepted, type LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { statementsOf } from '../support/server/statements.js';
import { useLifecycleServers } from '../support/server/use-lifecycle-servers.js';
import { until, within } from '../support/waiting.js';

let database: TestDatabase;
let server: LifecycleServer;
let other: LifecycleServer;
let made = 0;

useLifecycleServers((opened) => ({ database, server, other } = opened));
/** Nothing of one test is there for the next one. */
beforeEach(async () => {
  await database.query('delete from run');
  await database.query('delete from worker');
});

const never = new AbortController().signal;
const claim = (
  workerId: string,
  where: Partial<ClaimScope> = {},
  on = server,
  abandoned = never,
): Promise<ClaimAnswer> =>
  on.app
    .get(WorkLifecycleService)
    .claim({ role: 'BUILDER', workerId, projectId: null, runId: null, ...where }, null, abandoned);
const together = (count: number, where: Partial<ClaimScope> = {}, on = server) =>
  Promise.all(Array.from({ length: count }, (_, i) => claim(`worker-${i}`, where, on)));
const runsOf = (answers: readonly ClaimAnswer[]) => answers.map((answer) => answer.lease?.runId ?? null);

async function aProject(): Promise<string> {
  const projectId = `together-${(made += 1)}`;
  await database.query('insert into project (project_id, name, created_at) values ($1, $1, autopack_now())', [
    projectId,
  ]);
  return projectId;
}
/** Runs that are one second younger each, so that their order is the one in which they are asked for. */
async function runsIn(...projectIds: string[]): Promise<string[]> {
  const runIds: string[] = [];
  for (const [i, projectId] of projectIds.entries()) {
    const runId = `${projectId}-${(made += 1)}`;
    accepted(await server.start(runId, planOf(1), { projectId }));
    await database.query(
      `update work_queue set created_at = created_at - make_interval(secs => $2) where run_id = $1`,
      [runId, 600 - i],
    );
    runIds.push(runId);
  }
  return runIds;
}
const SELECTS = /^works?_to_claim/;

describe('claims that arrive together', () => {
  it('W1, W2: each gets another run, with one read for all and one write each', async () => {
    const project = await aProject();
    const runs = await runsIn(...Array.from({ length: 12 }, () => project));
    let answers: ClaimAnswer[] = [];
    const sent = await statementsOf(async () => (answers = await together(12)));
    expect(runsOf(answers)).toEqual(runs);
    expect(sent.filter((name) => SELECTS.test(name))).toEqual(['works_to_claim']);
    // Leases of different runs go together as well.
    expect(sent.filter((name) => name === 'commit_work').length).toBeLessThan(12);
  });

  it('W1: they get what they would have got one after the other: the fewest live leases first, then the oldest run', async () => {
    const [a, b, c] = [await aProject(), await aProject(), await aProject()];
    const runs = await runsIn(a, a, a, a, b, b, b, c);
    const [a0, a1, a2, a3, b0, b1, b2, c0] = runs;
    expect(runsOf([await claim('first', { projectId: a })])).toEqual([a0]);
    expect(runsOf(await together(7))).toEqual([b0, c0, a1, b1, a2, b2, a3]);
    const order: string[] = [];
    await database.query('delete from run');
    const again = await runsIn(a, a, a, a, b, b, b, c);
    await claim('first', { projectId: a });
    for (let i = 0; i < 7; i += 1) order.push(...runsOf([await claim(`worker-${i}`)]).map(String));
    expect(order.map((runId) => again.indexOf(runId))).toEqual(
      [b0, c0, a1, b1, a2, b2, a3].map((runId) => runs.indexOf(runId!)),
    );
  });

  it('W1: more of them than there is work: the others get none, with no write of theirs, and no second read', async () => {
    const project = await aProject();
    const runs = await runsIn(project, project);
    let answers: ClaimAnswer[] = [];
    const sent = await statementsOf(async () => (answers = await together(10, { projectId: project })));
    expect(runsOf(answers)).toEqual([...runs, ...Array.from({ length: 8 }, () => null)]);
    expect(sent.filter((name) => SELECTS.test(name))).toEqual(['works_to_claim_of_project']);
    expect(sent.filter((name) => name === 'commit_work').length).toBeLessThanOrEqual(2);
    expect(runsOf(await together(3, { runId: runs[0]! }))).toEqual([null, null, null]);
  });

  it('W1, B6: what failed with one of their workers goes to another one, and in order', async () => {
    const project = await aProject();
    const [kept, next, last] = await runsIn(project, project, project);
    await database.query(`update work_queue set avoid_worker = 'worker-0' where run_id = $1`, [kept]);
    expect(runsOf(await together(3))).toEqual([last, kept, next]);
  });

  it.each(['BUILDER', 'CI'] as const)(
    'W1: a %s that asks again and again, and finds nothing, writes nothing',
    async (role) => {
      const rows = () => database.query('select worker_id, last_seen_at, xmin, xmax from worker order by worker_id');
      const ask = () => Promise.all([claim('one', { role }), claim('two', { role })]);
      await ask();
      // However long this takes.
      await database.query(`update worker set last_seen_at = last_seen_at + interval '1 minute'`);
      const seen = await rows();
      expect(seen).toHaveLength(2);
      await ask();
      await claim('one', { role });
      expect(await rows()).toEqual(seen);
    },
  );

  it('W5: under one key they get one lease, the others of the group what is next', async () => {
    const project = await aProject();
    const runs = await runsIn(project, project);
    const key = commandKey('claimWork', `key of ${project}`, { project });
    const scope: ClaimScope = { role: 'BUILDER', workerId: 'one', projectId: project, runId: null };
    const service = server.app.get(WorkLifecycleService);
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => service.claim(scope, key, never)),
      claim('two', scope),
    ]);
    expect(new Set(answers.slice(0, 4).map(({ lease }) => lease?.token)).size).toBe(1);
    expect(new Set(runsOf(answers))).toEqual(new Set(runs));
  });

  it('W1, C6: two servers on one database assign each run once', async () => {
    const project = await aProject();
    const runs = await runsIn(...Array.from({ length: 16 }, () => project));
    const answers = (await Promise.all([together(12, {}, server), together(12, {}, other)])).flat();
    const leased = runsOf(answers).filter((runId) => runId !== null);
    expect([...leased].sort()).toEqual([...runs].sort());
    expect(await database.query('select run_id from attempt')).toHaveLength(16);
  });

  it('W1, W2: nothing is given to a worker that hung up while its group was read for', async () => {
    const project = await aProject();
    const runs = await runsIn(project, project);
    const gone = new AbortController();
    const claims = [claim('gone', {}, server, gone.signal), claim('there')];
    gone.abort();
    await expect(claims[0]).rejects.toBe(gone.signal.reason);
    expect(runsOf([await claims[1]!])).toEqual([runs[0]]);
    expect(runsOf([await claim('later')])).toEqual([runs[1]]);
  });
});

describe('what has to be done first', () => {
  it('W1, B5: for a run past its deadline holds up no other claim, and sends nobody else there', async () => {
    const project = await aProject();
    const [late, next] = await runsIn(project, project);
    await database.query(`update run set deadline_at = autopack_now() - interval '1 second' where run_id = $1`, [late]);
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('select from run where run_id = $1 for update', [late]);
      const claims = [claim('one'), claim('two')];
      expect(runsOf([await within('the other claim', claims[1]!)])).toEqual([next]);
      expect(runsOf([await within('a claim that finds nothing else', claim('three'))])).toEqual([null]);
      await holder.query('rollback');
      expect(runsOf([await claims[0]!])).toEqual([null]);
    } finally {
      await holder.end();
    }
    await until(
      'the run to have ended',
      async () =>
        (await database.query('select from run where run_id = $1 and completed_at is not null', [late])).length,
    );
  });
});
