/** `autopack token`, and that the text of a token is nowhere but in the hands of who made it (A2, A4). */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { graphqlClient } from '../support/graphql-client.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { until, within } from '../support/waiting.js';
import { cli, documentOf, unusedPort } from './cli.fixture.js';

const command = cli();
const OPERATOR = 'the-operator-of-the-test';
let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => database.drop());

/** Everything that is written below a folder. */
async function writtenBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  return (await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')))).join(
    '\n',
  );
}

async function databaseDump(): Promise<string> {
  const tables = await database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) => database.query<{ row: string }>(`select to_jsonb(t)::text as row from "${name}" t`)),
  );
  return rows
    .flat()
    .map(({ row }) => row)
    .join('\n');
}

/** The command lines of the processes of this machine, where it tells them. */
async function commandLines(): Promise<string> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  return (await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')))).join('\n');
}

test('A2: tokens are made, listed and revoked from the command line; no token is in a log, a row, a file, an answer or a process list', async () => {
  const port = await unusedPort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...{ PORT: String(port), DATABASE_URL: database.url, AUTOPACK_TOKEN: OPERATOR, AUTOPACK_LOG_LEVEL: 'trace' },
    AUTONOMOUS_RUNS_DIR: join(command.folder, 'runs'),
  };
  let stop = (): void => undefined;
  const served = command.autopack(['serve'], {
    env,
    onOut: (_out, child) => void (stop = () => child.kill('SIGTERM')),
  });
  await until(
    'the server to listen',
    async () => (await fetch(`${url}/health/live`).catch(() => null))?.ok === true,
    60_000,
  );

  const made = await command.autopack(
    ['token', 'create', 'farm', '--role', 'builder', '--projects', 'default', '--url', url],
    { env },
  );
  expect(made.code).toBe(0);
  expect(made.out).toMatch(/^apk_b[A-Za-z0-9_-]{49}\n$/);
  const secret = made.out.trim();
  expect(made.err).not.toContain(secret);
  const json = documentOf(
    await command.autopack(['token', 'create', 'eyes', '--role', 'viewer', '--json', '--url', url], { env }),
  );
  expect(json).toMatchObject({ ok: true, token: { name: 'eyes', role: 'VIEWER' }, notice: null });
  const secrets = [secret, json.secret as string];
  expect((await command.autopack(['token', 'create', 'x', '--role', 'king', '--url', url], { env })).code).toBe(64);
  const listed = await command.autopack(['token', 'list', '--url', url], { env });
  expect(listed.out).toMatch(/farm\s+builder\s+good\s+\S/);

  // Used, mistyped, refused: over HTTP, in an address, over a socket, in places where no token belongs.
  const as = graphqlClient(url, secret);
  await as.requestRaw('{ viewer { name } tokens { id } }');
  await as.requestRaw(`{ run(runId: "${secret}") { runId } }`);
  await as.requestRaw('mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { errors { message } } }', {
    input: { leaseToken: secret, outputTail: `password ${secret}` },
  });
  const claim = `mutation { claimWork(input: { role: BUILDER, workerId: "w" }) { lease { token } errors { message } } }`;
  const start = `mutation { startRun(input: { runId: "r", tiers: [{ tierId: "T1", name: "One", phases: [{ phaseId: "P1", name: "P" }] }] }) { errors { message } } }`;
  await graphqlClient(url, OPERATOR).requestRaw(start);
  const claimed = (await as.requestRaw(claim)).data as { claimWork: { lease: { token: string } } };
  const printed = `mutation ($t: String!, $s: String!) { heartbeat(input: { leaseToken: $t, outputTail: $s, note: $s }) { outputTaken } submitBuilderResult(input: { leaseToken: $t, status: FAILED, notes: $s, log: $s }) { errors { message } } }`;
  await as.requestRaw(printed, { t: claimed.claimWork.lease.token, s: `my token is ${secret}\n` });
  for (const path of [`/graphql?access_token=${secret}`, `/nowhere/${secret}`, `/metrics?token=${secret}`])
    await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${secret}x` } });
  const socket = as.socket({ authorization: `${secret}y` });
  await new Promise<void>((resolve) =>
    socket.subscribe(
      { query: '{ viewer { name } }' },
      { next: () => undefined, error: () => resolve(), complete: resolve },
    ),
  );
  await socket.dispose();
  const metrics = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${OPERATOR}` } })).text();
  const lines = await commandLines();

  const id = /^(\S+)\s+farm\b/m.exec(listed.out)![1]!;
  expect(await command.autopack(['token', 'revoke', id, '--url', url], { env })).toMatchObject({ code: 0 });
  expect((await as.requestRaw('{ viewer { name } }')).status).toBe(401);
  await until('the files of the run to be written', async () => (await writtenBelow(env.AUTONOMOUS_RUNS_DIR)) !== '');
  const [rows, files] = [await databaseDump(), await writtenBelow(command.folder)];
  stop();
  const { out, err } = await within('the server to stop', served, 30_000);
  const places = { log: out + err, rows, files, metrics, lines };
  for (const text of [...secrets, OPERATOR])
    for (const [place, written] of Object.entries(places))
      expect([place, written.includes(text)]).toEqual([place, false]);
}, 120_000);
