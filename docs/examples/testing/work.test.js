// Work through leases: what a Builder and CI of yours would do.
const { valueOf } = require('autopack/client');
const { createTestServer } = require('autopack/testing');

/** @type {import('autopack/testing').TestServer} */
let server;
beforeAll(async () => (server = await createTestServer()), 60_000);
beforeEach(async () => {
  await server.reset();
  valueOf(
    await server.client.startRun({
      runId: 'shop',
      tiers: [{ tierId: 'T1', name: 'All', phases: [{ phaseId: 'F1', name: 'One' }] }],
    }),
  );
});
afterAll(() => server.close());

/** Answers at once, with work if there is some: what was answered before is there to be claimed. */
const claim = (role, idempotencyKey = role) =>
  server.client.claimWork({ role, workerId: `my-${role.toLowerCase()}`, runId: 'shop', idempotencyKey });
const PATCH =
  'diff --git a/hello.md b/hello.md\nnew file mode 100644\n--- /dev/null\n+++ b/hello.md\n@@ -0,0 +1 @@\n+Hello\n';
const submit = (leaseToken, more = {}) =>
  server.client.submitBuilderResult({ leaseToken, status: 'SUCCEEDED', patch: PATCH, tokensUsed: 100, ...more });
const phase = async () => valueOf(await server.client.attempts({ runId: 'shop' })).phases[0];

test('a Builder gets the first phase, and a brief for it', async () => {
  const { lease, phase, brief } = valueOf(await claim('BUILDER'));
  expect(phase.phaseId).toBe('F1');
  expect(brief.markdown).toContain('One');
  expect(lease.role).toBe('BUILDER');
});

test('a second Builder gets nothing, and hears why', async () => {
  valueOf(await claim('BUILDER'));
  const { lease, idleReason } = valueOf(await claim('BUILDER', 'other'));
  expect(lease).toBeNull();
  expect(idleReason.message).toBeTruthy();
});

test('the same key gets the same lease again', async () => {
  const [one, two] = [valueOf(await claim('BUILDER')), valueOf(await claim('BUILDER'))];
  expect(two.lease.token).toBe(one.lease.token);
});

test('a heartbeat keeps the lease', async () => {
  const { lease } = valueOf(await claim('BUILDER'));
  const beat = valueOf(await server.client.heartbeat({ leaseToken: lease.token, tokensUsed: 10 }));
  expect(beat.directive).toBe('CONTINUE');
});

test('a lease without heartbeats runs out, and the phase is free again', async () => {
  const { lease } = valueOf(await claim('BUILDER'));
  await server.clock.advance({ minutes: 30 });
  const late = await server.client.heartbeat({ leaseToken: lease.token, tokensUsed: 10 });
  expect(late).toMatchObject({ ok: false, error: { kind: 'refused', codes: ['STALE_LEASE'] } });
});

test('a result with a patch passes the gate, and CI is due', async () => {
  const { lease } = valueOf(await claim('BUILDER'));
  const { gate } = valueOf(await submit(lease.token));
  expect(gate.verdict).toBe('PASS');
  expect(await phase()).toMatchObject({ state: 'CI_RUNNING' });
});

test('a probe that failed is believed: the gate rejects', async () => {
  const { lease } = valueOf(await claim('BUILDER'));
  const probes = [{ name: 'spelling', kind: 'lint', exitCode: 1 }];
  const { gate } = valueOf(await submit(lease.token, { probes }));
  expect(gate.verdict).not.toBe('PASS');
});

test('green CI completes the phase and the run', async () => {
  const { lease } = valueOf(await claim('BUILDER'));
  valueOf(await submit(lease.token));
  const ci = valueOf(await claim('CI'));
  const reports = ['<testsuite tests="1"><testcase classname="a" name="b"/></testsuite>'];
  valueOf(await server.client.reportCiResult({ leaseToken: ci.lease.token, verdict: 'GREEN', reports }));
  expect(await phase()).toMatchObject({ state: 'COMPLETE' });
});

test('a lease that is given back leaves the phase as it was', async () => {
  const { lease } = valueOf(await claim('BUILDER'));
  valueOf(await server.client.releaseLease({ leaseToken: lease.token, reason: 'lunch' }));
  expect(await phase()).toMatchObject({ state: 'QUEUED', holder: null });
});

test('a claim that waits is answered by a reset', async () => {
  valueOf(await claim('BUILDER'));
  const waiting = server.client.claimWork({
    role: 'BUILDER',
    workerId: 'w',
    runId: 'shop',
    waitSeconds: 20,
    idempotencyKey: 'w',
  });
  await server.reset();
  expect(await waiting).toBeDefined();
});
