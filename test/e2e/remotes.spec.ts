/** Pushing to remotes: real bare repositories, over files and over HTTP with a login (M3). */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { plan } from '../support/api/api.js';
import { aPatch, type WorkApi, workApi } from '../support/api/workers.js';
import { git, Repositories } from '../support/git/small-repositories.js';
import { createProject } from '../support/scenarios/use-work-server.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';
import { bareRepository, HttpRemote, refsOf, RemoteApi } from './remotes.fixture.js';

const PASSWORD = 'hunter2-very-secret';

let server: TestServer;
let api: WorkApi;
let remotes: RemoteApi;
let repositories: Repositories;
let credentials: string;
const opened: HttpRemote[] = [];

beforeAll(async () => {
  repositories = new Repositories();
  credentials = join(repositories.folder, 'credentials.json');
  grant({});
  server = await startTestServer({
    ...{ AUTOPACK_REMOTE_PROTOCOLS: 'https,ssh,http,file', AUTOPACK_REMOTE_CREDENTIALS: credentials },
  });
  api = workApi(server);
  remotes = new RemoteApi(server);
}, 60_000);
afterAll(async () => {
  for (const remote of opened) await remote.down();
  await server?.close();
  repositories?.remove();
});

function grant(entries: object): void {
  writeFileSync(credentials, JSON.stringify(entries));
  chmodSync(credentials, 0o600);
}

/** A project with a repository, and a bare one that could be its remote. */
async function project(name: string): Promise<{ path: string; bare: string }> {
  const path = repositories.make(name);
  git(path, 'checkout', '-q', '--detach');
  await createProject(api, { projectId: name, repositoryPath: path, defaultBranch: 'trunk', allowPromotion: true });
  return { path, bare: bareRepository(join(repositories.folder, `${name}.git`)) };
}

async function httpRemote(bare: string): Promise<HttpRemote> {
  const remote = await HttpRemote.open(bare, 'robot', PASSWORD);
  opened.push(remote);
  return remote;
}

const set = async (projectId: string, url: string) =>
  expect((await remotes.set({ projectId, url })).errors).toEqual([]);

async function start(runId: string, projectId: string, phases: readonly string[] = ['a']): Promise<void> {
  expect((await api.startRun({ runId, projectId, tiers: plan({ T1: [...phases] }) })).errors).toEqual([]);
}

/** Builds the next phase of a run, and CI finds it green. */
async function phase(runId: string, name = 'src/added.txt'): Promise<void> {
  const { token } = await api.lease('BUILDER', { runId });
  expect((await api.build(token, { patch: aPatch(name) })).errors).toEqual([]);
  expect((await api.ci({ leaseToken: (await api.lease('CI', { runId })).token })).errors).toEqual([]);
}

const ownRefs = (path: string, runId: string) =>
  Object.fromEntries(Object.entries(refsOf(path)).filter(([ref]) => ref.includes(`/autonomous/${runId}`)));

describe('M3: what is pushed, and when', () => {
  it('M3: branch and tags of a run are on the remote after each snapshot', async () => {
    const { path, bare } = await project('each');
    await set('each', bare);
    await start('each-1', 'each', ['a', 'b']);
    await phase('each-1');
    await until('the first snapshot', () => Object.keys(ownRefs(bare, 'each-1')).length === 2);
    expect(ownRefs(bare, 'each-1')).toEqual(ownRefs(path, 'each-1'));
    await phase('each-1', 'src/second.txt');
    await until('the second snapshot', () => Object.keys(ownRefs(bare, 'each-1')).length === 3);
    expect(ownRefs(bare, 'each-1')).toEqual(ownRefs(path, 'each-1'));
    expect(Object.keys(refsOf(bare)).filter((ref) => !ref.includes('/autonomous/'))).toEqual([]);
    const { push, url } = await remotes.settled('each', 'IDLE');
    expect([url, push.pendingRefs, push.failures, push.lastFault]).toEqual([`file://${bare}`, 0, 0, null]);
    expect(push.lastPushedAt).not.toBeNull();
  });

  it('M3: over HTTP with a login, which no other address gets', async () => {
    const { path, bare } = await project('http');
    const remote = await httpRemote(bare);
    grant({ [`${remote.origin}/other/`]: { token: 'wrong' }, [remote.url]: { username: 'robot', password: PASSWORD } });
    await set('http', remote.url);
    await start('http-1', 'http');
    await phase('http-1');
    await remotes.settled('http', 'IDLE');
    await until('the refs', () => Object.keys(ownRefs(bare, 'http-1')).length === 2);
    expect(ownRefs(bare, 'http-1')).toEqual(ownRefs(path, 'http-1'));
    const { credentials: known } = (await remotes.remoteOf('http'))!;
    expect(known).toEqual({ kinds: ['PASSWORD'], webhookSecret: false, fault: null });
  });

  it('M3: a promotion pushes its target', async () => {
    const { path, bare } = await project('promoted');
    await set('promoted', bare);
    await start('promoted-1', 'promoted');
    await phase('promoted-1');
    await remotes.settled('promoted', 'IDLE');
    const { errors } = await api.command('promoteRun', { runId: 'promoted-1' });
    expect(errors).toEqual([]);
    await until('the target', () => refsOf(bare)['refs/heads/trunk'] !== undefined);
    expect(refsOf(bare)['refs/heads/trunk']).toBe(refsOf(path)['refs/heads/trunk']);
  });
});
