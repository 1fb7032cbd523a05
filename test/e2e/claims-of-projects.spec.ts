/** Claims with a token of several projects (W1, A2): one look finds where work is, and the first project that has some gives it. */
import { startTestServer, type TestServer } from '../support/server/server.js';
import { statementsOf } from '../support/server/statements.js';
import { until, within } from '../support/waiting.js';
import { bearer, makeToken } from './access-matrix.fixture.js';

const PROJECTS = Array.from({ length: 20 }, (_, i) => `place-${String(i).padStart(2, '0')}`);
const LAST = PROJECTS.at(-1)!;

let server: TestServer;
const tokens = new Map<number, string>();
let made = 0;

beforeAll(async () => {
  server = await startTestServer();
  for (const projectId of PROJECTS)
    await say(`mutation { createProject(input: { projectId: "${projectId}" }) { errors { message } } }`);
  for (const count of [2, 5, 20]) {
    const input = { name: `builder-${count}`, role: 'BUILDER', projectIds: PROJECTS.slice(-count) } as const;
    tokens.set(count, (await makeToken(server, input)).secret);
  }
});
afterAll(() => server?.close());
beforeEach(async () => {
  await server.database.query('delete from run');
  await server.database.query('delete from worker');
});

async function say(text: string, variables: Record<string, unknown> = {}, secret?: string): Promise<any> {
  const answer = await server.requestRaw(text, variables, secret === undefined ? {} : bearer(secret));
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}
const CLAIM = `mutation ($input: ClaimWorkInput!) { claimWork(input: $input) {
  lease { token } phase { runId } idleReason { code } errors { code message } } }`;
/** With the token of so many projects, which end with the last one. */
async function claim(projects: number, more: object = {}): Promise<any> {
  const input = { role: 'BUILDER', workerId: 'w', ...more };
  return (await say(CLAIM, { input }, tokens.get(projects))).claimWork;
}
async function aRun(projectId: string): Promise<string> {
  const runId = `run-${(made += 1)}`;
  const tiers = [{ tierId: 'T1', name: 'One', phases: [{ phaseId: 'P1', name: 'A phase' }] }];
  const start = 'mutation ($input: StartRunInput!) { startRun(input: $input) { errors { message } } }';
  expect(await say(start, { input: { runId, projectId, tiers } })).toEqual({ startRun: { errors: [] } });
  return runId;
}
/** What was asked about work, without the rest of a claim. */
async function sentBy(work: () => Promise<unknown>): Promise<string[]> {
  return (await statementsOf(work)).filter((name) => /^(projects_with_work|ready_work|works?_to_claim\w*)$/.test(name));
}
const LOOK_AND_READ = ['projects_with_work', 'work_to_claim_of_project'];

const seenIn = async (): Promise<string[]> =>
  (await server.database.query<{ p: string }>('select project_id as p from worker order by 1')).map(({ p }) => p);

describe('W1, A2: a claim of a token that is bound to several projects', () => {
  test.each([2, 5, 20])(
    'W1, A2: finds that there is none with one look and one read, and is there for all %d',
    async (count) => {
      const sent = await sentBy(async () => {
        expect(await claim(count)).toMatchObject({ lease: null, idleReason: { code: 'no_runs' }, errors: [] });
      });
      expect(sent).toEqual(LOOK_AND_READ);
      expect(await seenIn()).toEqual(PROJECTS.slice(-count));
    },
  );

  test('W1, A2: gets what the last of 20 has with as many statements as what the first has', async () => {
    for (const where of [PROJECTS[0]!, LAST]) {
      const runId = await aRun(where);
      const sent = await sentBy(async () => {
        expect(await claim(20)).toMatchObject({ phase: { runId }, errors: [] });
      });
      expect(sent).toEqual(LOOK_AND_READ);
    }
  });

  test('W1, A2: gets the work of the first of its projects that has some, however old and loaded others are', async () => {
    const [a, b] = [PROJECTS[3]!, LAST];
    const runs = [await aRun(b), await aRun(b), await aRun(a), await aRun(a), await aRun('default')];
    const got: string[] = [];
    for (let i = 0; i < 4; i += 1) got.push((await claim(20, { workerId: `w${i}` })).phase.runId);
    expect(got).toEqual([runs[2], runs[3], runs[0], runs[1]]);
    expect(await claim(20)).toMatchObject({ lease: null, errors: [] });
  });

  test('W5: gets the same under its key, when other projects have work and when none has', async () => {
    const runId = await aRun(LAST);
    const first = await claim(20, { idempotencyKey: 'once' });
    expect(first.phase).toEqual({ runId });
    expect(await claim(20, { idempotencyKey: 'once' })).toEqual(first);
    await aRun(PROJECTS[2]!);
    expect(await claim(20, { idempotencyKey: 'once' })).toEqual(first);
    expect((await claim(20, { idempotencyKey: 'once', workerId: 'v' })).errors).toHaveLength(1);
  });

  test('W1: that names a run is for that run alone, and seen in its project alone', async () => {
    const [runId] = [await aRun(LAST), await aRun(PROJECTS[0]!), await aRun(LAST)];
    const sent = await sentBy(async () => {
      expect(await claim(20, { runId })).toMatchObject({ phase: { runId }, errors: [] });
    });
    expect(sent).toEqual(['ready_work', 'work_to_claim_of_run']);
    expect(await claim(20, { runId, workerId: 'other' })).toMatchObject({ lease: null, errors: [] });
    expect(await seenIn()).toEqual([LAST, LAST]);
  });

  test('A9: leaves out a project whose dispatch is stopped', async () => {
    const dispatch = `mutation ($input: SetDispatchInput!) { setDispatch(input: $input) { errors { message } } }`;
    const set = (dispatching: boolean) =>
      say(dispatch, { input: { projectId: PROJECTS[0], dispatching, reason: 'for a moment' } });
    const [stopped, other] = [await aRun(PROJECTS[0]!), await aRun(LAST)];
    expect(await set(false)).toEqual({ setDispatch: { errors: [] } });
    expect((await claim(20)).phase).toEqual({ runId: other });
    expect((await claim(20)).phase).toBeNull();
    await set(true);
    expect((await claim(20)).phase).toEqual({ runId: stopped });
  });

  test('W1: that waits is woken by work in the last of its projects', async () => {
    const waiting = claim(20, { waitSeconds: 30 });
    await until('the claim to wait', async () =>
      /autopack_claims_waiting\{role="BUILDER"\} [1-9]/.test(await (await fetch(`${server.url}/metrics`)).text()),
    );
    const runId = await aRun(LAST);
    expect((await within('the claim to end', waiting)).phase).toEqual({ runId });
  });
});
