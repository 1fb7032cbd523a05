/** B6, W8: what an agent says at its end, over the whole way to the attempt: trouble of its provider, words of its work, and why it changed nothing. */
import { driverFor } from '../../src/worker/agents/agent-choice.js';
import { script, WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(180_000);

/** One attempt of an agent that is a shell script; what is kept of it. */
async function attempt(words: readonly string[]): Promise<{ readonly notes: string; readonly used: number }> {
  const runId = await world.run(await world.project());
  const worker = await world.worker(['BUILDER'], script('noChange'), {
    runId,
    driver: driverFor({ command: [...words] }),
    once: true,
    waitSeconds: 10,
  });
  await worker.ended;
  const phase = await world.client.phaseOf(runId, 'a');
  return { notes: phase.attempts[0]!.notes ?? '', used: phase.builderAttempts };
}

const shell = (text: string): string[] => ['bash', '-c', text];

describe('W8: an agent that changes nothing', () => {
  it('W8: keeps what it said, readable, without the place where it worked', async () => {
    const { notes, used } = await attempt(
      shell(
        `printf '\\033[31mI read '; pwd; printf 'and left it.\\n'; echo 'I could not do it: the schema is missing' >&2`,
      ),
    );
    expect(used).toBe(1);
    expect(notes).toMatch(/The agent changed nothing\. Its last words:\nI read \.\nand left it\./);
    expect(notes).toContain('On standard error:\nI could not do it: the schema is missing');
    expect(notes).not.toContain('\u001b');
    expect(notes).not.toContain(world.folder);
  });

  it('W8: keeps only the end of many words, and none of the secrets that were passed on', async () => {
    const { notes } = await attempt(
      shell(`for i in $(seq 5000); do echo "line $i"; done; echo 'token ghp_0123456789abcdefghijABCDEFGHIJ012345'`),
    );
    expect(notes).toContain('line 5000');
    expect(notes).not.toContain('ghp_0123456789');
    expect(notes.length).toBeLessThan(4_000);
  });
});

describe('B6: an agent whose provider failed', () => {
  it.each([
    ['ends with 0 and says nothing else', `echo 'API Error: 529 Overloaded'`, 'out of order'],
    [
      'ends with 1 and says so on standard error',
      `echo 'Error: No authentication information found.' >&2; exit 1`,
      'not logged in',
    ],
  ])('B6: %s: no attempt is used', async (_, text, what) => {
    const { notes, used } = await attempt(shell(text));
    expect({ used, notes }).toEqual({ used: 0, notes: expect.stringContaining(what) });
  });
});

describe('B6: an agent that speaks of such things', () => {
  it.each([
    ['ends with 0', `echo 'expected 401, got 200: I changed nothing'`],
    ['ends with 1', `echo '3 of 503 tests failed' >&2; exit 1`],
    ['did work', `echo hello > src/greeting.txt; echo 'API Error: 529 Overloaded'`],
  ])('B6: and %s has used its attempt', async (_, text) => {
    const { notes, used } = await attempt(shell(text));
    expect({ used, notes }).toEqual({ used: 1, notes: expect.not.stringContaining('could not work') });
  });
});
