/** A thread of the pool: plays what it is sent, one task after the other. It knows no database, no disk and no clock. */
import { parentPort } from 'node:worker_threads';

import { type PlayTask, playTask, type Setup } from '../domain/foresight/play/play-task.js';

/** What a thread is sent. */
export interface ThreadTask {
  readonly setup: Setup;
  readonly task: PlayTask;
}

parentPort?.on('message', ({ setup, task }: ThreadTask) => parentPort!.postMessage(playTask(setup, task)));
