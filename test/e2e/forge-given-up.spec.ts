/** Open proposals whose forge gives nothing but faults (M3): they are given up after a time, and found again on request. */
import { gql } from '../support/api/gql.js';
import { moveClock } from '../support/server/databases.js';
import { until } from '../support/waiting.js';
import { ForgeWorld, merged } from './forges.fixture.js';

const ARCHIVE = gql(
  'mutation ($input: ArchiveRunsInput!) { archiveRuns(input: $input) { runs { runId outcome reason { code message } path } endCursor errors { code } } }',
);

let world: ForgeWorld;
beforeAll(async () => {
  world = await ForgeWorld.open();
}, 60_000);
afterAll(() => world?.close());
import.meta.jest.setTimeout(60_000);

interface Tries {
  readonly failures: number;
  readonly since: Date;
}

async function triesOf(runId: string): Promise<Tries> {
  const text = 'select failures, tried_since as since from promotion_change where run_id = $1';
  const [row] = await world.work.server.database.query<Tries & Record<string, unknown>>(text, [runId]);
  return row!;
}

/** An open change, whose forge answers a look with this status from now on; one look has failed. */
async function failing(projectId: string, status: number) {
  const place = await world.project(projectId);
  const runId = `${projectId}-1`;
  await world.succeeded(runId, projectId);
  await world.accepted(runId);
  await world.opened(runId);
  place.forge.instead = () => ({ status });
  await world.settled('a fault', runId, ({ change }) => change?.problem != null);
  return { ...place, runId };
}

/** As if nothing but faults had come back for so much longer; then one more look. */
async function after(runId: string, interval: string) {
  const { failures } = await triesOf(runId);
  await world.work.server.database.query(
    'update promotion_change set tried_since = tried_since - $2::text::interval where run_id = $1',
    [runId, interval],
  );
  await until('another fault', async () => {
    await world.dueNow();
    return (await triesOf(runId)).failures > failures || null;
  });
  return (await world.promotionOf(runId)).change!;
}

const archived = async (runId: string) =>
  (await world.work.server.request(ARCHIVE, { input: { runIds: [runId] } })).archiveRuns.runs;

it('M3, O10: an open change that cannot be seen for a week is given up, and its run may be archived', async () => {
  const { forge } = await world.project('lost');
  await world.work.start('lost-1', 'lost', ['a', 'b']);
  await world.work.phase('lost-1');
  await world.work.api.command('cancelRun', { runId: 'lost-1', reason: 'enough' });
  await world.accepted('lost-1');
  await world.opened('lost-1');
  forge.instead = () => ({ status: 502 });
  await world.settled('a fault', 'lost-1', ({ change }) => change?.problem?.code === 'broken');
  expect(await after('lost-1', '6 days 23 hours')).toMatchObject({ state: 'OPEN', endedAt: null });
  expect(await archived('lost-1')).toMatchObject([{ outcome: 'KEPT', reason: { code: 'change_open' } }]);

  expect(await after('lost-1', '1 hour')).toMatchObject({
    ...{ state: 'GIVEN_UP', number: 1, nextLookAt: null, endedAt: expect.any(String) },
    problem: { code: 'broken', message: expect.stringContaining('502') },
  });
  forge.requests.length = 0;
  await world.dueNow();
  expect(await archived('lost-1')).toMatchObject([{ outcome: 'ARCHIVED' }]);
  expect(forge.requests).toEqual([]);
});

it('M3: a look that succeeds begins the week anew', async () => {
  const { forge, runId } = await failing('recovers', 401);
  expect(await after(runId, '6 days')).toMatchObject({ state: 'OPEN', problem: { code: 'unauthorized' } });
  forge.instead = () => null;
  await world.settled('a look', runId, ({ change }) => change?.problem === null);
  forge.instead = () => ({ status: 401 });
  await world.settled('a fault', runId, ({ change }) => change?.problem != null);
  expect(await after(runId, '6 days')).toMatchObject({ state: 'OPEN' });
});

it('M3: of a remote that is no longer the project’s it is given up after a day', async () => {
  const { forge, runId } = await failing('left', 404);
  expect(await after(runId, '25 hours')).toMatchObject({ state: 'OPEN' });
  expect((await world.work.remotes.remove('left')).errors).toEqual([]);
  // People may still merge it there.
  forge.instead = () => null;
  await world.settled('a look', runId, ({ change }) => change?.problem === null);
  forge.instead = () => ({ status: 404 });
  await world.settled('a fault', runId, ({ change }) => change?.problem != null);
  expect(await after(runId, '23 hours')).toMatchObject({ state: 'OPEN' });
  expect(await after(runId, '1 hour')).toMatchObject({ state: 'GIVEN_UP', problem: { code: 'not_found' } });
});

it('M3: neither rate limits that are waited for nor days without a server count', async () => {
  const { forge, runId } = await failing('waits', 502);
  const { since: before } = await triesOf(runId);
  forge.instead = () => ({ status: 429, headers: { 'retry-after': '3600' } });
  expect(await after(runId, '8 days')).toMatchObject({ state: 'OPEN', problem: { code: 'rate_limited' } });
  const { since } = await triesOf(runId);
  const movedMs = since.getTime() - before.getTime() + 8 * 86_400_000;
  expect(movedMs).toBeGreaterThanOrEqual(3_590_000);
  expect(movedMs).toBeLessThan(3_700_000);

  const { runId: quiet } = await failing('sleeps', 502);
  await moveClock(world.work.server.database, '30 days');
  expect(await after(quiet, '0')).toMatchObject({ state: 'OPEN', problem: { code: 'broken' } });
  expect(await after(quiet, '7 days')).toMatchObject({ state: 'GIVEN_UP' });
});

describe('M3: requested again, one that was given up is looked for', () => {
  async function givenUp(projectId: string) {
    const place = await failing(projectId, 401);
    expect(await after(place.runId, '8 days')).toMatchObject({ state: 'GIVEN_UP' });
    place.forge.instead = () => null;
    return place;
  }

  it('M3: and followed, if it is open', async () => {
    const { forge, runId } = await givenUp('still-open');
    await world.accepted(runId);
    expect((await world.opened(runId)).change).toMatchObject({ number: 1, problem: null, endedAt: null });
    expect(forge.changes).toHaveLength(1);
  });

  it('M3: and promotes its run, if people have merged it meanwhile', async () => {
    const place = await givenUp('merged-meanwhile');
    const commit = merged(place, 1);
    await world.accepted(place.runId);
    const done = await world.settled('the promotion', place.runId, ({ promotedAt }) => promotedAt !== null);
    expect(done).toMatchObject({ commit, change: { state: 'MERGED', number: 1 } });
    expect(place.forge.changes).toHaveLength(1);
  });

  it('M3: and opened anew, if its repository was made anew', async () => {
    const { forge, runId } = await givenUp('made-anew');
    forge.update(forge.changes[0]!, { title: 'Theirs', body: 'mine', head: 'feature' });
    await world.accepted(runId);
    expect((await world.opened(runId)).change).toMatchObject({ number: 2, problem: null });
    expect(forge.changes[0]).toMatchObject({ title: 'Theirs', body: 'mine' });
  });
});
