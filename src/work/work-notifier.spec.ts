import { jest } from '@jest/globals';

import { ServerStop } from '../common/server-stop.js';
import type { WorkerRole } from '../domain/model/vocabulary.js';
import type { WorkQueueStore } from '../lifecycle/claims/work-queue.store.js';
import { CommitHooks } from '../lifecycle/pipeline/commit-hooks.js';
import { WorkNotifier } from './work-notifier.js';

const never = new AbortController().signal;

/** A notifier over a queue that has so much work ready in every place. */
function aNotifier(ready = 1) {
  let looks = 0;
  const queue: Pick<WorkQueueStore, 'ready' | 'ended'> = {
    ready: async (places) => ((looks += 1), places.map(() => ready)),
    ended: async () => new Set(),
  };
  const stop = new ServerStop();
  const notifier = new WorkNotifier(queue as WorkQueueStore, new CommitHooks(), stop);
  notifier.onModuleInit();
  return { notifier, stop, looks: () => looks };
}

const any = (role: WorkerRole) => ({ role, projectId: null, runId: null });

describe('W1: notifications of waiting claims', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('W1: commits that follow one another faster than it collects them do not put it off', async () => {
    const { notifier, looks } = aNotifier();
    let woken = false;
    void notifier.wait(any('BUILDER'), 30_000, never).then(() => (woken = true));
    for (let ms = 0; ms < 50; ms += 1) {
      notifier.committed();
      await jest.advanceTimersByTimeAsync(1);
    }
    expect(woken).toBe(true);
    expect(looks()).toBeGreaterThanOrEqual(1);
    await notifier.beforeApplicationShutdown();
  });

  it.each(['committed', 'workDue', 'projectChanged'] as const)(
    'W1: %s wakes at once, not with the next look',
    async (what) => {
      const { notifier } = aNotifier();
      let woken = false;
      void notifier.wait(any('CI'), 30_000, never).then(() => (woken = true));
      notifier[what]();
      await jest.advanceTimersByTimeAsync(10);
      expect(woken).toBe(true);
      await notifier.beforeApplicationShutdown();
    },
  );

  it('W1: as many claims are woken as there is work for, in order of arrival, in each place separately', async () => {
    const { notifier } = aNotifier(2);
    const woken: string[] = [];
    const waits = (name: string, projectId: string | null) =>
      void notifier.wait({ ...any('BUILDER'), projectId }, 30_000, never).then(() => woken.push(name));
    for (const i of [1, 2, 3]) waits(`any ${i}`, null);
    for (const i of [1, 2, 3]) waits(`of p ${i}`, 'p');
    notifier.committed();
    await jest.advanceTimersByTimeAsync(10);
    expect(woken).toEqual(['any 1', 'any 2', 'of p 1', 'of p 2']);
    await notifier.beforeApplicationShutdown();
  });

  it('W1: a stop wakes all claims at once, and no claim waits after it', async () => {
    const { notifier, stop } = aNotifier();
    const waits = [
      notifier.wait(any('CI'), 30_000, never),
      notifier.wait({ ...any('AUDITOR'), projectId: 'p' }, 30_000, never),
    ];
    stop.begin();
    await Promise.all(waits);
    await notifier.wait(any('BUILDER'), 30_000, never);
    expect(notifier.isClosed).toBe(true);
    await notifier.beforeApplicationShutdown();
  });
});
