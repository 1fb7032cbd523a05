/** kill -9 of the server and of workers while output flows (O8): it goes on under its lease, and what nobody prints any more is not shown as live. */
import { gql } from '../support/api/gql.js';
import { workApi } from '../support/api/workers.js';
import type { TestClient } from '../support/graphql-client.js';
import { CrashHarness } from '../support/server/crash-harness.js';
import { until } from '../support/waiting.js';

const START = gql('mutation ($input: StartRunInput!) { startRun(input: $input) { errors { code } } }');
const HEARTBEAT = gql(
  `mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive outputTaken errors { code } } }`,
);
const READ = gql(
  `query ($runId: ID!) { phase(runId: $runId, phaseId: "a") { attempts { number state output { text from to isLive } } } }`,
);
const { text: FOLLOW } = gql(
  `subscription ($runId: ID!, $from: SafeInt) { attemptOutput(runId: $runId, phaseId: "a", attempt: 1, from: $from) { text from to isLive } }`,
);

let harness: CrashHarness;
let client: TestClient;
beforeAll(async () => {
  harness = await CrashHarness.open();
  client = await harness.start();
}, 60_000);
afterAll(() => harness?.close());

const runId = 'printing';
const attempts = async () => (await client.request(READ, { runId })).phase!.attempts;
async function print(leaseToken: string, outputTail: string) {
  await harness.database.query(`update attempt_output set at = at - interval '2 seconds'`);
  return (await client.request(HEARTBEAT, { input: { leaseToken, outputTail } })).heartbeat;
}

interface Seen {
  readonly text: string;
  readonly to: number;
  readonly isLive: boolean;
}
function follow(from: number) {
  const socket = client.socket();
  const state = { seen: [] as Seen[], ended: false, close: () => socket.dispose() };
  const end = () => (state.ended = true);
  socket.subscribe<{ attemptOutput: Seen }>(
    { query: FOLLOW, variables: { runId, from } },
    { next: ({ data }) => void (data && state.seen.push(data.attemptOutput)), error: end, complete: end },
  );
  return state;
}

test('O8: killed while output flows, the server goes on with it; a worker that was killed too leaves nothing that is live', async () => {
  const tiers = [{ tierId: 't', name: 'T', phases: [{ phaseId: 'a', name: 'A' }] }];
  expect((await client.request(START, { input: { runId, tiers } })).startRun.errors).toEqual([]);
  const { token } = await workApi(client).lease('BUILDER', { runId });
  expect(await print(token, 'one\n')).toMatchObject({ outputTaken: true });
  const before = follow(0);
  await until('the begin', () => before.seen.length > 0);
  const flowing = print(token, 'two\n').catch(() => null);
  await harness.kill();
  const answered = await flowing;
  await until('the reader to lose its server', () => before.ended);

  client = await harness.start();
  // The heartbeat landed or it did not; what is kept is whole, and of a lease that lives.
  const output = (await attempts())[0]!.output!;
  expect(['one\n', 'one\ntwo\n']).toContain(output.text);
  if (answered?.outputTaken) expect(output.text).toBe('one\ntwo\n');
  expect(output.isLive).toBe(true);
  const { to } = before.seen.at(-1)!;
  const after = follow(to);
  expect(await print(token, 'three\n')).toMatchObject({ directive: 'CONTINUE', outputTaken: true });
  await until('the rest', () => after.seen.map(({ text }) => text).join('') === `${output.text}three\n`.slice(to));

  // Server and worker are gone; the lease runs out while nobody is there.
  await harness.kill();
  await harness.database.query(`update lease set expires_at = now() - interval '1 second' where run_id = '${runId}'`);
  client = await harness.start();
  await until('the lease to end', async () => (await attempts())[0]!.state !== 'LEASED');
  expect((await attempts())[0]!.output).toMatchObject({ isLive: false });
  const late = follow(0);
  await until('the reader to end', () => late.ended);
  expect(late.seen).toMatchObject([{ text: `${output.text}three\n`, isLive: false }]);
  expect(await print(token, 'from the dead\n')).toMatchObject({ directive: 'STOP', outputTaken: false });
  await harness.database.query(`update attempt set ended_at = ended_at - interval '2 minutes'`);
  const left = () => harness.database.query('select 1 from attempt_output');
  await until('the sweep', async () => (await left()).length === 0, 30_000);
  for (const each of [after, late]) await each.close();
}, 120_000);
