/** Why a run waits, what needs an operator, and what comes next by itself (O6); its past (O7). */
import { plan } from '../support/api/api.js';
import type { StartRunInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { BACKGROUND, statementsOf } from '../support/server/statements.js';
import { within } from '../support/waiting.js';

let server: TestServer;
let client: WorkApi;
let made = 0;
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
});
afterAll(async () => server.close());

const EXPLAIN = gql(`query ($runId: ID!) { run(runId: $runId) { tokensUsed createdAt completedAt
  attention { code message changesAt } waitingFor { code message changesAt } nextDeadline { what at message }
  timeline { kind phaseId attempt workerId start end outcome }
  burnDown { tokenCap minuteCap deadlineAt points { at tokens minutes } } } }`);
const explain = async (runId: string) => (await server.request(EXPLAIN, { runId })).run!;
const codes = (reasons: readonly { readonly code: string }[]) => reasons.map(({ code }) => code);
/** Nobody was ever seen. */
/** Also in any order of the tests: nobody holds anything, and nobody was seen. */
async function nobody(): Promise<void> {
  const held = await server.database.query<{ run_id: string }>('select distinct run_id from lease');
  for (const { run_id: runId } of held) await client.command('cancelRun', { runId, reason: 'for the next test' });
  await server.database.query('delete from worker');
}

async function aRun(
  more: Partial<StartRunInput> = {},
  document: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const projectId = `explained-${made++}`;
  await client.command('createProject', { projectId });
  expect((await client.command('publishRuleset', { projectId, document })).errors).toEqual([]);
  const runId = `${projectId}-run`;
  expect((await client.startRun({ runId, projectId, tiers: plan({ T1: ['a', 'b'] }), ...more })).errors).toEqual([]);
  return runId;
}

test('A3, O7: histories of a few runs are one operation; those of a long list cost too much, before an event is read', async () => {
  const asked = (first: number, history: string) =>
    server.requestRaw(`{ runs(first: ${first}) { edges { node { runId ${history} } } } }`);
  for (const history of ['timeline { kind }', 'burnDown { points { at } }']) {
    expect((await asked(20, history)).errors).toBeUndefined();
    const refused = await asked(100, history);
    expect(refused.errors![0]).toMatchObject({
      message: expect.stringContaining('Ask for fewer entries'),
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
  }
});

test('O6: no worker: a run says that no Builder was seen, and no longer once one claims; then who has it until when', async () => {
  await nobody();
  const runId = await aRun();
  const alone = await explain(runId);
  expect(alone.waitingFor).toMatchObject({
    code: 'no_worker',
    message: expect.stringContaining('no Builder was seen'),
  });
  expect(codes(alone.attention)).toEqual(['no_worker']);
  expect(alone.nextDeadline!.what).toBe('run_deadline');
  const { lease } = await client.lease('BUILDER', { runId });
  const held = await explain(runId);
  expect(held.waitingFor).toMatchObject({ code: 'worker', changesAt: lease!.expiresAt });
  expect(held.nextDeadline).toMatchObject({ what: 'lease_expiry', at: lease!.expiresAt });
  expect(held.attention).toEqual([]);
});

test('O6: budget near its end: from 80 % of the tokens on', async () => {
  const runId = await aRun({ tokenCap: 100 });
  await client.command('updatePhaseStatus', { runId, phaseId: 'a', state: 'EXECUTING', addTokens: 79 });
  expect(codes((await explain(runId)).attention)).not.toContain('budget_near');
  await client.command('updatePhaseStatus', { runId, phaseId: 'a', state: 'EXECUTING', addTokens: 1 });
  expect(codes((await explain(runId)).attention)).toContain('budget_near');
});

test('O6: CI not reported: the phase waits in CI and no CI worker was seen; nextDeadline is the end of that wait', async () => {
  await nobody();
  const runId = await aRun({}, { ci: { waitMinutes: 5 } });
  await client.build((await client.lease('BUILDER', { runId })).token);
  const seen = await explain(runId);
  expect(seen.waitingFor!.code).toBe('ci_not_reported');
  expect(codes(seen.attention)).toEqual(['ci_not_reported']);
  expect(seen.nextDeadline).toMatchObject({ what: 'ci_wait', at: seen.waitingFor!.changesAt });
});

test('O6: audit due and no Auditor', async () => {
  await nobody();
  const runId = await aRun();
  expect((await client.requestAudit({ runId, phaseId: 'a' })).errors).toEqual([]);
  await client.build((await client.lease('BUILDER', { runId })).token);
  const seen = await explain(runId);
  expect([seen.waitingFor!.code, ...codes(seen.attention)]).toEqual(['audit_without_auditor', 'audit_without_auditor']);
});

test('O6: environment pause, until when', async () => {
  const runId = await aRun({}, { environment: { pausesSeconds: [600, 600] } });
  await client.build((await client.lease('BUILDER', { runId })).token, { status: 'ENVIRONMENT_FAILURE', patch: null });
  const seen = await explain(runId);
  const { notBefore } = await client.phaseOf(runId, 'a');
  expect(seen.waitingFor).toMatchObject({ code: 'pause', changesAt: notBefore });
  expect(seen.attention).toMatchObject([{ code: 'environment_pause', changesAt: notBefore }]);
  expect(seen.nextDeadline).toMatchObject({ what: 'pause_end', at: notBefore });
});

test('O6: dispatch stopped', async () => {
  const runId = await aRun();
  await client.command('setDispatch', { projectId: runId.replace('-run', ''), dispatching: false });
  const seen = await explain(runId);
  expect([seen.waitingFor!.code, ...codes(seen.attention)]).toEqual(['dispatch_stopped', 'dispatch_stopped']);
});

test('O6: a draft is not sealed; deadline near: from 80 % of the time on', async () => {
  const draft = await aRun({ draft: true });
  expect(await explain(draft)).toMatchObject({ waitingFor: { code: 'draft' }, nextDeadline: { what: 'draft_expiry' } });
  const runId = await aRun();
  expect(codes((await explain(runId)).attention)).not.toContain('deadline_near');
  await server.database.query(
    `update run set started_at = started_at - interval '100 minutes', deadline_at = now() + interval '20 minutes' where run_id = '${runId}'`,
  );
  expect(codes((await explain(runId)).attention)).toContain('deadline_near');
});

test('O6, I5: workers say what they hold and whether they wait; idleReasons gives the answer of a claim', async () => {
  await nobody();
  const runId = await aRun();
  const projectId = runId.replace('-run', '');
  await client.lease('BUILDER', { runId, workerId: 'busy' });
  const claimed = await client.claim('BUILDER', { projectId, workerId: 'idle' });
  const query =
    gql(`query ($projectId: ID!) { workers(projectId: $projectId) { id workerId role waiting holds { phaseId } }
    idleReasons(projectId: $projectId) { role projectId reason { code } } }`);
  const { workers, idleReasons } = await server.request(query, { projectId });
  const byName = [...workers].sort((a, b) => (a.workerId < b.workerId ? -1 : 1));
  expect(byName).toMatchObject([
    { id: 'worker:BUILDER/busy', role: 'BUILDER', waiting: false, holds: { phaseId: 'a' } },
    { id: 'worker:BUILDER/idle', waiting: true, holds: null },
  ]);
  expect(idleReasons.find(({ role }) => role === 'BUILDER')!.reason.code).toBe(claimed.idleReason!.code);
});

test('O7: timeline and burn-down of a run that was built and tested', async () => {
  const runId = await aRun();
  await client.build((await client.lease('BUILDER', { runId })).token);
  await client.ci({ leaseToken: (await client.lease('CI', { runId })).token });
  const { timeline, burnDown, tokensUsed } = await explain(runId);
  expect(timeline.filter(({ attempt }) => attempt !== null)).toMatchObject([
    { kind: 'attempt', phaseId: 'a', attempt: 1, workerId: 'builder-1', outcome: 'GATE' },
    { kind: 'ci', phaseId: 'a', attempt: 2, workerId: 'ci-1', outcome: 'GREEN' },
  ]);
  expect(timeline.at(-1)).toMatchObject({ kind: 'waiting', phaseId: 'b', end: null });
  expect(burnDown.points.at(-1)!.tokens).toBe(tokensUsed);
});

test('O6: linked run waiting: it names the run before it, and nothing of it needs an operator', async () => {
  const projectId = `explained-${made++}`;
  await client.command('createProject', { projectId });
  const tiers = plan({ T1: ['a'] });
  expect((await client.startRun({ runId: `${projectId}-1`, projectId, tiers })).errors).toEqual([]);
  const link = `update run set previous_run_id = '${projectId}-1', started_at = null, deadline_at = null where run_id = '${projectId}-2'`;
  expect((await client.startRun({ runId: `${projectId}-2`, projectId, tiers })).errors).toEqual([]);
  await server.database.query(link);
  const seen = await explain(`${projectId}-2`);
  expect(seen).toMatchObject({ waitingFor: { code: 'predecessor' }, attention: [], nextDeadline: null });
});

test('O6, O7: a list of 25 runs costs no more statements than one run', async () => {
  // A run of thousands of events takes pages of its own.
  await server.database.query(`delete from run_event where type = 'TOKENS_ADDED' and data = '{"tokens": 7}'`);
  for (let i = 0; i < 3; i += 1) await aRun();
  const query = gql(`query ($first: Int!) { runs(first: $first) { nodes { waitingFor { code } attention { code }
    nextDeadline { what } timeline { kind } burnDown { points { tokens } } } } }`);
  const foreground = async (first: number) =>
    (await statementsOf(() => server.request(query, { first }))).filter((name) => !BACKGROUND.test(name)).length;
  await foreground(1);
  expect(await foreground(25)).toBe(await foreground(1));
});

test('O7: the past of a run of 10,000 events is answered in bounded pages, time and size, with its begin and its end', async () => {
  const runId = await aRun({ tokenCap: 1_000_000 });
  await client.command('updatePhaseStatus', { runId, phaseId: 'a', state: 'EXECUTING', addTokens: 1 });
  await server.database.query(
    `insert into run_event (run_id, seq, type, subject, actor, cause, at, data, write_id)
     select e.run_id, e.seq + n, 'TOKENS_ADDED', 'phase/a', e.actor, e.cause, e.at + n * interval '1 second', '{"tokens": 7}', gen_random_uuid()
     from run_event e, generate_series(1, 10000) n where e.run_id = '${runId}' and e.seq = (select max(seq) from run_event where run_id = e.run_id)`,
  );
  const seen = { run: null as Awaited<ReturnType<typeof explain>> | null };
  const names = await statementsOf(async () => {
    seen.run = await within('the answer', explain(runId), 20_000);
  });
  const { timeline, burnDown, createdAt } = seen.run!;
  expect(names.filter((name) => name.startsWith('event')).length).toBeLessThan(10);
  expect(burnDown.points).toHaveLength(1_000);
  expect(burnDown.points[0]).toMatchObject({ at: createdAt, tokens: 0 });
  expect(burnDown.points.at(-1)!.tokens).toBe(70_001);
  expect(timeline.length).toBeLessThanOrEqual(1_000);
  expect(timeline.at(-1)).toMatchObject({ kind: 'attempt', phaseId: 'a', end: null });
});
