/** Leases of commit checks where callers and the clock get in each other's way (V6, W3 to W5). A real server, a real repository. */
import { RED_TESTS } from '../support/api/workers.js';
import type { Json } from '../support/graphql-client.js';
import { until } from '../support/waiting.js';
import { CI_STEPS, type Place, WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(120_000);

const place = (more: Json = {}): Promise<Place> =>
  world.project({
    ci: {
      baseline: 'required',
      profiles: { normal: CI_STEPS },
      tries: { normal: 1, strict: 1 },
      pausesSeconds: [0, 0],
    },
    environment: { pausesSeconds: [0, 0] },
    ...more,
  });
const triesOf = (runId: string) =>
  world.server.database.query<Json>(
    'select t.number, t.state, t.worker_id, t.verdict from commit_check_try t join commit_check c on c.check_id = t.check_id where c.run_id = $1 order by t.number',
    [runId],
  );

describe('keys', () => {
  it('W5: a claim under the key of another one does not get its lease', async () => {
    const runId = await world.run(await place());
    const idempotencyKey = `claim-${runId}`;
    await world.client.lease('CI', { runId, workerId: 'one', idempotencyKey });
    const other = await world.client.claim('CI', { runId, workerId: 'two', idempotencyKey });
    expect(other).toMatchObject({ lease: null, commitCheck: null, errors: [{ code: 'IDEMPOTENCY_CONFLICT' }] });
  });

  it('W5: a key that got a phase does not get a check later, and the other way round', async () => {
    const { projectId } = await place();
    const runId = await world.run({ projectId, path: '', base: '' });
    const first = await world.client.lease('CI', { projectId, idempotencyKey: `check-${runId}` });
    await world.client.ci({ leaseToken: first.token });
    await world.client.build((await world.client.lease('BUILDER', { runId })).token);
    const ofPhase = await world.client.lease('CI', { projectId, idempotencyKey: `phase-${runId}` });
    expect(ofPhase).toMatchObject({ phase: { phaseId: 'a' }, commitCheck: null });
    expect(await world.client.claim('CI', { projectId, idempotencyKey: `check-${runId}` })).toMatchObject({
      lease: null,
      errors: [],
    });
    expect(await world.client.lease('CI', { projectId, idempotencyKey: `phase-${runId}` })).toMatchObject({
      token: ofPhase.token,
      phase: { phaseId: 'a' },
    });
  });

  it('W2: claims that race get one lease', async () => {
    const runId = await world.run(await place());
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => world.client.claim('CI', { runId, workerId: `racer-${i}` })),
    );
    expect(answers.filter(({ lease }) => lease !== null)).toHaveLength(1);
    expect(await triesOf(runId)).toMatchObject([{ number: 1, state: 'LEASED' }]);
  });
});

describe('the clock', () => {
  it('V1: counts a wait that is over, though another run makes trouble', async () => {
    const { database } = world.server;
    const [broken, waiting] = [await world.run(await place()), await world.run(await place())];
    await database.query("update strategy set policies = policies - 'ci' where run_id = $1", [broken]);
    await database.query('delete from commit_check where run_id = $1', [broken]);
    await database.query("update commit_check set wait_until = now() - interval '1 second' where run_id = $1", [
      waiting,
    ]);
    const tries = await until('the wait has ended', async () => {
      const found = await triesOf(waiting);
      return found.length > 0 ? found : null;
    });
    expect(tries).toMatchObject([{ number: 1, state: 'EXPIRED', verdict: 'ENVIRONMENT', worker_id: null }]);
    await world.accepted('cancelRun', { runId: broken, reason: 'enough' });
  });
});

describe('a report that comes when its lease is over', () => {
  it('W3: gets that answer, whether the clock or the report was first', async () => {
    const runId = await world.run(await place());
    const { token } = await world.client.lease('CI', { runId, workerId: 'slow' });
    // The lease has run out, and the sweeper has not run yet: whichever of them is first, the report is not taken.
    await world.server.database.query(
      "update commit_check_try set expires_at = now() - interval '1 second' where check_id like $1 || '/%'",
      [runId],
    );
    const answer = await world.client.ci({ leaseToken: token, verdict: 'RED', tests: RED_TESTS });
    expect(answer).toMatchObject({ errors: [{ code: 'STALE_LEASE' }] });
    const tries = await until('the try has ended', async () => {
      const found = await triesOf(runId);
      return found[0]?.state === 'EXPIRED' ? found : null;
    });
    expect(tries).toMatchObject([{ number: 1, state: 'EXPIRED', verdict: 'ENVIRONMENT' }]);
  });
});
