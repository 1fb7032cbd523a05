/** Pushes that fail: shown in words, tried again, and never the end of a run (M3). */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';

import { RemoteRepository } from '../../src/git/remote-repository.js';
import { gql } from '../support/api/gql.js';
import { git } from '../support/git/small-repositories.js';
import { startTestServer } from '../support/server/server.js';
import { until, within } from '../support/waiting.js';
import { PASSWORD, refsOf, refsOfRun, RemoteApi, RemoteWorld } from './remotes.fixture.js';

let world: RemoteWorld;
beforeAll(async () => (world = await RemoteWorld.open()), 60_000);
afterAll(() => world?.close());

const ATTENTION = gql('query ($runId: ID!) { run(runId: $runId) { attention { code message } } }');

const same = (path: string, bare: string, runId: string) =>
  until('the refs of the run', () => {
    const [here, there] = [refsOfRun(path, runId), refsOfRun(bare, runId)];
    return Object.keys(here).length > 0 && JSON.stringify(here) === JSON.stringify(there);
  });

describe('M3: a push that fails', () => {
  it.each([
    [503, 'UNREACHABLE', /503/],
    [500, 'UNREACHABLE', /500/],
    [403, 'CREDENTIALS', /403/],
    [404, 'NOT_FOUND', /not found/],
  ])(
    'M3: the remote answers %d, for long: the run succeeds, and all is pushed when it is back',
    async (status, fault, words) => {
      const name = `status-${status}`;
      const { path, bare, remote } = await world.httpProject(name);
      remote.instead = (_, response) => (response.writeHead(status).end(), true);
      await world.start(`${name}-1`, name, ['a', 'b']);
      await world.phase(`${name}-1`);
      await until('two tries', async () => (await world.remotes.remoteOf(name))!.push.failures >= 2);
      await world.phase(`${name}-1`, 'src/second.txt');
      expect(await world.api.runOf(`${name}-1`)).toMatchObject({ state: 'DONE_SUCCESS' });
      const { push } = await world.remotes.settled(name, 'FAILING');
      expect([push.lastFault, push.pendingRefs, push.lastPushedAt]).toEqual([fault, 3, null]);
      expect(push.lastError).toMatch(words);
      expect(push.nextAttemptAt).not.toBeNull();
      await world.server.database.query(
        `update remote_ref set wanted_at = wanted_at - interval '2 minutes' where run_id = $1`,
        [`${name}-1`],
      );
      const { attention } = (await world.server.request(ATTENTION, { runId: `${name}-1` })).run!;
      expect(attention.map(({ code }) => code)).toEqual(['push_failing']);
      remote.instead = () => false;
      await world.remotes.retry(name);
      await same(path, bare, `${name}-1`);
      const healed = await world.remotes.settled(name, 'IDLE');
      expect([healed.push.failures, healed.push.lastFault, healed.push.lastError]).toEqual([0, null, null]);
      expect((await world.server.request(ATTENTION, { runId: `${name}-1` })).run!.attention).toEqual([]);
    },
  );

  it('M3: it is tried again by itself, without retryPush', async () => {
    const { path, bare, remote } = await world.httpProject('alone');
    await remote.down();
    await world.start('alone-1', 'alone');
    await world.phase('alone-1');
    expect((await world.remotes.settled('alone', 'FAILING')).push.lastFault).toBe('UNREACHABLE');
    await remote.up();
    await same(path, bare, 'alone-1');
  });

  it('M3: a password that is wrong is said so; the file is read again when it changes', async () => {
    const { path, bare, remote } = await world.httpProject('wrong');
    world.grant({ [remote.url]: { username: 'robot', password: 'wrong-password' } });
    await world.start('wrong-1', 'wrong');
    await world.phase('wrong-1');
    const { push } = await world.remotes.settled('wrong', 'FAILING');
    expect(push.lastFault).toBe('CREDENTIALS');
    expect(push.lastError).not.toContain('wrong-password');
    world.grant({});
    await world.remotes.retry('wrong');
    await until('a try without', async () =>
      /Username/.test((await world.remotes.remoteOf('wrong'))!.push.lastError ?? ''),
    );
    world.grant({ [remote.origin]: { username: 'robot', password: 'hunter2-very-secret' } });
    await world.remotes.retry('wrong');
    await same(path, bare, 'wrong-1');
  });

  it('M3: a redirect is not followed, and what it leads to gets nothing', async () => {
    const { remote } = await world.httpProject('redirect');
    const asked: string[] = [];
    const hostile = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization ?? ''}`);
      response.writeHead(401, { 'www-authenticate': 'Basic realm="more"' }).end();
    });
    await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
    const elsewhere = `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`;
    remote.instead = (request, response) => (
      response.writeHead(302, { location: `${elsewhere}${request.url}` }).end(),
      true
    );
    await world.start('redirect-1', 'redirect');
    await world.phase('redirect-1');
    const { push } = await world.remotes.settled('redirect', 'FAILING');
    expect(push.lastFault).toBe('REDIRECT');
    expect(asked).toEqual([]);
    hostile.close();
  });

  it('M3: a remote that never answers holds up no run, no other remote, and no end of the server', async () => {
    const own = await RemoteWorld.open();
    try {
      const { remote } = await own.httpProject('hanging');
      const held: (() => void)[] = [];
      remote.instead = (_, response) => (held.push(() => response.end()), true);
      await own.start('hanging-1', 'hanging', ['a', 'b']);
      await own.phase('hanging-1');
      await until('a push', () => held.length > 0);
      expect((await own.remotes.remoteOf('hanging'))!.push.state).toBe('PUSHING');
      await own.phase('hanging-1', 'src/second.txt');
      expect(await own.api.runOf('hanging-1')).toMatchObject({ state: 'DONE_SUCCESS' });
      const { path, bare } = await own.project('beside');
      await own.set('beside', bare);
      await own.start('beside-1', 'beside');
      await own.phase('beside-1');
      await same(path, bare, 'beside-1');
    } finally {
      await within('the server to end', own.close(), 20_000);
    }
  });

  it('M3: a ref that the remote refuses does not keep the others away, and is shown with the words of the remote', async () => {
    const { path, bare } = await world.project('hook');
    writeFileSync(
      join(bare, 'hooks', 'update'),
      '#!/bin/sh\ncase "$1" in refs/tags/*) echo "no tags here" >&2; exit 1;; esac\n',
    );
    chmodSync(join(bare, 'hooks', 'update'), 0o755);
    await world.set('hook', bare);
    await world.start('hook-1', 'hook');
    await world.phase('hook-1');
    const { push } = await world.remotes.settled('hook', 'FAILING');
    expect(push.pendingRefs).toBe(1);
    const branch = 'refs/heads/autonomous/hook-1';
    expect(refsOf(bare)).toEqual({ [branch]: refsOf(path)[branch] });
    const refs = await world.remotes.pushesOf('hook-1');
    expect(refs.map(({ state, lastFault }) => [state, lastFault])).toEqual([
      ['DUE', 'REFUSED'],
      ['PUSHED', null],
    ]);
    expect(refs[0]!.lastError).toMatch(/hook declined.*no tags here/);
    writeFileSync(join(bare, 'hooks', 'update'), '#!/bin/sh\nexit 0\n');
    await same(path, bare, 'hook-1');
  });

  it('M3: a file of credentials that others may read is not used', async () => {
    const { path, bare, remote } = await world.httpProject('open');
    const file = join(world.repositories.folder, 'credentials.json');
    chmodSync(file, 0o644);
    await world.start('open-1', 'open');
    await world.phase('open-1');
    const { push, credentials } = await world.remotes.settled('open', 'FAILING');
    expect([push.lastFault, remote.seen.length]).toEqual(['CONFIGURATION', 0]);
    expect(push.lastError).toMatch(/chmod 600/);
    expect(credentials).toEqual({ kinds: [], webhookSecret: false, fault: push.lastError });
    chmodSync(file, 0o600);
    await world.remotes.retry('open');
    await same(path, bare, 'open-1');
  });

  it('M3: neither configuration nor hooks of the project’s repository take part', async () => {
    const { path, bare, remote } = await world.httpProject('config');
    const elsewhere = join(world.repositories.folder, 'elsewhere.git');
    execFileSync('git', ['init', '-q', '--bare', elsewhere]);
    const mark = join(world.repositories.folder, 'ran');
    git(path, 'config', `url.${elsewhere}.insteadOf`, remote.url);
    git(path, 'config', `url.${elsewhere}.pushInsteadOf`, remote.url);
    git(path, 'config', 'credential.helper', `!touch ${mark}; false`);
    git(path, 'config', 'core.sshCommand', `touch ${mark}`);
    git(path, 'config', 'push.followTags', 'true');
    git(path, 'tag', '-a', 'v1', '-m', 'v1');
    writeFileSync(join(path, '.git', 'hooks', 'pre-push'), `#!/bin/sh\ntouch ${mark}\nexit 1\n`);
    chmodSync(join(path, '.git', 'hooks', 'pre-push'), 0o755);
    await world.start('config-1', 'config');
    await world.phase('config-1');
    await same(path, bare, 'config-1');
    expect(refsOf(elsewhere)).toEqual({});
    expect(Object.keys(refsOf(bare))).not.toContain('refs/tags/v1');
    expect(() => execFileSync('ls', [mark], { stdio: 'ignore' })).toThrow();
  });

  it.each([
    ['https://user:secret-word@forge.example/x.git', /must not have a password/],
    ['https://token-word@forge.example/x.git', /must not have a user/],
    ['https://forge.example/x.git?token=secret-word', /must not have a query/],
    ['http://forge.example/x.git', /without encryption/],
    ['ext::sh -c touch', /must not have blanks/],
    ['ext::sh', /must be an address|must begin with/],
    ['git://forge.example/x.git', /must begin with/],
    ['https://forge.example', /path of a repository/],
  ])('M3: the address %s is refused', async (url, words) => {
    await world.api.command('createProject', { projectId: 'refused' });
    const { remote, errors } = await world.remotes.set({ projectId: 'refused', url });
    expect([remote, errors.length, errors[0]!.path]).toEqual([null, 1, ['input', 'url']]);
    expect(errors[0]!.message).toMatch(words);
    expect(errors[0]!.message).not.toMatch(/secret-word|token-word/);
  });
});

describe('M3: where git connects to', () => {
  it('M3: an address that is not public and that nobody wrote credentials for is not connected to', async () => {
    let connections = 0;
    const server = createTcpServer((socket) => ((connections += 1), socket.destroy()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await world.project('inner');
      const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/inner.git`;
      await world.set('inner', url);
      await world.start('inner-1', 'inner');
      await world.phase('inner-1');
      expect(await world.api.runOf('inner-1')).toMatchObject({ state: 'DONE_SUCCESS' });
      const { push } = await world.remotes.settled('inner', 'FAILING');
      expect(push).toMatchObject({ lastFault: 'CONFIGURATION', failures: 1 });
      expect(push.lastError).toMatch(/address that is not public.*AUTOPACK_REMOTE_CREDENTIALS/);
      const pauseMs = Date.parse(push.nextAttemptAt!) - Date.parse(push.lastAttemptAt!);
      expect(pauseMs).toBeGreaterThan(10 * 60_000);
      expect(connections).toBe(0);

      world.grant({ [url]: { username: 'robot', password: 'hunter2-very-secret' } });
      await world.remotes.retry('inner');
      await until('a connection', () => connections > 0);
    } finally {
      server.close();
    }
  });

  it('M3: git connects to the addresses that were judged, whatever the name leads to now', async () => {
    const { path, bare } = await world.project('judged');
    const remote = await world.httpRemote(bare);
    git(path, 'push', '-q', bare, 'trunk');
    const { port } = new URL(remote.url);
    const at = { host: 'git.invalid', port: Number(port), addresses: ['127.0.0.1'] };
    const access = { protocols: ['http'], login: { username: 'robot', password: PASSWORD } };
    const url = `http://git.invalid:${port}/judged.git`;
    const { signal } = new AbortController();
    const judged = await RemoteRepository.over(path, url, { ...access, at }, signal);
    const other = await RemoteRepository.over(path, url, access, signal);
    try {
      expect([...(await judged.find(['refs/heads/trunk'])).keys()]).toEqual(['refs/heads/trunk']);
      await expect(other.find(['refs/heads/trunk'])).rejects.toThrow(/resolve/i);
    } finally {
      await judged.close();
      await other.close();
    }
  });
});

test('A5: a remote in a file is accepted below AUTOPACK_REPOSITORY_ROOTS alone', async () => {
  const server = await startTestServer({
    ...{ AUTOPACK_REMOTE_PROTOCOLS: 'https,file', AUTOPACK_REPOSITORY_ROOTS: '/srv/git' },
  });
  const remotes = new RemoteApi(server);
  const [refusal] = (await remotes.set({ projectId: 'default', url: '/srv/other/shop.git' })).errors;
  expect(refusal).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'url'] });
  expect(refusal!.message).toContain('AUTOPACK_REPOSITORY_ROOTS');
  expect((await remotes.set({ projectId: 'default', url: 'file:///srv/git/%2e%2e/etc' })).errors).toHaveLength(1);
  const { remote, errors } = await remotes.set({ projectId: 'default', url: '/srv/git/shop.git' });
  expect([remote!.url, errors]).toEqual(['file:///srv/git/shop.git', []]);
  await server.close();
}, 60_000);
