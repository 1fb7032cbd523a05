import { jest } from '@jest/globals';
import { ServerStop } from '../common/server-stop.js';
import { CommitHooks } from '../lifecycle/pipeline/commit-hooks.js';
import { WorkBell } from './work-bell.js';
import type { WorkerRole } from '../domain/shared/vocabulary.js';
import type { WorkRepository } from './work.repository.js';

const never = new AbortController().signal;

/** A bell over a queue that always has work. */
function aBell() {
  let looks = 0;
  const queue = { readyWork: async () => ((looks += 1), [{ role: 'BUILDER', ready: 1 }]) } as unknown as WorkRepository;
  const stop = new ServerStop();
  const bell = new WorkBell(queue, new CommitHooks(), stop);
  bell.onModuleInit();
  return { bell, stop, looks: () => looks };
}

const any = (role: WorkerRole) => ({ role, projectId: null, runId: null });

describe('W1: the bell for claims that wait', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('commits that follow one another faster than it collects them do not put it off', async () => {
    const { bell, looks } = aBell();
    let woken = false;
    void bell.wait(any('BUILDER'), 30_000, never).then(() => (woken = true));
    for (let ms = 0; ms < 50; ms += 1) {
      bell.committed();
      await jest.advanceTimersByTimeAsync(1);
    }
    expect(woken).toBe(true);
    expect(looks()).toBeGreaterThanOrEqual(1);
    await bell.beforeApplicationShutdown();
  });

  it('W1: the word of a stop wakes everybody at once, and nobody waits after it', async () => {
    const { bell, stop } = aBell();
    const waits = [bell.wait(any('CI'), 30_000, never), bell.wait({ ...any('AUDITOR'), projectId: 'p' }, 30_000, never)];
    stop.begin();
    await Promise.all(waits);
    await bell.wait(any('BUILDER'), 30_000, never);
    expect(bell.isClosed).toBe(true);
    await bell.beforeApplicationShutdown();
  });
});
