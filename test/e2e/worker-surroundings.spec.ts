/** A Builder whose surroundings fail, alone: a phase that failed in this way is kept for another worker while one is there (B6). */
import { driverFor } from '../../src/worker/agents/agent-choice.js';
import { script, WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(120_000);

describe('B6: what a Builder depends on fails', () => {
  it('an agent whose program is not there uses up no attempt, and the worker rests before it tries again', async () => {
    const runId = await world.run(await world.project());
    const driver = driverFor({ command: ['no-such-agent-program'] });
    const worker = await world.worker(['BUILDER'], script('noChange'), { runId, driver });
    await world.runIn(runId, 'DONE_FAILED_ENVIRONMENT');
    await worker.stop();
    const phase = await world.client.phaseOf(runId, 'a');
    expect(phase.builderAttempts).toBe(0);
    expect(phase.attempts[0]!.notes).toContain("The agent's program no-such-agent-program is not there.");
    expect(worker.events.filter(({ event }) => event === 'resting').length).toBeGreaterThanOrEqual(2);
  });
});
