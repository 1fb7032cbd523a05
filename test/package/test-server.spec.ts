/** `autopack/testing` as a test of another program uses it: fresh states, the clock, ids, suites beside each other, and what is left. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import pg from 'pg';

import { valueOf } from '../../src/client/answers.js';
import type * as Testing from '../../src/testing/index.js';
import { until } from '../support/waiting.js';

const MODULE = pathToFileURL(join(process.cwd(), 'dist/testing/index.js')).href;
const TIERS = [{ tierId: 'T', name: 'T', phases: [{ phaseId: 'a', name: 'A' }] }];
const databaseUrl = process.env.TEST_ADMIN_URL!;
let kit: typeof Testing;
let server: Testing.TestServer;

beforeAll(async () => {
  kit = (await import(MODULE)) as typeof Testing;
  server = await kit.createTestServer({ databaseUrl });
}, 60_000);
beforeEach(() => server.reset());
afterAll(() => server?.close());

const start = (runId: string) => server.client.startRun({ runId, tiers: TIERS });

async function copiesOf(pid: number): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query('select 1 from pg_database where datname like $1', [`autopack_suite_${pid}_%`]);
  await client.end();
  return rows.length;
}

it('I1: a reset frees what was taken: ids of runs, rulesets of projects, events', async () => {
  const rulesets: unknown[] = [];
  for (const debt of [1, 2]) {
    expect(await start('again')).toMatchObject({ ok: true });
    const ids: number[] = [];
    valueOf(await server.client.cancelRun({ runId: 'again', reason: `${debt}` }));
    for await (const { seq } of server.client.watchRun({ runId: 'again' })) ids.push(seq);
    expect(ids).toEqual(ids.map((_, i) => i + 1));
    rulesets.push(ids.length);
    await server.reset();
    expect(valueOf(await server.client.listRuns({}))?.nodes).toEqual([]);
  }
  expect(rulesets[0]).toBe(rulesets[1]);
});

it('the address stays, the files go', async () => {
  const { url, folder } = server;
  await writeFile(join(folder, 'left.txt'), 'by a test');
  await server.reset();
  expect(server.url).toBe(url);
  expect(existsSync(join(folder, 'left.txt'))).toBe(false);
  expect(existsSync(folder)).toBe(true);
});

it('ids that the server makes count from 1 after each reset', async () => {
  for (const _ of [1, 2]) {
    expect(valueOf(await server.client.startRun({ tiers: TIERS })).run?.runId).toBe('run-1');
    expect(valueOf(await server.client.startRun({ tiers: TIERS })).run?.runId).toBe('run-2');
    await server.reset();
  }
});

it('B5: the clock moves forward, what is due is done when it has moved, and a reset puts it right', async () => {
  valueOf(await start('timed'));
  const began = Date.now();
  expect((await server.clock.now()).getTime()).toBeGreaterThan(began - 60_000);
  const later = await server.clock.advance({ days: 1, hours: 1 });
  expect(later.getTime() - began).toBeGreaterThan(24 * 3_600_000);
  expect(valueOf(await server.client.lookAtRun({ runId: 'timed' }))?.state).toBe('DONE_FAILED_BUDGET_EXHAUSTED');
  await expect(server.clock.advance({ seconds: -1 })).rejects.toThrow(/forward/);
  await server.reset();
  expect((await server.clock.now()).getTime()).toBeLessThan(began + 3_600_000);
});

it('W1: a run that was started can be claimed at once, from the first claim of a new server on', async () => {
  for (let round = 0; round < 6; round += 1) {
    const claims = ['a', 'b', 'c'].map(async (runId) => {
      valueOf(await start(runId));
      return valueOf(await server.client.claimWork({ role: 'BUILDER', workerId: runId, runId, waitSeconds: 0 }));
    });
    for (const { lease, idleReason } of await Promise.all(claims))
      expect({ isLeased: lease !== null, idleReason }).toEqual({ isLeased: true, idleReason: null });
    await server.reset();
  }
}, 60_000);

it('a claim that waits is answered when its server is reset', async () => {
  valueOf(await start('waits'));
  const claim = { role: 'CI', workerId: 'w', runId: 'waits', waitSeconds: 25, idempotencyKey: 'k' } as const;
  const waiting = server.client.claimWork(claim);
  await server.reset();
  expect(await waiting).toBeDefined();
});

it('suites beside each other have states of their own', async () => {
  await using other = await kit.createTestServer({ databaseUrl, token: 'a-token-of-its-own' });
  const ids = await Promise.all([start('both'), other.client.startRun({ runId: 'both', tiers: TIERS })]);
  expect(ids).toMatchObject([{ ok: true }, { ok: true }]);
  expect((await fetch(`${other.url}/graphql`, { method: 'POST' })).status).toBe(401);
}, 60_000);

it('what cannot work is a sentence, and nothing is left', async () => {
  const broken = kit.createTestServer({ databaseUrl: 'postgres://nobody:x@127.0.0.1:9/none' });
  await expect(broken).rejects.toThrow();
  const setting = kit.createTestServer({ databaseUrl, settings: { RUN_TOKEN_CAP: 'many' } });
  await expect(setting).rejects.toThrow(/RUN_TOKEN_CAP/);
}, 60_000);

describe('a program that uses it', () => {
  let folder: string;
  let program: ChildProcess;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'autopack-kit-'))));
  afterEach(async () => {
    program.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  const begin = async (rest: string): Promise<{ readonly place: string; readonly host: number }> => {
    const file = join(folder, 'use.mjs');
    const reported = join(folder, 'reported.json');
    await writeFile(
      file,
      `import { createTestServer } from ${JSON.stringify(MODULE)};
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
const server = await createTestServer({ databaseUrl: ${JSON.stringify(databaseUrl)} });
const children = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\\n');
const host = children.map((row) => row.trim().split(/\\s+/)).find(([, parent, ...args]) => Number(parent) === process.pid && args.join(' ').includes('host.js'));
writeFileSync(${JSON.stringify(`${reported}.next`)}, JSON.stringify({ place: server.folder, host: Number(host[0]) }));
(await import('node:fs')).renameSync(${JSON.stringify(`${reported}.next`)}, ${JSON.stringify(reported)});
${rest}`,
    );
    program = spawn(process.execPath, [file], { stdio: ['ignore', 'inherit', 'inherit'] });
    await until('the server to be there', async () => existsSync(reported), 60_000);
    return JSON.parse(await readFile(reported, 'utf8')) as { place: string; host: number };
  };
  const isGone = async ({ place, host }: { place: string; host: number }): Promise<boolean> => {
    try {
      process.kill(host, 0);
      return false;
    } catch {
      return !existsSync(place) && (await copiesOf(host)) === 0;
    }
  };

  it.each([
    ['closes it', 'await server.close();'],
    ['forgets to close it', ''],
    ['throws', 'throw new Error("as a test may");'],
  ])(
    'ends by itself and leaves nothing when it %s',
    async (_, rest) => {
      const reported = await begin(rest);
      await until('the program to end', async () => program.exitCode !== null, 30_000);
      await until('everything to be gone', () => isGone(reported), 30_000);
    },
    120_000,
  );

  it('leaves nothing when it is killed', async () => {
    const reported = await begin('setInterval(() => undefined, 1000);');
    expect(await isGone(reported)).toBe(false);
    program.kill('SIGKILL');
    await until('everything to be gone', () => isGone(reported), 30_000);
  }, 120_000);
});
