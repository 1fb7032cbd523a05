/**
 * kill -9 of the server at every step of the work cycle on a real repository: before and after each write, between intent, ref and outcome, before bodies and files. A client
 * that sends again what was not answered drives the run to the same end: nothing is lost, nothing doubled (C6, W5, G7).
 */
import { type WorkApi, workApi } from '../support/api/workers.js';
import { type RetryUntilAnswered, WorkCycle } from '../support/scenarios/work-cycle.js';
import { CrashHarness } from '../support/server/crash-harness.js';
import type { CrashStep } from '../support/server/crashing-server.js';

let harness: CrashHarness;
let client: WorkApi;
let cycle: WorkCycle;

beforeAll(async () => {
  harness = await CrashHarness.open();
  client = workApi(await harness.start());
  cycle = new WorkCycle('crash');
  await cycle.prepare(client);
}, 60_000);
afterAll(async () => {
  await harness?.close();
  cycle?.close();
});

/** A server that was killed is started again. */
const assert: RetryUntilAnswered = async (send) => {
  for (;;) {
    try {
      return await send(client);
    } catch (error) {
      if (!harness.isGone)
        await Promise.race([harness.gone(), new Promise((_, fail) => setTimeout(() => fail(error), 2_000))]);
      client = workApi(await harness.start());
    }
  }
};

/** Every ref, every commit, and the first body and files; with EVERY_STEP set each single one. */
function chosen(steps: readonly string[]): CrashStep[] {
  const all = steps.map((name, i) => ({ name, nth: steps.slice(0, i + 1).filter((other) => other === name).length }));
  const every = process.env.EVERY_STEP !== undefined;
  return all.filter(({ name, nth }) => every || name.includes('refs/') || name.startsWith('after') || nth === 1);
}

it('C6, G4, G7, W5: killed at any step of the cycle, the run ends as it would have, with one snapshot, no lease, and counters that a recount confirms', async () => {
  await harness.count(null);
  await cycle.drive('whole', assert);
  const steps = await harness.count(null);
  expect(steps.filter((name) => name.includes('refs/')).length).toBeGreaterThanOrEqual(8);
  for (const [i, killAtStep] of chosen(steps).entries()) {
    const runId = `killed-${i}`;
    await harness.count(killAtStep);
    await cycle.drive(runId, assert);
    await cycle.expectDone(runId, client, harness.database);
    if (!harness.isGone) await harness.count(null);
  }
}, 600_000);
