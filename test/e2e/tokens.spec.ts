/** Tokens as their holders meet them (A2): shown once, honoured by role and project, refused at once when they are revoked, on every server. */
import { graphqlClient, type RawResponse, type TestClient } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until, within } from '../support/waiting.js';
import { bearer, makeToken, revokeToken } from './access-matrix.fixture.js';

let server: TestServer;
let other: TestClient & { readonly url: string };
beforeAll(async () => {
  server = await startTestServer();
  other = await server.another();
  for (const projectId of ['one', 'two', 'three'])
    await say(`mutation { createProject(input: { projectId: "${projectId}" }) { errors { message } } }`);
});
afterAll(async () => server.close());

async function say(text: string, secret?: string, variables: Record<string, unknown> = {}): Promise<any> {
  const answer = await server.requestRaw(text, variables, secret === undefined ? {} : bearer(secret));
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}
const codeOf = (answer: RawResponse): unknown => answer.errors?.[0]?.extensions.code;
const START = 'mutation ($input: StartRunInput!) { startRun(input: $input) { run { runId } errors { code message } } }';
const CLAIM = `mutation ($input: ClaimWorkInput!) { claimWork(input: $input) {
  lease { token workerId } phase { runId phaseId } idleReason { code } errors { code message } } }`;
const tiers = [{ tierId: 'T1', name: 'One', phases: [{ phaseId: 'P1', name: 'A phase' }] }];
const start = (runId: string, projectId: string, secret?: string) =>
  say(START, secret, { input: { runId, projectId, tiers } });
const claim = async (secret: string, input: object): Promise<any> => (await say(CLAIM, secret, { input })).claimWork;

afterEach(async () => {
  // What is left at work would be claimed by another test.
  const live = `{ runs(first: 100, filter: { terminal: false }) { edges { node { runId } } } }`;
  const { data } = await server.requestRaw(live);
  for (const { node } of (data as { runs: { edges: { node: { runId: string } }[] } }).runs.edges)
    await server.requestRaw(`mutation { cancelRun(input: { runId: "${node.runId}", reason: "over" }) { run { id } } }`);
});

test('A2: the text of a token is shown once; under the same key the token comes without it, and says so', async () => {
  const input = { name: 'once', role: 'VIEWER', idempotencyKey: 'once-key' };
  const text = `mutation ($input: CreateTokenInput!) { createToken(input: $input) { secret notice token { id name } errors { code } } }`;
  const first = (await say(text, undefined, { input })).createToken;
  expect(first).toMatchObject({ secret: expect.stringMatching(/^apk_v/), notice: null, errors: [] });
  const again = (await say(text, undefined, { input })).createToken;
  expect(again).toEqual({ ...first, secret: null, notice: expect.stringContaining('shown when it was made') });
  const taken = (await say(text, undefined, { input: { ...input, name: 'ONCE', idempotencyKey: null } })).createToken;
  expect(taken).toMatchObject({ token: null, secret: null, errors: [{ code: 'ALREADY_EXISTS' }] });
  const rows = await server.database.query<{ row: string }>('select to_jsonb(t)::text as row from access_token t');
  expect(rows.filter(({ row }) => row.includes(first.secret))).toEqual([]);
});

test('A2, W5: keys of tokens that are bound elsewhere are not told of and not used up; those bound to the same share theirs', async () => {
  const one = await makeToken(server, { name: 'keys-one', role: 'OPERATOR', projectIds: ['one'] });
  const both = await makeToken(server, { name: 'keys-both', role: 'OPERATOR', projectIds: ['one', 'two'] });
  const alike = await makeToken(server, { name: 'keys-alike', role: 'OPERATOR', projectIds: ['two', 'one'] });
  const begin = (runId: string, projectId: string, secret?: string) =>
    say(START, secret, { input: { runId, projectId, tiers, idempotencyKey: 'nightly' } });
  const begun = (runId: string) => ({ startRun: { run: { runId }, errors: [] } });
  expect(await begin('night-one', 'one', one.secret)).toEqual(begun('night-one'));
  expect(await begin('night-two', 'two', both.secret)).toEqual(begun('night-two'));
  expect(await begin('night-all', 'two')).toEqual(begun('night-all'));
  // Done once for all who share the key.
  expect(await begin('night-two', 'two', alike.secret)).toEqual(begun('night-two'));
  const other = await begin('night-three', 'two', alike.secret);
  expect(other.startRun).toMatchObject({ run: null, errors: [{ code: 'IDEMPOTENCY_CONFLICT' }] });
});

test('A2, W5: workers of two projects claim under the same key, and each has its own lease', async () => {
  const workers = await Promise.all(
    ['one', 'two'].map((projectId) =>
      makeToken(server, { name: `key-${projectId}`, role: 'BUILDER', projectIds: [projectId] }),
    ),
  );
  await start('keyed-one', 'one');
  await start('keyed-two', 'two');
  const input = { role: 'BUILDER', workerId: 'w1', idempotencyKey: 'claim-1' };
  for (const [index, { secret }] of workers.entries()) {
    const first = await claim(secret, input);
    expect(first).toMatchObject({ phase: { runId: ['keyed-one', 'keyed-two'][index] }, errors: [] });
    expect((await claim(secret, input)).lease).toEqual(first.lease);
  }
});

test('A2: on an open server a token counts with its role, and one that is wrong or expired is refused', async () => {
  const { secret } = await makeToken(server, { name: 'reader', role: 'VIEWER' });
  expect(await say('{ viewer { name role projectIds } }', secret)).toEqual({
    viewer: { name: 'reader', role: 'VIEWER', projectIds: null },
  });
  expect(await say('{ viewer { name role } }')).toEqual({ viewer: { name: 'operator', role: 'OPERATOR' } });
  const wrong = `${secret.slice(0, -1)}${secret.endsWith('A') ? 'Q' : 'A'}`;
  expect(codeOf(await server.requestRaw('{ viewer { name } }', {}, bearer(wrong)))).toBe('UNAUTHENTICATED');
  const soon = new Date(Date.now() + 1_500).toISOString();
  const brief = await makeToken(server, { name: 'brief', role: 'VIEWER', expiresAt: soon });
  await until(
    'the token to expire',
    async () => codeOf(await server.requestRaw('{ viewer { name } }', {}, bearer(brief.secret))) === 'UNAUTHENTICATED',
  );
});

test('E1: events, promotions and dispatch name the token, and a worker is behind the name of its own', async () => {
  const anna = await makeToken(server, { name: 'anna', role: 'OPERATOR' });
  const farm = await makeToken(server, { name: 'farm', role: 'BUILDER' });
  await start('named', 'one', anna.secret);
  const { lease } = await claim(farm.secret, { role: 'BUILDER', workerId: 'w1', runId: 'named' });
  expect(lease.workerId).toBe('farm/w1');
  const cancel = 'mutation { cancelRun(input: { runId: "named", reason: "seen" }) { errors { message } } }';
  await say(cancel, anna.secret);
  const { run } = await say('{ run(runId: "named") { events { actor actorKind cause } } }');
  const actors = new Map(run.events.map(({ cause, actor, actorKind }: any) => [cause, `${actorKind} ${actor}`]));
  expect(Object.fromEntries(actors)).toEqual({
    startRun: 'OPERATOR operator/anna',
    claimWork: 'BUILDER builder/farm/w1',
    cancelRun: 'OPERATOR operator/anna',
  });
  const stop =
    'mutation { setDispatch(input: { projectId: "three", dispatching: false }) { project { dispatchChange { by } } } }';
  expect((await say(stop, anna.secret)).setDispatch.project.dispatchChange.by).toBe('operator/anna');
});

test('A2: another token that learns the token of a lease cannot use it, and holds nothing of its phase', async () => {
  const [a, b] = [
    await makeToken(server, { name: 'farm-a', role: 'BUILDER' }),
    await makeToken(server, { name: 'farm-b', role: 'BUILDER' }),
  ];
  await start('fenced', 'two');
  const { lease } = await claim(a.secret, { role: 'BUILDER', workerId: 'w', runId: 'fenced' });
  const heartbeat = `mutation ($t: String!) { heartbeat(input: { leaseToken: $t }) { directive errors { code message } } }`;
  const look = '{ run(runId: "fenced") { runId } phase(runId: "fenced", phaseId: "P1") { phaseId } }';
  const issue = `mutation { recordIssues(input: { runId: "fenced", phaseId: "P1", issues: [{ issueKey: "style__x", category: "style", source: PROBE }] }) { errors { code } } }`;
  expect((await say(heartbeat, b.secret, { t: lease.token })).heartbeat.errors).toMatchObject([{ code: 'NOT_FOUND' }]);
  expect(await say(look, b.secret)).toEqual({ run: null, phase: null });
  expect((await say(issue, b.secret)).recordIssues.errors).toEqual([{ code: 'NOT_FOUND' }]);
  expect((await say(heartbeat, a.secret, { t: lease.token })).heartbeat).toEqual({ directive: 'CONTINUE', errors: [] });
  expect(await say(look, a.secret)).toEqual({ run: { runId: 'fenced' }, phase: { phaseId: 'P1' } });
  expect((await say(issue, a.secret)).recordIssues.errors).toEqual([]);
});

test('A2: a token of two projects claims the work of both and of no other, and lists show these alone', async () => {
  const { secret } = await makeToken(server, { name: 'both', role: 'BUILDER', projectIds: ['one', 'two'] });
  const reader = await makeToken(server, { name: 'both-reader', role: 'VIEWER', projectIds: ['one', 'two'] });
  for (const projectId of ['one', 'two', 'default']) await start(`work-${projectId}`, projectId);
  const claimed = [
    await claim(secret, { role: 'BUILDER', workerId: 'w' }),
    await claim(secret, { role: 'BUILDER', workerId: 'w' }),
  ];
  expect(claimed.map(({ phase }) => phase.runId).sort()).toEqual(['work-one', 'work-two']);
  expect(await claim(secret, { role: 'BUILDER', workerId: 'w' })).toMatchObject({ lease: null, errors: [] });
  const lists = `{ runs(first: 100) { totalCount edges { node { projectId } } } projects { projectId } runCounts { projects { projectId } }
    phases(first: 100) { edges { node { run { projectId } } } } workers { workerId }
    nodes(ids: ["run:work-one", "run:work-default", "project:default", "project:two", "phase:work-default/P1"]) { id } }`;
  const seen = await say(lists, reader.secret);
  const named = JSON.stringify({ ...seen, nodes: seen.nodes.map((node: any) => node?.id ?? null) });
  expect(named).not.toMatch(/"projectId":"(default|three)"/);
  expect(seen.nodes.map((node: any) => node?.id ?? null)).toEqual(['run:work-one', null, null, 'project:two', null]);
  expect(seen.projects).toEqual([{ projectId: 'one' }, { projectId: 'two' }]);
  expect(seen.runs.totalCount).toBe(seen.runs.edges.length);
});

test('A2: a revoked token is refused at once, its sockets are closed on every server, and a waiting claim ends without a lease', async () => {
  const gone = await makeToken(server, { name: 'gone', role: 'VIEWER' });
  const builder = await makeToken(server, { name: 'gone-builder', role: 'BUILDER', projectIds: ['three'] });
  await start('followed', 'two');
  const closings = [server, other].map((on) => {
    const socket = graphqlClient(on.url).socket({ authorization: gone.secret });
    const closed = new Promise<number>((resolve) => socket.on('closed', (event) => resolve((event as any).code)));
    const began = new Promise<void>((resolve) =>
      socket.subscribe(
        { query: 'subscription { runEvents(runId: "followed") { seq } }' },
        { next: () => resolve(), error: () => undefined, complete: () => undefined },
      ),
    );
    return { closed, began };
  });
  await within('both streams to begin', Promise.all(closings.map(({ began }) => began)));
  const waiting = claim(builder.secret, { role: 'BUILDER', workerId: 'w', waitSeconds: 30 });
  await until('the claim to wait', async () =>
    /autopack_claims_waiting\{role="BUILDER"\} 1/.test(await (await fetch(`${server.url}/metrics`)).text()),
  );
  await revokeToken(server, gone.id);
  await revokeToken(server, builder.id);
  expect(codeOf(await server.requestRaw('{ viewer { name } }', {}, bearer(gone.secret)))).toBe('UNAUTHENTICATED');
  expect(await within('the sockets to be closed', Promise.all(closings.map(({ closed }) => closed)))).toEqual([
    4403, 4403,
  ]);
  expect(codeOf(await other.requestRaw('{ viewer { name } }', {}, bearer(gone.secret)))).toBe('UNAUTHENTICATED');
  expect(await within('the claim to end', waiting)).toMatchObject({ lease: null });
});

test('A2: the use of a token is noted, not with every request', async () => {
  const { secret, id } = await makeToken(server, { name: 'used', role: 'VIEWER' });
  const used = async () =>
    (await say('{ tokens { id lastUsedAt } }')).tokens.find((token: any) => token.id === id).lastUsedAt;
  expect(await used()).toBeNull();
  await say('{ viewer { name } }', secret);
  await until('the use to be noted', async () => (await used()) !== null);
  const noted = await used();
  for (let i = 0; i < 20; i++) await say('{ viewer { name } }', secret);
  expect(await used()).toBe(noted);
});

test('A2: an operation that may not be done in part is not done at all', async () => {
  const { secret } = await makeToken(server, { name: 'partly', role: 'OPERATOR', projectIds: ['one'] });
  const builder = await makeToken(server, { name: 'partly-builder', role: 'BUILDER' });
  const text =
    'mutation { claimWork(input: { role: BUILDER, workerId: "w" }) { lease { token } } cancelRun(input: { runId: "x", reason: "" }) { errors { code } } }';
  const answer = await server.requestRaw(text, {}, bearer(builder.secret));
  expect([answer.status, codeOf(answer), answer.data]).toEqual([403, 'FORBIDDEN', undefined]);
  expect(codeOf(await server.requestRaw('{ tokens { id } }', {}, bearer(secret)))).toBe('FORBIDDEN');
});

describe('A2: limits of rates', () => {
  let limited: TestServer;
  let quick: Awaited<ReturnType<typeof makeToken>>;
  let steady: Awaited<ReturnType<typeof makeToken>>;
  beforeAll(async () => {
    limited = await startTestServer({
      AUTOPACK_TOKEN: 'a-token-for-limits',
      AUTOPACK_COMMANDS_PER_MINUTE: '5',
      AUTOPACK_WORK_PER_MINUTE: '5',
    });
    // Before anybody guesses: then the server's own token waits as well.
    quick = await makeToken(limited, { name: 'quick', role: 'OPERATOR' });
    steady = await makeToken(limited, { name: 'steady', role: 'VIEWER' });
  });
  afterAll(async () => limited.close());

  test('A2: commands of a token are limited, aliases count, and claims and heartbeats are not', async () => {
    const { secret } = quick;
    const cancel = (alias: string) =>
      `${alias}: cancelRun(input: { runId: "nowhere", reason: "" }) { errors { code } }`;
    const four = `mutation { ${['a', 'b', 'c', 'd'].map(cancel).join(' ')} }`;
    expect((await limited.requestRaw(four, {}, bearer(secret))).status).toBe(200);
    const refused = await limited.requestRaw(four, {}, bearer(secret));
    expect(refused.status).toBe(429);
    expect(refused.errors![0]!.extensions).toEqual({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
    const heartbeat = `mutation { heartbeat(input: { leaseToken: "lease_${'n'.repeat(43)}" }) { directive } }`;
    for (let i = 0; i < 12; i++) expect((await limited.requestRaw(heartbeat, {}, bearer(secret))).status).toBe(200);
    const result = `mutation { submitBuilderResult(input: { leaseToken: "lease_${'n'.repeat(43)}", status: FAILED }) { errors { code } } }`;
    expect((await limited.requestRaw(result, {}, bearer(secret))).status).toBe(200);
  });

  test('A2: whoever sends wrong tokens is told to wait, and holders of stored tokens are not', async () => {
    const { secret } = steady;
    const guess = async () => (await limited.requestRaw('{ __typename }', {}, bearer('a-guess-that-is-wrong'))).status;
    const statuses: number[] = [];
    for (let i = 0; i < 40; i++) statuses.push(await guess());
    expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
    expect((await limited.requestRaw('{ __typename }', {}, bearer(secret))).status).toBe(200);
  });
});

test('A2: a token that gets the name of a revoked one gets none of its leases, by no door and under no key', async () => {
  const first = await makeToken(server, { name: 'shift', role: 'BUILDER' });
  await start('handed-over', 'two');
  const input = { role: 'BUILDER', workerId: 'w', runId: 'handed-over', idempotencyKey: 'the shift' };
  const { lease } = await claim(first.secret, input);
  expect(lease.workerId).toBe('shift/w');
  await revokeToken(server, first.id);
  const second = await makeToken(server, { name: 'shift', role: 'BUILDER' });
  const act = `mutation ($t: String!) { heartbeat(input: { leaseToken: $t }) { errors { code } }
    releaseLease(input: { leaseToken: $t, reason: "mine" }) { errors { code } }
    submitBuilderResult(input: { leaseToken: $t, status: FAILED }) { errors { code } }
    recordIssues(input: { runId: "handed-over", phaseId: "P1", issues: [{ issueKey: "style__x", category: "style", source: PROBE }] }) { errors { code } } }`;
  const none = { errors: [{ code: 'NOT_FOUND' }] };
  expect(await say(act, second.secret, { t: lease.token })).toEqual(
    Object.fromEntries(
      ['heartbeat', 'releaseLease', 'submitBuilderResult', 'recordIssues'].map((name) => [name, none]),
    ),
  );
  const look = `query ($t: String!) { run(runId: "handed-over") { runId } phase(runId: "handed-over", phaseId: "P1") { phaseId }
    leasedWork(leaseToken: $t) { phase { phaseId } errors { code } } checkPatch(leaseToken: $t, patch: "") { errors { code } } }`;
  expect(await say(look, second.secret, { t: lease.token })).toEqual({
    run: null,
    phase: null,
    leasedWork: { phase: null, ...none },
    checkPatch: none,
  });
  expect(await claim(second.secret, input)).toMatchObject({ lease: null, errors: [{ code: 'IDEMPOTENCY_CONFLICT' }] });
  expect(await say(look, undefined, { t: lease.token })).toMatchObject({
    run: { runId: 'handed-over' },
    phase: { phaseId: 'P1' },
  });
});
