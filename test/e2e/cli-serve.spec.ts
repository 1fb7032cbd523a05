import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { cli, documentOf } from './cli.fixture.js';

/** A server starts, on a busy machine. */
const patience = 60_000;

const here = cli();

const { autopack } = here;

describe('serve', () => {
  let database: TestDatabase;
  let env: Record<string, string>;
  beforeAll(async () => {
    database = await freshDatabase();
    env = { DATABASE_URL: database.url, AUTONOMOUS_RUNS_DIR: 'runs', PORT: '0', AUTOPACK_LOG_LEVEL: 'warn' };
  });
  afterAll(async () => database.drop());

  test(
    'serve says where it listens, and SIGTERM ends it with 0',
    async () => {
      let live: number | undefined;
      const ended = await autopack(['serve', '--json'], {
        env,
        onOut: async (out, child) => {
          live = (await fetch(`${JSON.parse(out).url}/health/live`)).status;
          child.kill('SIGTERM');
        },
      });
      expect({ code: ended.code, live }).toEqual({ code: 0, live: 200 });
      expect(documentOf(ended)).toMatchObject({
        ok: true,
        dashboard: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/ui\/$/),
        graphql: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/graphql$/),
      });
      expect(ended.err).toContain('Stopping (SIGTERM)');
    },
    patience,
  );

  test(
    'serve with settings that cannot be used, or without its database, fails with 1 and a sentence',
    async () => {
      const wrong = await autopack(['serve', '--json'], { env: { PORT: 'many', HOST: '0.0.0.0' } });
      expect({ code: wrong.code, ...documentOf(wrong) }).toMatchObject({
        code: 1,
        ok: false,
        error: expect.stringMatching(/PORT must be a whole number/),
      });
      const lost = await autopack(['serve'], {
        env: { ...env, DATABASE_URL: 'postgres://user:hidden@127.0.0.1:1/none' },
      });
      expect(lost).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringMatching(/No database answers at 127\.0\.0\.1:1\/none/),
      });
      expect(lost.err).not.toMatch(/hidden|\n\s+at /);
    },
    patience,
  );

  test(
    'A2: serve refuses a token of its own in the form of a stored one, and says what to do; clients may have one there',
    async () => {
      const env = { DATABASE_URL: 'postgres://127.0.0.1:1/none', AUTOPACK_TOKEN: 'apk_not-a-stored-one' };
      const refused = await autopack(['serve', '--json'], { env });
      expect({ code: refused.code, ...documentOf(refused) }).toMatchObject({
        code: 1,
        error: expect.stringMatching(/AUTOPACK_TOKEN begins with apk_.*Unset it here .* or choose/),
      });
      expect(refused.out + refused.err).not.toContain('not-a-stored-one');
      const client = await autopack(['run', 'list', '--url', 'http://127.0.0.1:1'], { env });
      expect(client.err).toMatch(/127\.0\.0\.1:1/);
      expect(client.err).not.toContain('begins with');
    },
    patience,
  );

  test(
    'where the port is taken serve says so and fails with 1',
    async () => {
      const taken = createServer();
      await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
      const { port } = taken.address() as AddressInfo;
      try {
        expect(await autopack(['serve'], { env: { ...env, PORT: `${port}` } })).toMatchObject({
          code: 1,
          out: '',
          err: expect.stringContaining(`Port ${port} on 127.0.0.1 is taken by another program.`),
        });
      } finally {
        await new Promise((done) => taken.close(done));
      }
    },
    patience,
  );
});
