/** kill -9 of the server around a push, and two servers at once: all is on the remote, and nothing is pushed twice at a time (M3, C6). */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { PASSWORD, refsOfRun, RemoteApi, RemoteWorld } from '../e2e/remotes.fixture.js';
import { workApi } from '../support/api/workers.js';
import { WorkCycle } from '../support/scenarios/work-cycle.js';
import { CrashHarness } from '../support/server/crash-harness.js';
import { until, within } from '../support/waiting.js';

let harness: CrashHarness;
const before = process.env.AUTOPACK_REMOTE_PROTOCOLS;
beforeAll(async () => {
  process.env.AUTOPACK_REMOTE_PROTOCOLS = 'file';
  harness = await CrashHarness.open();
}, 60_000);
afterAll(async () => {
  if (before === undefined) delete process.env.AUTOPACK_REMOTE_PROTOCOLS;
  else process.env.AUTOPACK_REMOTE_PROTOCOLS = before;
  await harness?.close();
});

test.each(['before push_take', 'after push_take', 'before push_settle', 'after push_settle'])(
  'M3: killed %s, a server that comes back pushes all of it',
  async (name) => {
    const projectId = name.replaceAll(/[^a-z]+/g, '-');
    const runId = `${projectId}-1`;
    const cycle = new WorkCycle(projectId);
    let client = await harness.start();
    await cycle.prepare(workApi(client));
    const bare = join(harness.runsRoot, `${projectId}.git`);
    execFileSync('git', ['init', '-q', '--bare', bare]);
    expect((await new RemoteApi(client).set({ projectId, url: bare })).errors).toEqual([]);
    // Nothing is to be collected: the first push is that of the snapshot.
    await harness.database.query('update project_remote set collect_until = null');
    await harness.count({ name, nth: 1 });
    const killed = harness.gone();
    // The answer to the last command may come before the server dies, or not.
    await cycle.drive(runId, (send) => send(workApi(client))).catch(() => undefined);
    expect((await within('the server to die', killed, 20_000))[1]).toBe('SIGKILL');

    // The lease of the server that died is over.
    await harness.database.query('update project_remote set next_attempt_at = autopack_now()');
    client = await harness.start();
    await new RemoteApi(client).settled(projectId, 'IDLE');
    const [row] = await harness.database.query<{ commit: string; refs: number }>(
      `select (select commit from snapshot where run_id = $1) as commit, (select count(*)::int from remote_ref where run_id = $1 and state = 'PUSHED') as refs`,
      [runId],
    );
    expect([Object.keys(refsOfRun(bare, runId)).length, row!.refs]).toEqual([2, 2]);
    expect(refsOfRun(bare, runId)[`refs/heads/autonomous/${runId}`]).toBe(row!.commit);
    await harness.kill();
    cycle.close();
  },
  90_000,
);

test('M3: two servers push to one remote one after the other, each ref once', async () => {
  const world = await RemoteWorld.open();
  try {
    const other = await world.server.another();
    const { path, bare, remote } = await world.httpProject('two');
    let [now, most] = [0, 0];
    remote.instead = (request, response) => {
      if (!request.url!.endsWith('/git-receive-pack')) return false;
      most = Math.max(most, (now += 1));
      response.on('close', () => (now -= 1));
      return false;
    };
    const runs = ['two-1', 'two-2', 'two-3'];
    for (const runId of runs) await world.start(runId, 'two', ['a', 'b']);
    for (const file of ['src/one.txt', 'src/two.txt']) await Promise.all(runs.map((runId) => world.phase(runId, file)));
    await world.remotes.settled('two', 'IDLE');
    for (const runId of runs) expect(refsOfRun(bare, runId)).toEqual(refsOfRun(path, runId));
    expect(most).toBe(1);
    const [row] = await world.server.database.query<{ most: number }>(
      'select max(attempts)::int as most from remote_ref',
    );
    expect(row!.most).toBe(1);
    await until('the other server', () => fetch(`${other.url}/health`).then(({ ok }) => ok));
    expect(remote.seen.some(({ authorization }) => authorization?.includes(btoa(`robot:${PASSWORD}`)))).toBe(true);
  } finally {
    await world.close();
  }
}, 60_000);
