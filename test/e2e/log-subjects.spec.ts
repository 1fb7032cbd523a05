/** The lines of the log name the run and the project that they are about (A4). */
import { Writable } from 'node:stream';

import { Logger } from '@nestjs/common';

import { createLogger } from '../../src/common/logger.js';
import { RunSweeper } from '../../src/common/run-sweeper.js';
import { plan } from '../support/api/api.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until, within } from '../support/waiting.js';

interface Line {
  readonly context: string;
  readonly requestId?: string;
  readonly runId?: string;
  readonly projectId?: string;
  readonly msg: string;
}

const lines: Line[] = [];
const listening = new Writable({
  write(chunk: Buffer, _encoding, done) {
    lines.push(JSON.parse(chunk.toString()) as Line);
    done();
  },
});

let server: TestServer;
let api: WorkApi;
beforeAll(async () => {
  server = await startTestServer();
  Logger.overrideLogger(createLogger({ logLevel: 'info' }, listening));
  api = workApi(server);
  await api.command('createProject', { projectId: 'shop', name: 'Shop' });
  await api.startRun({ runId: 'basket', projectId: 'shop', tiers: plan({ T1: ['p1', 'p2'] }) });
});
afterAll(async () => {
  await server?.close();
  Logger.overrideLogger(false);
});
beforeEach(() => void lines.splice(0));

/** While the work lasts, reads of the table fail. */
async function without<Result>(table: string, work: () => Promise<Result>): Promise<Result> {
  await server.database.query(`alter table ${table} rename to is_away`);
  try {
    return await work();
  } finally {
    await server.database.query(`alter table is_away rename to ${table}`);
  }
}

const lineOf = (requestId: unknown): Line | undefined =>
  lines.find((line) => line.requestId && line.requestId === requestId);

test('A4: the line of a failed operation has the run and the project that its root field names, at any depth', async () => {
  const [below, command, ofProject, ofNone] = await without('phase', async () => [
    await server.requestRaw('query ($id: ID!) { it: run(runId: $id) { phases { state } } }', { id: 'basket' }),
    await server.requestRaw('mutation { cancelRun(input: { runId: "basket", reason: "x" }) { errors { code } } }'),
    await server.requestRaw('{ runs(filter: { projectId: "shop" }) { nodes { phases { id } } } }'),
    await server.requestRaw('{ phases { nodes { id } } }'),
  ]);
  const found = [below, command, ofProject, ofNone].map((answer) => lineOf(answer!.errors?.[0]!.extensions.requestId));
  expect(found).toMatchObject([
    { runId: 'basket' },
    { runId: 'basket' },
    { projectId: 'shop' },
    { context: 'GraphQL' },
  ]);
  expect([found[3]!.runId, found[3]!.projectId]).toEqual([undefined, undefined]);
});

test('A4: so has the line of a subscription that fails', async () => {
  const socket = server.socket();
  const faults = await without('run_event', () => {
    const events = socket.iterate({ query: 'subscription { runEvents(runId: "basket") { seq } }' });
    return within(
      'the fault of the subscription',
      events.next().then(
        () => [],
        (errors: unknown) => errors as { extensions: { requestId: string } }[],
      ),
    );
  });
  expect(lineOf(faults[0]!.extensions.requestId)).toMatchObject({ runId: 'basket' });
  await socket.dispose();
});

test('A4: a command that names a lease fails with a line about the run that the lease is for', async () => {
  const { token } = await api.lease('BUILDER', { projectId: 'shop' });
  await server.database.query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$;
     create trigger refuse before update on phase for each row execute function refuse()`,
  );
  const mutation = 'mutation ($input: ReleaseLeaseInput!) { releaseLease(input: $input) { errors { code } } }';
  const { errors } = await server.requestRaw(mutation, { input: { leaseToken: token, reason: 'x' } });
  await server.database.query('drop function refuse cascade');
  expect(lineOf(errors![0]!.extensions.requestId)).toMatchObject({ runId: 'basket', projectId: 'shop' });
  expect(JSON.stringify(lines)).not.toContain(token);
});

class Failing extends RunSweeper {
  tick(): Promise<void> {
    return this.eachRun(['one', 'two'], async (runId) => {
      if (runId === 'two') throw new Error('odd');
    });
  }
}

test('A4: background work that fails on a run names it', async () => {
  const sweeper = new Failing('Failing', 60_000);
  sweeper.onApplicationBootstrap();
  const line = await until('the line', () => lines.find(({ context }) => context === 'Failing'));
  expect(line).toMatchObject({ runId: 'two', msg: 'odd' });
  await sweeper.beforeApplicationShutdown();
});
