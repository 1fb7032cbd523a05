/** `autopack doctor` beside a healthy server, and beside one whose rows somebody else has changed. */
import { type Api, api, plan } from '../support/api/api.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { cli, documentOf, type Ended } from './cli.fixture.js';

const patience = 60_000;

const here = cli();
let server: TestServer;
let client: Api;

beforeAll(async () => {
  server = await startTestServer();
  client = api(server);
}, patience);

afterAll(() => server?.close());

const autopack = (...args: string[]): Promise<Ended> =>
  here.autopack([...args, '--url', server.url], {
    env: { DATABASE_URL: server.database.url, AUTONOMOUS_RUNS_DIR: server.runsRoot },
  });

const failuresOf = (ended: Ended): string[] =>
  documentOf(ended)
    .checks.filter(({ result }: { result: string }) => result === 'failed')
    .map(({ name }: { name: string }) => name);

async function aRun(runId: string): Promise<void> {
  expect((await client.startRun({ runId, tiers: plan({ T1: ['a', 'b'] }) })).errors).toEqual([]);
  await client.move(runId, 'a', 'EXECUTING');
  const issue = { issueKey: 'style__long_line', category: 'style', source: 'TEST' as const };
  expect((await client.command('recordIssues', { runId, phaseId: 'a', issues: [issue] })).errors).toEqual([]);
}

/** Changes a value behind the back of the server for as long as `work` takes. */
async function changed(
  table: string,
  column: string,
  to: unknown,
  runId: string,
  work: () => Promise<void>,
): Promise<void> {
  const [row] = await server.database.query<{ was: unknown }>(
    `select ${column} as was from ${table} where run_id = $1 limit 1`,
    [runId],
  );
  const set = (value: unknown) =>
    server.database.query(`update ${table} set ${column} = $2 where run_id = $1`, [runId, value]);
  await set(to);
  try {
    await work();
  } finally {
    await set(row!.was);
  }
}

test(
  'E1: doctor names every value of a live run that is not what its events make',
  async () => {
    await aRun('damaged');
    const well = await autopack('doctor', '--json');
    expect({ code: well.code, failed: failuresOf(well) }).toEqual({ code: 0, failed: [] });
    expect(well.err).toContain('rows of live runs: they are what their events make');
    await changed('tier', 'name', 'Another', 'damaged', async () => {
      const ill = await autopack('doctor');
      expect(ill.code).toBe(1);
      expect(ill.out).toContain('damaged, tier/T1: name is "Another", its events make "Tier T1"');
    });
    await changed('run', 'tokens_used', 7, 'damaged', async () => {
      expect((await autopack('doctor')).out).toContain('damaged, run: tokensUsed is 7, its events make 0');
    });
    await server.database.query(`delete from phase where run_id = 'damaged' and phase_id = 'b'`);
    expect((await autopack('doctor')).out).toContain('damaged, phase/b: row is missing');
    await client.command('cancelRun', { runId: 'damaged', reason: 'for the next test' });
  },
  patience,
);

describe('doctor --recount', () => {
  test(
    'Q4: finds no difference beside a healthy server, then the run whose counter was changed',
    async () => {
      await aRun('counted');
      const well = await autopack('doctor', '--recount', '--json');
      expect({ code: well.code, failed: failuresOf(well) }).toEqual({ code: 0, failed: [] });
      expect(well.err).toMatch(/ok +recount: no difference in \d+ runs, \d+ backlog entries and \d+ sightings/);

      await changed('run', 'minor_issues_count', 99, 'counted', async () => {
        const ill = await autopack('doctor', '--recount');
        expect(ill.code).toBe(1);
        expect(ill.out).toContain('run counted: minor_issues_count is 99, its rows make 1');
        expect(ill.out).toContain('counted, run: minorIssuesCount is 99, its events make 1');
      });
    },
    patience,
  );

  test('asks for a server: without one it fails', async () => {
    const ended = await here.autopack(['doctor', '--recount', '--json'], { env: { PORT: '1' } });
    expect({ code: ended.code, failed: failuresOf(ended) }).toEqual({ code: 1, failed: ['server'] });
  });
});
