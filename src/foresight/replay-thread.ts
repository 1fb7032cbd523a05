/** A thread that plays recorded runs again, one after the other. It knows no database, no disk and no clock. */
import { parentPort } from 'node:worker_threads';

import { type BacktestedRun, backtestRun } from '../domain/replay/back-test.js';
import type { PolicyToTest } from '../domain/replay/compiled-again.js';
import type { RecordedRun } from '../domain/replay/recorded-run.js';
import { type Replay, replayRun } from '../domain/replay/replay-run.js';

/** What a thread is sent. `policy` null: each run is played under the strategy that it was frozen with. */
export interface ReplayTask {
  readonly recorded: RecordedRun;
  readonly policy: PolicyToTest | null;
}

/** `fault`: the play itself failed. */
export type ReplayAnswer = BacktestedRun | Replay | { readonly fault: string };

function answer({ recorded, policy }: ReplayTask): ReplayAnswer {
  try {
    return policy === null ? replayRun(recorded) : backtestRun(recorded, policy);
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

parentPort?.on('message', (task: ReplayTask) => parentPort!.postMessage(answer(task)));
