/** Builders at work through `autopack worker`'s loop: what an agent does becomes a result, a commit, a snapshot; or a failure with a reason. */
import { readdir } from 'node:fs/promises';
import { git } from '../integration/agents.fixture.js';
import { expectWhole } from '../support/run-story.js';
import { HELLO, leftBelow, script, scripts, WorkerWorld, type Way } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

const WAYS: readonly Way[] = ['command', 'acp'];

describe.each(WAYS)('a Builder over %s', (way) => {
  it('W8, V1, G4: builds in a clone, CI verifies the commit, and the run ends green with nothing left behind', async () => {
    const place = await world.project();
    const runId = await world.run(place);
    const worker = await world.worker(
      ['BUILDER', 'CI'],
      script(HELLO, 'tokens: 1200', 'result: { status: SUCCEEDED, notes: "Greets now." }'),
      { way, runId },
    );
    await world.runIn(runId, 'DONE_SUCCESS');
    expect(await worker.ended).toMatchObject({ attempts: { done: 2, lost: 0 }, fault: null });
    const phase = await world.client.phaseOf(runId, 'a');
    expect(phase.attempts).toMatchObject([
      { role: 'BUILDER', state: 'SUBMITTED', notes: 'Greets now.', gate: { verdict: 'PASS' } },
      { role: 'CI', ciVerdict: 'GREEN' },
    ]);
    if (way === 'command') expect(phase.attempts[0]).toMatchObject({ tokensUsed: 1200, tokensEstimated: false });
    expect(await git(place.path, 'show', `autonomous/${runId}:src/greeting.txt`)).toBe('hello');
    expect(await git(place.path, 'status', '--porcelain')).toBe('');
    expect(await leftBelow(worker.workRoot)).toEqual([]);
    await expectWhole(world.server.database, runId);
  });
});
void readdir;
void scripts;
