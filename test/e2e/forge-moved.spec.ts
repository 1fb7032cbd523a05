/** Proposals of projects whose remote becomes another one, and answers of a forge that nobody foresaw (M3). */
import pg from 'pg';

import { RELEASE_PROJECT } from '../../src/forges/forge-poll.statements.js';
import { git } from '../support/git/small-repositories.js';
import { until } from '../support/waiting.js';
import { ForgeWorld, openForge } from './forges.fixture.js';

let world: ForgeWorld;
beforeAll(async () => {
  world = await ForgeWorld.open();
}, 60_000);
afterAll(() => world?.close());
import.meta.jest.setTimeout(60_000);

it('M3: with another remote a request is another change there, and nobody’s change of that number is touched', async () => {
  const { path, forge } = await world.project('moved');
  await world.succeeded('moved-1', 'moved');
  await world.accepted('moved-1');
  await world.opened('moved-1');
  const there = await openForge(world.work.repositories.folder, 'moved-elsewhere', 'GITHUB', path);
  try {
    const theirs = there.forge.open({ title: 'Theirs', body: 'mine', draft: false, head: 'feature', base: 'trunk' });
    world.grant(`${there.door.origin}/acme/`, { token: world.token });
    const { errors } = await world.work.remotes.set({ projectId: 'moved', url: there.remote, forge: 'GITHUB' });
    expect(errors).toEqual([]);
    await world.accepted('moved-1');
    const { change } = await world.settled(
      'a change there',
      'moved-1',
      (each) => each.change?.state === 'OPEN' && each.change.url!.startsWith(there.door.origin),
    );
    expect(change).toMatchObject({ number: 2, base: 'trunk', problem: null });
    git(path, 'push', '-q', there.bare, 'trunk:refs/heads/release');
    expect(theirs).toMatchObject({ title: 'Theirs', body: 'mine', base: 'trunk' });
    expect(forge.changes.map(({ state }) => state)).toEqual(['open']);
  } finally {
    await there.door.down();
  }
});

it('M3: a change that is no longer of the run’s branch is not written to', async () => {
  const { forge, path, bare } = await world.project('replaced');
  await world.succeeded('replaced-1', 'replaced');
  await world.accepted('replaced-1');
  await world.opened('replaced-1');
  // The repository was made anew under the same name: the number is somebody else’s.
  forge.update(forge.changes[0]!, { title: 'Theirs', body: 'mine', head: 'feature' });
  git(path, 'push', '-q', bare, 'trunk:refs/heads/release');
  await world.accepted('replaced-1', { targetBranch: 'release' });
  const { change } = await world.settled('the fault', 'replaced-1', (each) => each.change?.problem != null);
  expect(change!.problem!.code).toBe('not_found');
  expect(forge.changes[0]).toMatchObject({ title: 'Theirs', body: 'mine', base: 'trunk' });
});

it('M3: whatever a check is called, its change goes on', async () => {
  const { forge } = await world.project('named');
  const head = await world.succeeded('named-1', 'named');
  forge.checks.set(head, [
    { name: `${'x'.repeat(199)}😀`, state: 'completed', conclusion: 'success' },
    { name: 'nul\u0000 and \u001b[31m red', state: 'success' },
  ]);
  await world.accepted('named-1');
  const { checks, checksVerdict } = await world.opened('named-1');
  expect(checksVerdict).toBe('GREEN');
  expect(checks.map(({ name }) => name)).toEqual([expect.stringMatching(/^x{199}/), 'nul\ufffd and \ufffd[31m red']);
});

it('M3: two projects of one forge are told of its limit at the same time, and neither waits for the other', async () => {
  const { url } = world.work.server.database;
  const [holder, one, two] = await Promise.all(
    [1, 2, 3].map(async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    }),
  );
  try {
    for (const id of ['limit-a', 'limit-b']) {
      await world.work.api.command('createProject', { projectId: id });
      await holder!.query(
        `insert into forge_poll (project_id, host, poll_id, leased_until, blocked_until) values ($1, 'limited.example', $1, autopack_now() + interval '1 hour', autopack_now())`,
        [id],
      );
    }
    await holder!.query('begin');
    await holder!.query(`select from forge_poll where project_id = 'limit-b' for update`);
    const release = (client: pg.Client, id: string) => client.query(RELEASE_PROJECT.text, [id, id, 60_000]);
    const isWaiting = (count: number) =>
      until(`${count} that wait`, async () => {
        const rows = await world.work.server.database.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%blocked_until%'`,
        );
        return rows.length === count || null;
      });
    const released = [release(two!, 'limit-b')];
    await isWaiting(1);
    released.push(release(one!, 'limit-a'));
    await isWaiting(2);
    await holder!.query('commit');
    await Promise.all(released);
    const { rows } = await holder!.query(
      `select poll_id, leased_until <= autopack_now() as free, blocked_until > autopack_now() as blocked from forge_poll where host = 'limited.example'`,
    );
    expect(rows).toEqual([1, 2].map(() => ({ poll_id: null, free: true, blocked: true })));
  } finally {
    for (const client of [holder, one, two]) await client!.end();
  }
});

describe('M3: a change that is not opened yet ends when its project', () => {
  /** Requested, and refused by the forge; nothing is looked at any more unless a command has it looked at. */
  async function refused(projectId: string) {
    const place = await world.project(projectId);
    const runId = `${projectId}-1`;
    await world.succeeded(runId, projectId);
    place.forge.instead = () => ({ status: 422, body: { message: 'No' } });
    await world.accepted(runId);
    await world.settled('the refusal', runId, ({ change }) => change?.problem?.code === 'refused');
    const { database } = world.work.server;
    await until('a pause', async () => {
      await database.query(
        `update promotion_change set next_at = autopack_now() + interval '1 day' where run_id = $1`,
        [runId],
      );
      const taken = await database.query('select 1 from forge_poll where project_id = $1 and poll_id is not null', [
        projectId,
      ]);
      return taken.length === 0;
    });
    place.forge.instead = () => null;
    place.forge.requests.length = 0;
    return { ...place, runId };
  }

  const ended = (runId: string, words: RegExp) =>
    until('the end', async () => {
      const { change } = await world.promotionOf(runId);
      if (change!.state === 'REQUESTED') return null;
      expect(change).toMatchObject({ state: 'GIVEN_UP', nextLookAt: null, endedAt: expect.any(String) });
      expect(change!.problem).toMatchObject({ code: 'no_remote', message: expect.stringMatching(words) });
      return change;
    });

  it('M3: has no remote any more, and can be requested when it has one again', async () => {
    const { forge, remote, runId } = await refused('removed');
    expect((await world.work.remotes.remove('removed')).errors).toEqual([]);
    await ended(runId, /"removed" was removed.*setProjectRemote/);
    expect(await world.reasons(runId)).toEqual(['no_remote']);
    expect(forge.requests).toEqual([]);
    await world.work.remotes.set({ projectId: 'removed', url: remote, forge: 'GITHUB' });
    await world.accepted(runId);
    expect((await world.opened(runId)).change).toMatchObject({ number: 1, problem: null });
  });

  it('M3: has another remote, or another forge there', async () => {
    const { forge, remote, runId } = await refused('changed');
    await world.work.remotes.set({ projectId: 'changed', url: remote, forge: 'GITEA' });
    await ended(runId, /forge of project "changed" has become GITEA \(it was GITHUB\)/);
    await world.accepted(runId);
    await world.work.remotes.set({ projectId: 'changed', url: `${remote}/other`, forge: 'GITEA' });
    await ended(runId, /has become another one, http.*\/other/);
    expect(forge.changes).toEqual([]);
  });
});

it('M3: a run that is promoted while a change of it is requested is not proposed any more', async () => {
  await world.project('promoted');
  await world.work.api.command('updateProject', { projectId: 'promoted', allowPromotion: true });
  await world.succeeded('promoted-1', 'promoted');
  const { database } = world.work.server;
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  try {
    await holder.query('begin; lock table promotion_change in exclusive mode');
    const proposed = world.reasons('promoted-1');
    await until('the request that waits', async () => {
      const waiting = await database.query(
        `select from pg_locks where not granted and relation = 'promotion_change'::regclass`,
      );
      return waiting.length > 0 || null;
    });
    expect(await world.reasons('promoted-1', { kind: 'MERGE' })).toEqual([]);
    await holder.query('commit');
    expect(await proposed).toEqual(['already_promoted']);
  } finally {
    await holder.end();
  }
  expect(await world.promotionOf('promoted-1')).toMatchObject({ kind: 'MERGE', change: null });
});
