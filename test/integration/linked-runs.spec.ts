/** Linked runs on several servers (P10): who ends a run answers when all that wait behind it are as they should be, whichever server was faster with one of them. */
import { type TestDatabase } from '../support/server/databases.js';
import { type LifecycleServer, planOf } from '../support/server/lifecycle.js';
import { useLifecycleServers } from '../support/server/use-lifecycle-servers.js';

let database: TestDatabase;
let server: LifecycleServer;
let faster: LifecycleServer;

useLifecycleServers((opened) => ({ database, server, other: faster } = opened));

const states = async (): Promise<string[]> =>
  (await database.query<{ state: string }>(`select state from run where run_id like 'line%' order by run_id`)).map(
    ({ state }) => state,
  );

test('P10: the answer comes when all that wait have ended, though a sweeper ended the first of them and has not gone on', async () => {
  const caller = { safetyProfile: null, runScope: 'SINGLE_TIER' } as const;
  const { runs } = await server.startPlan('line', { tiers: planOf(1, 1, 1, 1) }, { caller });
  expect(runs.map(({ runId }) => runId)).toEqual(['line', 'line-2', 'line-3', 'line-4']);
  // It has written, and what follows its commit is still to come.
  faster.pipeline.follow = async () => null;
  const run = server.pipeline.run.bind(server.pipeline);
  let wasFaster = false;
  server.pipeline.run = async (command) => {
    if (command.name === 'predecessor' && !wasFaster) {
      wasFaster = true;
      await faster.lifecycle.releaseRun('line-2');
    }
    return run(command);
  };
  await server.lifecycle.cancelRun({ runId: 'line', expectedRunVersion: null, key: null }, 'enough');
  expect(await states()).toEqual(Array.from({ length: 4 }, () => 'DONE_FAILED_CANCELLED'));
});
