/** Live output over the API (O8): bounded, without secrets whatever the worker does, from two servers, gone after its attempt. */
import { plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import type { TestClient } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

let server: TestServer;
let other: Awaited<ReturnType<TestServer['another']>>;
let client: WorkApi;
let made = 0;
beforeAll(async () => {
  server = await startTestServer();
  other = await server.another();
  client = workApi(server);
});
afterAll(async () => server.close());

const BEAT = gql(
  `mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive outputTaken errors { code } } }`,
);
const READ = gql(
  `query ($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) {
    attempts { number output { attempt text from to isLive } } } }`,
);
const { text: FOLLOW } = gql(
  `subscription ($runId: ID!, $phaseId: ID!, $attempt: Int!, $from: SafeInt) {
    attemptOutput(runId: $runId, phaseId: $phaseId, attempt: $attempt, from: $from) { attempt text from to isLive } }`,
);
const TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';

interface Held {
  readonly runId: string;
  readonly token: string;
}

async function held(): Promise<Held> {
  const runId = `printing-${(made += 1)}`;
  const { errors } = await client.startRun({ runId, tiers: plan({ T1: ['a'] }) });
  expect(errors).toEqual([]);
  const { lease } = await client.claim('BUILDER', { runId });
  return { runId, token: lease!.token };
}
const beat = async (leaseToken: string, outputTail: string | null, on: TestClient = server) =>
  (await on.request(BEAT, { input: { leaseToken, outputTail } })).heartbeat;
/** Makes the second since the last tail pass. */
const aSecondLater = () => server.database.query(`update attempt_output set at = at - interval '2 seconds'`);
async function print(leaseToken: string, text: string, on: TestClient = server): Promise<void> {
  await aSecondLater();
  expect(await beat(leaseToken, text, on)).toEqual({ directive: 'CONTINUE', outputTaken: true, errors: [] });
}
const read = async (runId: string, on: TestClient = server) =>
  (await on.request(READ, { runId, phaseId: 'a' })).phase!.attempts[0]!.output;

interface Seen {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly isLive: boolean;
}

function follow(runId: string, from = 0, on: TestClient = server, attempt = 1) {
  const socket = on.socket();
  const seen: Seen[] = [];
  const state = { seen, errors: [] as unknown[], ended: false, close: () => socket.dispose() };
  socket.subscribe<{ attemptOutput: Seen }>(
    { query: FOLLOW, variables: { runId, phaseId: 'a', attempt, from } },
    {
      next: ({ data, errors }) => {
        if (errors) state.errors.push(...errors);
        if (data) seen.push(data.attemptOutput);
      },
      error: (fault) => {
        state.errors.push(...(Array.isArray(fault) ? fault : [fault]));
        state.ended = true;
      },
      complete: () => (state.ended = true),
    },
  );
  return state;
}
const textOf = (seen: readonly Seen[]) => seen.map(({ text }) => text).join('');

test('O8: a tail is shown by a query on any server, and leaves version and events of the run alone', async () => {
  const { runId, token } = await held();
  expect(await read(runId)).toBeNull();
  const version = (await client.runOf(runId)).version;
  await print(token, 'one\n');
  await print(token, 'tw\u00f6', other);
  expect(await read(runId, other)).toEqual({ attempt: 1, text: 'one\ntw\u00f6', from: 0, to: 8, isLive: true });
  expect((await client.runOf(runId)).version).toBe(version);
});

test('O8: one tail a second is taken; another is kept out quietly, also of two servers at once', async () => {
  const { runId, token } = await held();
  await print(token, 'first\n');
  expect(await beat(token, 'second\n')).toEqual({ directive: 'CONTINUE', outputTaken: false, errors: [] });
  await aSecondLater();
  const both = await Promise.all([beat(token, 'third\n'), beat(token, 'third\n', other)]);
  expect(both.map(({ outputTaken }) => outputTaken).sort()).toEqual([false, true]);
  expect((await read(runId))!.text).toBe('first\nthird\n');
});

test('O8: secrets of a worker that hides none are hidden, also those that two tails share; control characters are gone', async () => {
  const { runId, token } = await held();
  await print(token, `\u001b[31mred\u001b[0m ${TOKEN}\u0007\nAPI_TOKEN=hunter2 and\n`);
  await print(token, `push ${TOKEN.slice(0, 12)}`);
  await print(token, `${TOKEN.slice(12)} done\n`);
  await print(token, 'PASSWORD=');
  await print(token, 'hunter3 set\n');
  const key = Array.from({ length: 12 }, (_, i) => `${String(i).padStart(2, '0')}${'abcdefghij'.repeat(6)}`);
  await print(token, `-----BEGIN PRIVATE KEY-----\n${key.slice(0, 4).join('\n')}\n`);
  await print(token, `${key.slice(4, 8).join('\n')}\n`);
  await print(token, `${key.slice(8).join('\n')}\n-----END PRIVATE KEY-----\nbye\n`);
  const { text } = (await read(runId))!;
  for (const secret of [TOKEN.slice(0, 12), TOKEN.slice(12), 'hunter', 'abcdefghij', '\u001b', '\u0007'])
    expect(text).not.toContain(secret);
  for (const word of ['red', 'done', 'set', 'bye']) expect(text).toContain(word);
  const rows = await server.database.query<{ text: string }>('select text from attempt_output');
  expect(rows.map((row) => row.text).join()).not.toContain('hunter');
});

test('O8: of a tail the last 4 kB are kept, of an attempt the newest 64 kB, in few rows', async () => {
  const { runId, token } = await held();
  await print(token, Array.from({ length: 2_000 }, (_, i) => `line ${i}\n`).join(''));
  const long = (await read(runId))!.text;
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(4_096);
  expect(long).toMatch(/^\[earlier output is left out\]\nline [^]*line 1999\n$/);
  for (let i = 0; i < 40; i += 1) await print(token, `${`piece ${i} `.repeat(200)}\n`);
  const { text, from, to } = (await read(runId))!;
  expect(Buffer.byteLength(text)).toBe(to - from);
  expect(to - from).toBe(Math.min(65_536, to));
  expect(text).toContain('piece 39');
  const [row] = await server.database.query<{ rows: number; bytes: number }>(
    `select count(*)::int as rows, sum(octet_length(text))::int as bytes from attempt_output where run_id = $1`,
    [runId],
  );
  expect(row!.rows).toBeLessThanOrEqual(40);
  expect(row!.bytes).toBeLessThanOrEqual(65_536 + 4_096);
});

test('O8: a subscription replays, goes live across servers, continues by `from`, and ends with its attempt', async () => {
  const { runId, token } = await held();
  await print(token, 'one\n');
  const [all, away] = [follow(runId), follow(runId, 0, other)];
  await until('the replay', () => textOf(all.seen) === 'one\n' && textOf(away.seen) === 'one\n');
  await print(token, 'two\n');
  await until('the news', () => textOf(all.seen) === 'one\ntwo\n' && textOf(away.seen) === 'one\ntwo\n');
  const again = follow(runId, all.seen.at(-1)!.to - 2);
  await until('the rest', () => textOf(again.seen) === 'o\n');
  await client.release(token, { reason: 'enough' });
  for (const each of [all, away, again]) {
    await until('the end', () => each.ended);
    expect(each.errors).toEqual([]);
    expect(each.seen.at(-1)).toMatchObject({ isLive: false });
    await each.close();
  }
  expect((await read(runId))!.isLive).toBe(false);
});

test('O8: an unknown attempt is NOT_FOUND', async () => {
  const { runId } = await held();
  for (const each of [follow(runId, 0, server, 2), follow('nowhere')]) {
    await until('the refusal', () => each.errors.length > 0);
    expect(each.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    await each.close();
  }
});

test('O8: output goes a minute after its attempt, with its run, and nothing is taken for a lease that is over', async () => {
  const [ended, deleted] = [await held(), await held()];
  const left = async (runId: string) =>
    (await server.database.query('select 1 from attempt_output where run_id = $1', [runId])).length;
  for (const { token } of [ended, deleted]) await print(token, 'here\n');
  await client.release(ended.token, { reason: 'enough' });
  await aSecondLater();
  expect(await beat(ended.token, 'late\n')).toMatchObject({ directive: 'STOP', outputTaken: false });
  expect((await read(ended.runId))!.text).toBe('here\n');
  await server.database.query(`update attempt set ended_at = ended_at - interval '2 minutes' where run_id = $1`, [
    ended.runId,
  ]);
  await until('the sweep', async () => (await left(ended.runId)) === 0, 30_000);
  expect(await left(deleted.runId)).toBe(1);
  await client.command('cancelRun', { runId: deleted.runId, reason: 'enough' });
  await client.command('deleteRun', { runId: deleted.runId });
  expect(await left(deleted.runId)).toBe(0);
});
