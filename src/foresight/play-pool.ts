/**
 * The threads that play: outside of the thread that answers requests, so that a long simulation delays nobody. Each
 * simulation has threads of its own, which end with it; as many simulations run at once as `MOST_SIMULATIONS` says, and
 * further ones are refused, not queued. A library is not used: a pool whose threads live as long as one simulation is a
 * list, and stopping is `terminate`.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

import { Injectable, type OnModuleDestroy } from '@nestjs/common';

import { PACKAGE_ROOT } from '../common/package-root.js';
import type { PlayOutcome } from '../domain/foresight/play/play-plan.js';
import type { Player, PlayTask, Setup } from '../domain/foresight/play/play-task.js';
import type { ThreadTask } from './play-thread.js';
import { answerOf } from './thread-answer.js';

export const MOST_SIMULATIONS = 2;
/** Plays of one task of a thread: small enough to share a simulation out evenly. */
const PLAYS_PER_TASK = 25;
const MOST_THREADS = 4;
/** Compiled: a thread starts without the loaders of a development server or a test runner. */
const THREAD = pathToFileURL(join(PACKAGE_ROOT, 'dist', 'foresight', 'play-thread.js'));

/** The threads of one simulation. */
export interface Threads {
  readonly player: Player;
  /** Ends them. Each simulation must, whatever becomes of it. */
  release(): void;
}

@Injectable()
export class PlayPool implements OnModuleDestroy {
  private readonly running = new Set<Threads>();

  /** Null: as many simulations as may are running already. Aborting the signal stops the plays: `player` rejects. */
  acquire(setup: Setup, signal: AbortSignal): Threads | null {
    if (this.running.size >= MOST_SIMULATIONS) return null;
    const workers: Worker[] = [];
    const release = (): void => {
      this.running.delete(threads);
      signal.removeEventListener('abort', release);
      for (const worker of workers.splice(0)) void worker.terminate();
    };
    const threads: Threads = { player: (task) => played(workers, setup, task, signal), release };
    this.running.add(threads);
    signal.addEventListener('abort', release, { once: true });
    return threads;
  }

  onModuleDestroy(): void {
    for (const threads of [...this.running]) threads.release();
  }
}

/** Parts go to whichever thread is free; their outcomes are put together in the order of the plays. */
async function played(
  workers: Worker[],
  setup: Setup,
  { plays, variant }: PlayTask,
  signal: AbortSignal,
): Promise<readonly PlayOutcome[]> {
  const parts: PlayTask[] = [];
  for (let i = 0; i < plays.length; i += PLAYS_PER_TASK)
    parts.push({ plays: plays.slice(i, i + PLAYS_PER_TASK), variant });
  const outcomes: (readonly PlayOutcome[])[] = [];
  const wanted = Math.min(parts.length, MOST_THREADS, Math.max(1, availableParallelism() - 1));
  while (workers.length < wanted) workers.push(new Worker(THREAD));
  let next = 0;
  const work = async (worker: Worker): Promise<void> => {
    while (next < parts.length) {
      const part = next;
      next += 1;
      signal.throwIfAborted();
      const task: ThreadTask = { setup, task: parts[part]! };
      outcomes[part] = await answerOf<readonly PlayOutcome[]>(worker, task);
    }
  };
  await Promise.all(workers.slice(0, wanted).map(work));
  return outcomes.flat();
}
