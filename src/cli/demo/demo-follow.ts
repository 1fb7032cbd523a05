/** Watches a run until it has ended, showing what happens. It only looks: the workers and the server do the work. */
import { setTimeout as delay } from 'node:timers/promises';

import type { GraphqlClient } from '../graphql/client.js';
import { lookAtRun } from './demo-run.js';
import type { DemoScreen } from './demo-screen.js';
import { EventWords } from './demo-words.js';

/** Often enough to look alive, seldom enough not to be felt on two cores. */
const LOOK_MS = 300;

export interface Watch {
  readonly isStopped: () => boolean;
  /** Rejects when nobody works on the run any more. */
  readonly failed: Promise<never>;
}

/** False if it was asked to stop on the way. The run itself ends by its deadline at the latest (B5). */
export async function followRun(
  client: GraphqlClient,
  runId: string,
  screen: DemoScreen,
  watch: Watch,
): Promise<boolean> {
  const words = new EventWords();
  let seen = 0;
  for (;;) {
    if (watch.isStopped()) return false;
    const { run, events } = await lookAtRun(client, runId, seen);
    seen = events.at(-1)?.seq ?? seen;
    screen.show(
      run,
      events.flatMap((event) => words.report(event) ?? []),
    );
    if (run.isTerminal && seen === run.version) return true;
    await Promise.race([delay(LOOK_MS), watch.failed]);
  }
}
