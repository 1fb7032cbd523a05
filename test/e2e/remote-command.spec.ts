/** `autopack remote` as operators use it, against a server of which all is read: its log, processes, database and files (M3, A4). */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { plan } from '../support/api/api.js';
import { aPatch, workApi } from '../support/api/workers.js';
import { Repositories } from '../support/git/small-repositories.js';
import { graphqlClient } from '../support/graphql-client.js';
import { createProject } from '../support/scenarios/use-work-server.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { Latch, until } from '../support/waiting.js';
import { cli, documentOf, type Ended, unusedPort } from './cli.fixture.js';
import { bareRepository, HttpRemote, refsOfRun } from './remotes.fixture.js';

import.meta.jest.setTimeout(120_000);
const SECRET = 'S3cret-of-a-remote-77';
const here = cli();
let database: TestDatabase;
let repositories: Repositories;
let remote: HttpRemote;
let url: string;
let env: Record<string, string>;
let server: { child: ChildProcess | null; ended: Promise<Ended> };

beforeAll(async () => {
  database = await freshDatabase();
  repositories = new Repositories();
  remote = await HttpRemote.open(bareRepository(join(repositories.folder, 'remote.git')), 'robot', SECRET);
  const credentials = join(repositories.folder, 'credentials.json');
  writeFileSync(credentials, JSON.stringify({ [remote.origin]: { username: 'robot', token: SECRET } }));
  chmodSync(credentials, 0o600);
  const port = await unusedPort();
  url = `http://127.0.0.1:${port}`;
  env = {
    ...{ DATABASE_URL: database.url, AUTONOMOUS_RUNS_DIR: join(here.folder, 'runs'), PORT: String(port) },
    ...{
      AUTOPACK_LOG_LEVEL: 'trace',
      AUTOPACK_REMOTE_PROTOCOLS: 'https,http',
      AUTOPACK_REMOTE_CREDENTIALS: credentials,
    },
  };
  const child: ChildProcess | null = null;
  server = { child, ended: here.autopack(['serve'], { env, onOut: (_, started) => void (server.child = started) }) };
  const isUp = () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until('the server', isUp, 60_000);
}, 180_000);
afterAll(async () => {
  server?.child?.kill('SIGKILL');
  await server?.ended;
  await remote?.down();
  repositories?.remove();
  await database?.drop();
}, 60_000);

const ended: Ended[] = [];
async function command(args: readonly string[], code = 0): Promise<Ended> {
  const one = await here.autopack([...args, '--url', url], { env });
  expect({ args, code: one.code, err: code === 0 ? one.err : '' }).toMatchObject({ args, code });
  ended.push(one);
  return one;
}
const project = ['--project', 'demo'];

/** Arguments of all processes that can be seen. */
const commandLines = (): string =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .join('\n');

test('M3, A4: a remote from its setting to its removal; its token is in no log, error, argument, table or file', async () => {
  const api = workApi(graphqlClient(url));
  await createProject(api, { projectId: 'demo', repositoryPath: repositories.make('demo'), defaultBranch: 'trunk' });
  expect((await command(['remote', 'show', ...project], 1)).err).toContain('There is no remote of project "demo"');
  const set = await command(['remote', 'set', remote.url, '--forge', 'gitea', ...project]);
  expect(set.out).toMatch(/forge +gitea\ncredentials +token\nstate +idle/);

  // The remote sends back what it was sent, and refuses.
  remote.instead = (request, response) => {
    const body = `you sent ${request.headers.authorization} that is robot:${SECRET}`;
    if (request.headers.authorization === undefined) return false;
    response.writeHead(403, body.replace(/[^ -~]/g, ''), { 'content-type': 'text/plain' }).end(body);
    return true;
  };
  expect((await api.startRun({ runId: 'demo-1', projectId: 'demo', tiers: plan({ T1: ['a'] }) })).errors).toEqual([]);
  const { token } = await api.lease('BUILDER', { runId: 'demo-1' });
  expect((await api.build(token, { patch: aPatch() })).errors).toEqual([]);
  await api.ci({ leaseToken: (await api.lease('CI', { runId: 'demo-1' })).token });
  const failing = await until('a push that failed', async () => {
    const answer = await command(['remote', 'show', '--json', ...project]);
    return (documentOf(answer).remote as { push: { state: string } }).push.state === 'FAILING' ? answer : null;
  });
  expect(failing.out).toContain('"lastFault":"CREDENTIALS"');
  expect((await command(['remote', 'show', ...project])).out).toMatch(/waiting +2 refs\nerror +credentials: [^]*403/);
  expect((await command(['doctor', '--json'], 1)).out).toMatch(/project demo: .*403/);

  const [reached, free] = [new Latch(), new Latch()];
  remote.instead = () => false;
  remote.pause = async ({ url: path, headers }) => {
    if (!path!.endsWith('/git-receive-pack') || headers.authorization === undefined) return;
    reached.open();
    await free.wait('the look at processes');
  };
  await command(['remote', 'retry', ...project]);
  await reached.wait('the push');
  const lines = commandLines();
  expect(lines).toContain('push\0--porcelain');
  expect(lines).not.toContain(SECRET);
  free.open();
  await until('the refs', () => Object.keys(refsOfRun(remote.path, 'demo-1')).length === 2);
  expect((await command(['remote', 'remove', ...project])).out).toContain('Nothing of project demo is pushed any more');

  const stored: string[] = [];
  const tables = await database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  for (const { name } of tables)
    stored.push(JSON.stringify(await database.query(`select to_jsonb(t)::text as row from "${name}" t`)));
  // 1: nothing was found.
  expect(spawnSync('grep', ['-rlF', SECRET, here.folder]).status).toBe(1);
  server.child?.kill('SIGTERM');
  const log = await server.ended;
  const everywhere = [...stored, ...ended.flatMap(({ out, err }) => [out, err]), log.out, log.err].join('\n');
  for (const form of [SECRET, btoa(`robot:${SECRET}`)]) expect(everywhere.split(form).length - 1).toBe(0);
  expect(log.out + log.err).toContain('"level"');
});
