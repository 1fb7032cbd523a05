/** Health of an open server: details for everybody, and the truth about the database. */
import { mkdir, rm, writeFile } from 'node:fs/promises';

import { rawHttp } from '../support/api/raw-requests.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server.close());

const health = async (path = '/health', url = server.url) => {
  const { status, json } = await rawHttp(url, { path });
  return { status, json };
};

/** Nobody may connect to the database but its owner's administration. */
async function closeDatabase(closed: boolean): Promise<void> {
  const { default: pg } = await import('pg');
  const name = new URL(server.database.url).pathname.slice(1);
  const admin = new pg.Client({ connectionString: process.env.TEST_ADMIN_URL });
  await admin.connect();
  await admin.query(`alter database ${name} allow_connections ${!closed}`);
  if (closed) await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  await admin.end();
}

describe('Health', () => {
  it('shows version, database and what was checked', async () => {
    expect(await health()).toEqual({
      status: 200,
      json: {
        status: 'ok',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        databaseId: expect.stringMatching(/^[0-9a-f]{16}$/),
        startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        checks: {
          stopping: false,
          database: { reachable: true, latencyMs: expect.any(Number) },
          migrations: { applied: expect.any(Number), missing: [] },
          runsRoot: { writable: true, freeBytes: expect.any(Number), reason: null },
        },
      },
    });
    expect((await health('/health/ready')).json.status).toBe('ok');
    expect(await health('/health/live')).toEqual({ status: 200, json: { status: 'ok' } });
  });

  it('names the same database on two servers that share it, and another one on another', async () => {
    const [other, elsewhere] = [await server.another(), await startTestServer()];
    const ids = await Promise.all(
      [server.url, other.url, elsewhere.url].map(async (url) => (await health('/health', url)).json.databaseId),
    );
    await elsewhere.close();
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });

  it('is degraded, and ready, when files cannot be written: commands still work (F2)', async () => {
    const root = server.runsRoot;
    await rm(root, { recursive: true, force: true });
    expect((await health()).json.checks.runsRoot).toMatchObject({ writable: true, reason: null });
    await writeFile(root, 'a file where the folder should be');
    expect(await health()).toMatchObject({
      status: 200,
      json: { status: 'degraded', checks: { runsRoot: { writable: false, reason: expect.stringContaining('disk') } } },
    });
    await rm(root);
    await mkdir(root);
    expect((await health()).json.status).toBe('ok');
  });

  it('says 503 while the database is away, and 200 when it is back; the process is alive all the time', async () => {
    await closeDatabase(true);
    try {
      const { status, json } = await health();
      expect([status, json.status, json.checks.database]).toEqual([
        503,
        'unavailable',
        { reachable: false, latencyMs: null },
      ]);
      expect((await health('/health/live')).status).toBe(200);
    } finally {
      await closeDatabase(false);
    }
    const until = Date.now() + 10_000;
    let back = await health();
    while (back.status !== 200 && Date.now() < until) back = await health();
    expect(back.json.status).toBe('ok');
  });
});
