/**
 * kill -9 of the server at every step of the work cycle on a real repository: before and after each write, between intent, ref and outcome, before bodies and files. A client
 * that sends again what was not answered brings the run to the end that it would have had: nothing is lost, nothing doubled (C6, W5, G7).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CrashHarness } from '../support/crash-harness.js';
import type { AnyData } from '../support/graphql-client.js';
import { expectWhole } from '../support/run-story.js';
import { until } from '../support/waiting.js';
import { aPatch, RED_TESTS, workApi, type WorkApi } from '../support/workers.js';

let harness: CrashHarness;
let client: WorkApi;
let folder: string;
let path: string;
let base: string;

beforeAll(async () => {
  harness = await CrashHarness.open();
  client = workApi(await harness.start());
  folder = mkdtempSync(join(tmpdir(), 'autopack-crash-'));
  path = join(folder, 'repository');
  mkdirSync(path);
  execFileSync('git', ['init', '-q', '-b', 'trunk', path]);
  writeFileSync(join(path, 'readme.txt'), 'one\n');
  git('add', '-A');
  git('commit', '-qm', 'first');
  base = git('rev-parse', 'trunk');
  await client.command('createProject', { projectId: 'crash', repositoryPath: path }, 'project { projectId }');
  const ci = { tries: { normal: 1 }, pausesSeconds: [0] };
  await client.command(
    'publishRuleset',
    { projectId: 'crash', document: { ci, environment: { pausesSeconds: [0] } } },
    'ruleset { version }',
  );
}, 60_000);
afterAll(async () => {
  await harness?.close();
  rmSync(folder, { recursive: true, force: true });
});

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', path, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { encoding: 'utf8' }).trim();

/** Sends until it is answered: a server that was killed is started again. Keys make a repeat harmless (W5). */
async function insist(send: (api: WorkApi) => Promise<AnyData>): Promise<AnyData> {
  for (;;) {
    try {
      return await send(client);
    } catch (error) {
      if (!harness.isGone) await Promise.race([harness.gone(), new Promise((_, fail) => setTimeout(() => fail(error), 2_000))]);
      client = workApi(await harness.start());
    }
  }
}

/** One phase: built, red, built again, green. */
async function drive(runId: string): Promise<void> {
  const tiers = [{ tierId: 't', name: 'T', phases: [{ phaseId: 'a', name: 'A' }] }];
  const key = (what: string) => ({ idempotencyKey: `${runId} ${what}` });
  await insist((api) => api.startRun({ runId, projectId: 'crash', tiers, ...key('start') }, 'run { runId }'));
  const step = async (role: 'BUILDER' | 'CI', what: string, work: (api: WorkApi, token: string) => Promise<AnyData>) => {
    const { lease } = await insist(async (api) => {
      const claimed = await api.claim(role, { runId, waitSeconds: 10, ...key(`claim ${what}`) });
      if (!claimed.lease) throw new Error(`No lease for ${what}: ${JSON.stringify(claimed)}`);
      return claimed;
    });
    const { errors } = await insist((api) => work(api, lease.token));
    expect([what, errors]).toEqual([what, []]);
  };
  await step('BUILDER', 'first', (api, token) => api.build(token, { patch: aPatch('a.txt', 'draft'), ...key('build 1') }));
  await step('CI', 'red', (api, leaseToken) => api.ci({ leaseToken, verdict: 'RED', tests: RED_TESTS, ...key('ci 1') }));
  await step('BUILDER', 'second', (api, token) => api.build(token, { patch: aPatch('a.txt', 'final'), ...key('build 2') }));
  await step('CI', 'green', (api, leaseToken) => api.ci({ leaseToken, ...key('ci 2') }));
}

/** What must be true however often the server died on the way. */
async function expectDone(runId: string): Promise<void> {
  await until('the run to be done', async () => (await client.runOf(runId)).state === 'DONE_SUCCESS');
  const head = git('rev-parse', `autonomous/${runId}`);
  expect(git('rev-parse', `refs/tags/autonomous/${runId}/a^{commit}`)).toBe(head);
  expect(git('rev-list', '--count', `${base}..${head}`)).toBe('1');
  expect(git('show', `${head}:a.txt`)).toBe('final');
  const [counted] = await harness.database.query<AnyData>(
    `select (select count(*)::int from snapshot where run_id = $1) as snapshots, (select count(*)::int from lease where run_id = $1) as leases,
      (select count(*)::int from work_queue where run_id = $1) as offers, (select array_agg(state order by number) from attempt where run_id = $1) as attempts,
      (select head_commit from run where run_id = $1) as head, (select ref_intent from run where run_id = $1) as intent`,
    [runId],
  );
  expect(counted).toEqual({ snapshots: 1, leases: 0, offers: 0, attempts: Array(4).fill('SUBMITTED'), head, intent: null });
  const { phases } = await expectWhole(harness.database, runId);
  expect(phases[0]).toMatchObject({ builderAttempts: 2, tokensUsed: 20 });
}

/** Every ref, every commit, and the first body and files; with EVERY_STEP set each single one. */
function chosen(steps: readonly string[]): number[] {
  const all = steps.map((name, i) => ({ name, at: i + 1, first: steps.indexOf(name) === i }));
  const every = process.env.EVERY_STEP !== undefined;
  return all.filter(({ name, first }) => every || name.includes('refs/') || name.startsWith('after') || first).map(({ at }) => at);
}

it('C6, G4, G7, W5: killed at any step of the cycle, the run ends as it would have, with one snapshot, no lease, and counters that a recount confirms', async () => {
  await harness.count(null);
  await drive('whole');
  const steps = await harness.count(null);
  expect(steps.filter((name) => name.includes('refs/')).length).toBeGreaterThanOrEqual(8);
  for (const killAtStep of chosen(steps)) {
    const runId = `killed-${killAtStep}`;
    await harness.count(killAtStep);
    await drive(runId);
    await expectDone(runId);
    if (!harness.isGone) await harness.count(null);
  }
}, 600_000);
