/** A server that is asked to stop answers who waits, finishes what is under way, and is gone soon, whatever its clients hold open. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import type { ResultOf } from '../../src/common/typed-document.js';
import { readSettings } from '../../src/config/settings.js';
import { type RunningServer, startServer } from '../../src/main.js';
import type { WorkerRole } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { graphqlClient, type TestClient } from '../support/graphql-client.js';
import { DatabaseProxy } from '../support/server/database-proxy.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { until, within } from '../support/waiting.js';
import { repository } from './cli.fixture.js';

/** In the ordinary case a second or so; never the ten that a drain of connections takes. */
const SOON_MS = 5_000;
const PATIENCE_MS = 60_000;
const CLAIM = gql(
  `mutation ($input: ClaimWorkInput!) { claimWork(input: $input) { lease { token } idleReason { code message } errors { code } } }`,
);
const START = gql(
  `mutation ($input: StartRunInput!) { startRun(input: $input) { run { runId } errors { code message } } }`,
);
const asking = (workerId: string, role: WorkerRole = 'BUILDER') => ({ input: { role, workerId, waitSeconds: 30 } });
const aRun = (runId: string) => ({
  input: { runId, tiers: [{ tierId: 'T1', name: 'One', phases: [{ phaseId: 'F1', name: 'First' }] }] },
});

let database: TestDatabase;
let door: DatabaseProxy;
let runsRoot: string;
let server: RunningServer;
let client: TestClient;

const environment = () => ({
  PORT: '0',
  DATABASE_URL: door.url,
  AUTONOMOUS_RUNS_DIR: runsRoot,
  AUTOPACK_LOG_LEVEL: 'silent',
});

beforeEach(async () => {
  database = await freshDatabase();
  door = await DatabaseProxy.open(database.url);
  runsRoot = mkdtempSync(join(tmpdir(), 'autopack-stop-'));
  server = await startServer(readSettings(environment(), process.cwd()));
  client = graphqlClient(server.url);
}, PATIENCE_MS);
afterEach(async () => {
  await server.close();
  await door.close();
  await database.drop();
  rmSync(runsRoot, { recursive: true, force: true });
}, PATIENCE_MS);

/** So many claims wait at the server, as its metrics say. */
async function waiting(count: number, url = server.url): Promise<void> {
  await until(`${count} claims to wait`, async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return Number(/waiting\w*\{[^}]*role="BUILDER"[^}]*\} (\d+)/.exec(metrics)?.[1] ?? 0) >= count;
  });
}

async function closesSoon(): Promise<void> {
  const began = performance.now();
  await within('the server to stop', server.close(), PATIENCE_MS);
  expect(performance.now() - began).toBeLessThan(SOON_MS);
}

const reported = ({ claimWork }: ResultOf<typeof CLAIM>) => claimWork.idleReason!.code;

describe('W1: a stop', () => {
  it.each([1, 20])(
    'answers %i waiting claims at once',
    async (count) => {
      const claims = Array.from({ length: count }, (_, i) => client.request(CLAIM, asking(`worker-${i}`)));
      await waiting(count);
      await closesSoon();
      expect((await Promise.all(claims)).map(reported)).toEqual(claims.map(() => 'server_stopping'));
    },
    PATIENCE_MS,
  );

  it(
    'answers a claim that waits on a WebSocket, and ends subscriptions that are open',
    async () => {
      await client.request(START, aRun('followed'));
      const socket = client.socket();
      const [events, ended]: [unknown[], Promise<unknown>] = [
        [],
        new Promise((over) =>
          socket.subscribe(
            { query: `subscription { runEvents(runId: "followed") { seq } }` },
            { next: (event) => void events.push(event), error: over, complete: () => over(null) },
          ),
        ),
      ];
      await until('an event', () => events.length > 0);
      const claim = new Promise((answered, failed) =>
        socket.subscribe(
          { query: CLAIM.text, variables: asking('on-a-socket', 'AUDITOR') },
          { next: answered, error: failed, complete: () => undefined },
        ),
      );
      await until('it to wait', async () =>
        /role="AUDITOR"[^}]*\} 1/.test(await (await fetch(`${server.url}/metrics`)).text()),
      );
      await closesSoon();
      expect(
        reported(((await within('the claim to be answered', claim)) as { data: ResultOf<typeof CLAIM> }).data),
      ).toBe('server_stopping');
      await within('the subscription to end', ended);
      await socket.dispose();
    },
    PATIENCE_MS,
  );

  it(
    'does not wait for connections that are kept alive and say nothing',
    async () => {
      const agent = new Agent({ keepAlive: true });
      const sent = request(`${server.url}/health/live`, { agent }).end();
      const [response] = (await once(sent, 'response')) as [NodeJS.ReadableStream];
      response.resume();
      await once(response, 'end');
      await closesSoon();
      agent.destroy();
    },
    PATIENCE_MS,
  );

  it(
    'lets a command finish that is under way, and answers it',
    async () => {
      const adapter = new pg.Client({ connectionString: database.url });
      await adapter.connect();
      // Nothing else writes tiers: what waits is the command, and no sweep.
      await adapter.query('begin; lock table tier in exclusive mode');
      const command = client.request(START, aRun('under-way'));
      await until(
        'the command to wait for the lock',
        async () =>
          (await adapter.query(`select from pg_locks where not granted and relation = 'tier'::regclass`)).rowCount,
      );
      const closed = server.close();
      await adapter.end();
      const { startRun } = await command;
      expect(startRun).toEqual({ run: { runId: 'under-way' }, errors: [] });
      await within('the server to stop', closed);
    },
    PATIENCE_MS,
  );

  it(
    'while the database is away, answers waiting claims too and does not wait for it',
    async () => {
      const claim = client.request(CLAIM, asking('without-database'));
      await waiting(1);
      await door.close();
      const began = performance.now();
      await within('the server to stop', server.close(), PATIENCE_MS);
      expect(performance.now() - began).toBeLessThan(3 * SOON_MS);
      expect(reported(await claim)).toBe('server_stopping');
    },
    PATIENCE_MS,
  );
});

describe('W1: a server process with a waiting claim', () => {
  it.each([['SIGTERM'], ['SIGINT'], ['SIGTERM', 'SIGTERM']] as NodeJS.Signals[][])(
    'ends by %s',
    async (...signals) => {
      const { child, url } = await serve();
      const claim = graphqlClient(url).request(CLAIM, asking('of-a-process'));
      await waiting(1, url);
      const began = performance.now();
      const ended = once(child, 'exit');
      for (const signal of signals) child.kill(signal);
      const [code] = await within('the process to end', ended, PATIENCE_MS);
      expect(performance.now() - began).toBeLessThan(SOON_MS);
      expect(code).toBe(0);
      expect(reported(await claim)).toBe('server_stopping');
    },
    PATIENCE_MS,
  );
});

async function serve(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(repository, 'dist/cli/main.js'), 'serve', '--json'], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', ...environment() },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: (JSON.parse(line.toString().split('\n')[0]!) as { url: string }).url };
}
