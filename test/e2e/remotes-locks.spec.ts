/** A remote that is set or removed while a run writes its refs (M3): both go through, whatever the order of the rows. */
import pg from 'pg';

import { until } from '../support/waiting.js';
import { bareRepository, RemoteWorld } from './remotes.fixture.js';

let world: RemoteWorld;
beforeAll(async () => (world = await RemoteWorld.open()), 60_000);
afterAll(() => world?.close());
import.meta.jest.setTimeout(60_000);

const refsOfRun = (runId: string) =>
  world.server.database.query<{ ref: string; state: string; pushed: string }>(
    'select ref, state, pushed from remote_ref where run_id = $1 order by ref',
    [runId],
  );

async function pushed(projectId: string): Promise<string> {
  const { bare } = await world.project(projectId);
  await world.set(projectId, bare);
  await world.start(`${projectId}-1`, projectId);
  await world.phase(`${projectId}-1`);
  await world.remotes.settled(projectId, 'IDLE');
  return bare;
}

it.each(['set', 'removed'])('M3: a remote that is %s while a run writes its branch and its tag', async (what) => {
  const projectId = `locks-${what}`;
  const runId = `${projectId}-1`;
  await pushed(projectId);
  const { database } = world.server;
  const writer = new pg.Client({ connectionString: database.url });
  await writer.connect();
  try {
    const write = (kind: string) =>
      writer.query(`update remote_ref set wanted_at = wanted_at where run_id = $1 and ref like $2`, [runId, kind]);
    // The branch lies behind the tag: a scan meets the tag first.
    await writer.query('begin');
    await writer.query(
      `create temporary table branch on commit drop as select * from remote_ref where run_id = '${runId}' and ref like 'refs/heads/%'`,
    );
    await writer.query(`delete from remote_ref where run_id = '${runId}' and ref like 'refs/heads/%'`);
    await writer.query('insert into remote_ref select * from branch');
    await writer.query('commit');
    await writer.query('begin');
    await write('refs/heads/%');
    const other = bareRepository(`${world.repositories.folder}/other-${what}.git`);
    const command = what === 'set' ? world.remotes.set({ projectId, url: other }) : world.remotes.remove(projectId);
    await until('the command that waits', async () => {
      const waiting = await database.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%project_remote%'`,
      );
      return waiting.length > 0 || null;
    });
    await write('refs/tags/%');
    await writer.query('commit');
    expect((await command).errors).toEqual([]);
    if (what === 'removed') expect(await refsOfRun(runId)).toEqual([]);
  } finally {
    await writer.end();
  }
});

it('M3: the same address set again forgets nothing that was pushed', async () => {
  const bare = await pushed('locks-same');
  const before = await refsOfRun('locks-same-1');
  expect(before.map(({ state }) => state)).toEqual(['PUSHED', 'PUSHED']);
  expect((await world.remotes.set({ projectId: 'locks-same', url: bare })).errors).toEqual([]);
  expect(await refsOfRun('locks-same-1')).toEqual(before);
});
