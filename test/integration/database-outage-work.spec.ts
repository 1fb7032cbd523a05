/** The database goes away amid the work cycle on a real repository: rows and refs come together again, and nothing is done twice (C6, G7). */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { readSettings } from '../../src/config/settings.js';
import { type RunningServer, startServer } from '../../src/main.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { graphqlClient } from '../support/graphql-client.js';
import { type RetryUntilAnswered, WorkCycle } from '../support/scenarios/work-cycle.js';
import type { Cut } from '../support/server/database-proxy.js';
import { KillableDatabase } from '../support/server/killable-database.js';

let database: KillableDatabase;
let runsRoot: string;
let server: RunningServer;
let api: WorkApi;
let cycle: WorkCycle;

beforeAll(async () => {
  database = await KillableDatabase.open();
  runsRoot = await mkdtemp(join(tmpdir(), 'autopack-runs-'));
  const environment = {
    PORT: '0',
    DATABASE_URL: database.url,
    AUTONOMOUS_RUNS_DIR: runsRoot,
    AUTOPACK_LOG_LEVEL: 'silent',
  };
  server = await startServer(readSettings(environment, process.cwd()));
  api = workApi(graphqlClient(server.url));
  cycle = new WorkCycle('outage');
  await cycle.prepare(api);
}, 60_000);
afterAll(async () => {
  await server?.close();
  await database?.drop();
  await rm(runsRoot, { recursive: true, force: true });
  cycle?.close();
});

const WHEN: readonly Cut['when'][] = ['before', 'sent', 'answered'];
/** Four claims and four results; each result needs a second write when its refs have moved (G7). */
const WRITES = 10;

it.each(WHEN)(
  'C6, W5, G7: every write of the cycle loses its connection (%s): the commands are answered as if nothing had been',
  async (when) => {
    const cuts = database.proxy.cutEach({ statement: 'commit_work', when });
    await cycle.drive(`cut-${when}`, (send) => send(api));
    database.proxy.spare();
    await cycle.expectDone(`cut-${when}`, api, database);
    expect(cuts()).toBeGreaterThanOrEqual(WRITES);
  },
  60_000,
);

it('C6, W5, G7: a database that is killed at one write after the other comes back, and the run ends as it would have', async () => {
  const runId = 'killed';
  let kills = 0;
  let over = false;
  const killing = (async () => {
    for (const when of [...WHEN, ...WHEN]) {
      await database.proxy.cutOnce({ statement: 'commit_work', when });
      if (over) return;
      kills += 1;
      await database.killAndRestart();
    }
  })();
  /** An answer that got lost is asked for again, under the same key. */
  const assert: RetryUntilAnswered = async (send) => {
    for (let again = 0; ; again += 1) {
      const answer = await send(api).catch((error: unknown) => {
        if (again >= 20) throw error;
        return null;
      });
      if (answer && !answer.errors[0]?.retryable) return answer;
      await sleep(500);
    }
  };
  await cycle.drive(runId, assert);
  over = true;
  database.proxy.spare();
  await cycle.expectDone(runId, api, database);
  expect(kills).toBeGreaterThanOrEqual(5);
  await Promise.race([killing, Promise.resolve()]);
}, 120_000);
