/** Files follow a commit and no answer waits for them (F2): who looks at them gives them a moment. */
import { setTimeout as delay } from 'node:timers/promises';

import type { GraphqlClient } from './client.js';
import { gql } from './gql.js';

/** In normal operation no file is more than one second behind. */
const PATIENCE_MS = 3_000;
const PAUSE_MS = 50;

const LOOK = gql('query FilesInPlace($runId: ID!) { run(runId: $runId) { version fileLayout { upToDate } } }');

/** Waits until the files of a run show its rows. False: the run has not changed for some seconds, and they still do not. */
export async function filesInPlace(client: GraphqlClient, runId: string): Promise<boolean> {
  let seen = { version: -1, at: 0 };
  for (;;) {
    const { run } = await client.request(LOOK, { runId });
    if (!run || run.fileLayout.upToDate) return true;
    const now = performance.now();
    if (run.version !== seen.version) seen = { version: run.version, at: now };
    else if (now - seen.at > PATIENCE_MS) return false;
    await delay(PAUSE_MS);
  }
}
