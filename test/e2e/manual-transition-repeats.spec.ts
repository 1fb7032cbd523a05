/** Manual transitions that are sent twice, or on a version that is no longer the newest (W5, C6). */
import { type Api, api, plan } from '../support/api/api.js';
import type { PhaseState, StartRunInput, TierInput } from '../support/api/documents.generated.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

let server: TestServer;
let client: Api;
beforeAll(async () => {
  server = await startTestServer();
  client = api(server);
});
afterAll(async () => server.close());

let made = 0;
/** Starts a run under an id of its own and answers that. */
async function aRun(tiers: TierInput[] = plan({ T1: ['a', 'b'] }), more: Partial<StartRunInput> = {}): Promise<string> {
  const { run, errors } = await client.startRun({ runId: `manual-${made++}`, tiers, ...more });
  expect(errors).toEqual([]);
  return run!.runId;
}

describe('which version did you see', () => {
  it('expectedRunVersion lets the command through at that version only, and says the present one (VERSION_CONFLICT)', async () => {
    const runId = await aRun();
    const transition = (state: PhaseState, expectedRunVersion: number | null) =>
      client.updatePhaseStatus({ runId, phaseId: 'a', state, expectedRunVersion });
    const first = await transition('EXECUTING', 1);
    expect([first.errors, first.run!.version]).toEqual([[], 5]);
    const stale = await transition('GATE', 1);
    expect(stale.errors).toEqual([
      expect.objectContaining({
        __typename: 'ConflictError',
        code: 'VERSION_CONFLICT',
        currentVersion: 5,
        retryable: false,
        path: ['input', 'expectedRunVersion'],
      }),
    ]);
    expect([stale.phase!.state, stale.run!.version]).toEqual(['EXECUTING', 5]);
    expect((await transition('GATE', 6)).errors[0]).toMatchObject({ code: 'VERSION_CONFLICT', retryable: true });
    expect((await transition('GATE', null)).errors).toEqual([]);
  });

  it('of two commands that saw the same version one lands', async () => {
    const runId = await aRun();
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() =>
        client.updatePhaseStatus({ runId, phaseId: 'a', state: 'EXECUTING', expectedRunVersion: 1 }),
      ),
    );
    expect(answers.filter((answer) => answer.errors.length === 0)).toHaveLength(1);
    expect(answers.flatMap((answer) => answer.errors.map((error) => error.code))).toEqual(
      Array(3).fill('VERSION_CONFLICT'),
    );
    expect((await client.read(runId)).phases[0]!.builderAttempts).toBe(1);
  });
});

describe('idempotency keys (W5)', () => {
  it('the same key and input run once; the answer shows the phase as it is now', async () => {
    const runId = await aRun();
    const input = { runId, phaseId: 'a', state: 'EXECUTING' as const, addTokens: 9, idempotencyKey: `once ${runId}` };
    const first = await client.updatePhaseStatus(input);
    await client.move(runId, 'a', 'GATE');
    const again = await client.updatePhaseStatus({ ...input, note: null });
    expect([first.errors, again.errors, again.phase!.state, again.phase!.tokensUsed]).toEqual([[], [], 'GATE', 9]);
    expect((await client.read(runId)).tokensUsed).toBe(9);
  });

  it('the same key with other input is a conflict; the key of another mutation is its own', async () => {
    const runId = await aRun();
    const key = { idempotencyKey: `shared ${runId}` };
    await client.updatePhaseStatus({ runId, phaseId: 'a', state: 'EXECUTING', ...key });
    const other = await client.updatePhaseStatus({ runId, phaseId: 'a', state: 'GATE', ...key });
    expect(other.errors).toEqual([
      expect.objectContaining({
        __typename: 'ConflictError',
        code: 'IDEMPOTENCY_CONFLICT',
        retryable: false,
        path: ['input', 'idempotencyKey'],
      }),
    ]);
    expect(other.phase!.state).toBe('EXECUTING');
    expect((await client.command('cancelRun', { runId, reason: 'x', ...key })).errors).toEqual([]);
  });

  it('racing keys give one execution and one answer', async () => {
    const runId = await aRun();
    const input = { runId, phaseId: 'a', state: 'EXECUTING' as const, addTokens: 3, idempotencyKey: `race ${runId}` };
    const answers = await Promise.all(Array.from({ length: 6 }, () => client.updatePhaseStatus(input)));
    expect(answers.map((answer) => [answer.errors, answer.phase!.state])).toEqual(Array(6).fill([[], 'EXECUTING']));
    expect((await client.read(runId)).phases[0]).toMatchObject({ tokensUsed: 3, builderAttempts: 1 });
    const starts = await Promise.all(
      Array.from({ length: 4 }, () =>
        client.startRun({ tiers: plan({ T: ['p'] }), idempotencyKey: `race start ${runId}` }),
      ),
    );
    expect(new Set(starts.map((start) => start.run?.runId)).size).toBe(1);
  });

  it('a final refusal is remembered, one that may pass is not', async () => {
    const runId = await aRun();
    const early = { runId, phaseId: 'a', state: 'GATE' as const, idempotencyKey: `early ${runId}` };
    expect((await client.updatePhaseStatus(early)).errors[0]).toMatchObject({ retryable: true });
    await client.move(runId, 'a', 'EXECUTING');
    expect((await client.updatePhaseStatus(early)).phase!.state).toBe('GATE');
    const duplicate = { runId, tiers: plan({ T: ['p'] }), idempotencyKey: `twin ${runId}` };
    const [first, again] = [await client.startRun(duplicate), await client.startRun(duplicate)];
    expect([first.errors[0]!.code, again.errors]).toEqual(['ALREADY_EXISTS', first.errors]);
  });

  it('what is refused at the top level is not remembered', async () => {
    const runId = await aRun();
    const key = { idempotencyKey: `bad ${runId}` };
    const query = `mutation ($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) { errors { code } } }`;
    const bad = await server.requestRaw(query, {
      input: { runId, phaseId: 'a', state: 'EXECUTING', addTokens: -1, ...key },
    });
    expect(bad.errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
    expect(
      (await client.updatePhaseStatus({ runId, phaseId: 'a', state: 'EXECUTING', addTokens: 1, ...key })).errors,
    ).toEqual([]);
  });
});
