/**
 * Threads that play recorded runs again: outside of the thread that answers requests. Each request has one, which ends
 * with it; as many work at once as `MOST_REPLAYS` says, and further requests are refused, not queued.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { PACKAGE_ROOT } from '../common/package-root.js';
import type { BacktestedRun } from '../domain/replay/back-test.js';
import type { PolicyToTest } from '../domain/replay/compiled-again.js';
import type { RecordedRun } from '../domain/replay/recorded-run.js';
import type { Replay } from '../domain/replay/replay-run.js';
import type { ReplayAnswer, ReplayTask } from './replay-thread.js';
import { answerOf } from './thread-answer.js';

export const MOST_REPLAYS = 2;
/** Compiled: a thread starts without the loaders of a development server or a test runner. */
const THREAD = pathToFileURL(join(PACKAGE_ROOT, 'dist', 'foresight', 'replay-thread.js'));

/** The thread of one request. */
export interface ReplayThread {
  /** Under another policy. */
  backtest(recorded: RecordedRun, policy: PolicyToTest): Promise<BacktestedRun | { readonly fault: string }>;
  /** Under the strategy that the run was frozen with. */
  replay(recorded: RecordedRun): Promise<Replay | { readonly fault: string }>;
  /** Ends it. Each request must, whatever becomes of it. */
  release(): void;
}

@Injectable()
export class ReplayPool implements OnModuleDestroy {
  private readonly running = new Set<ReplayThread>();

  /** Null: as many as may are at work already. Aborting the signal stops the thread: what waits for it rejects. */
  acquire(signal: AbortSignal): ReplayThread | null {
    if (this.running.size >= MOST_REPLAYS) return null;
    signal.throwIfAborted();
    const worker = new Worker(THREAD);
    const release = (): void => {
      this.running.delete(thread);
      signal.removeEventListener('abort', release);
      void worker.terminate();
    };
    const ask = <Answer extends ReplayAnswer>(task: ReplayTask) => answerOf<Answer>(worker, task);
    const thread: ReplayThread = {
      backtest: (recorded, policy) => ask({ recorded, policy }),
      replay: (recorded) => ask({ recorded, policy: null }),
      release,
    };
    this.running.add(thread);
    signal.addEventListener('abort', release, { once: true });
    return thread;
  }

  onModuleDestroy(): void {
    for (const thread of [...this.running]) thread.release();
  }
}
