/** The commands of the command line that look over many runs, against a server with runs that ended and runs that wait. */
import stringWidth from 'string-width';

import { phase } from '../support/api/api.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { cli, documentOf, type Ended } from './cli.fixture.js';

import.meta.jest.setTimeout(120_000);
const here = cli();
let server: TestServer;
let client: WorkApi;

beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
  for (const projectId of ['shop', 'bank']) await client.command('createProject', { projectId });
  await play('shop-good', 'COMPLETE', 900);
  await play('shop-bad', 'FAILED', 40);
  const tiers = [{ tierId: 't', name: 'Words', phases: [phase('p')] }];
  await client.startRun({ runId: 'shop-new', projectId: 'shop', tiers });
}, 180_000);
afterAll(async () => server.close());

/** A run of one phase, played by manual transitions to its end. */
async function play(runId: string, end: 'COMPLETE' | 'FAILED', addTokens: number): Promise<void> {
  const phases = [{ ...phase('p'), taskCategory: 'tests' }];
  const started = await client.startRun({ runId, projectId: 'shop', tiers: [{ tierId: 't', name: 'Words', phases }] });
  expect(started.errors).toEqual([]);
  const states = end === 'COMPLETE' ? (['EXECUTING', 'GATE', 'CI_RUNNING'] as const) : (['EXECUTING', 'GATE'] as const);
  for (const state of states)
    await client.command('updatePhaseStatus', {
      runId,
      phaseId: 'p',
      state,
      addTokens: state === 'GATE' ? addTokens : 0,
    });
  await client.command('updatePhaseStatus', { runId, phaseId: 'p', state: end });
}

const there = (...args: string[]): Promise<Ended> => here.autopack([...args, '--url', server.url]);
/** What it prints, in 80 columns. */
async function printed(...args: string[]): Promise<string> {
  const { code, out, err } = await there(...args);
  expect({ args, code, err }).toMatchObject({ args, code: 0 });
  for (const line of out.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  return out;
}
async function answered(...args: string[]): Promise<Record<string, any>> {
  const document = documentOf(await there(...args, '--json'));
  expect(document).toMatchObject({ ok: true });
  return document;
}
const idsOf = async (...args: string[]): Promise<string[]> =>
  (await answered('run', 'list', ...args)).runs.nodes.map(({ runId }: { runId: string }) => runId);

test('O1: the run list is ordered and searched, and its next page is one of the same list', async () => {
  expect(await idsOf()).toEqual(['shop-new', 'shop-bad', 'shop-good']);
  expect(await idsOf('--order', 'most_tokens')).toEqual(['shop-good', 'shop-bad', 'shop-new']);
  expect(await idsOf('--order', 'latest-end', '--ended')).toEqual(['shop-bad', 'shop-good']);
  expect(await idsOf('--text', 'GOOD')).toEqual(['shop-good']);
  expect(await idsOf('--ended-after', '2100-01-01')).toEqual([]);
  expect(await idsOf('--ended-before', '2100-01-01T00:00Z', '--text', 'bad')).toEqual(['shop-bad']);
  const [bad] = (await answered('run', 'list', '--text', 'shop-bad')).runs.nodes;
  const codes: string[] = bad.failure.reasons.map(({ code }: { code: string }) => code);
  expect(await idsOf('--failure', ['no-such-code', ...codes].join(','))).toEqual(codes.length > 0 ? ['shop-bad'] : []);
  expect(await printed('run', 'list', '--order', 'latest_end', '--ended')).toMatch(
    /^RUN +STATE +TOKENS +ISSUES +ENDED/,
  );

  const page = await there('run', 'list', '--order', 'most_tokens', '--text', 'shop-', '--first', '1');
  const next = /^next: autopack (run list .*)$/m.exec(page.err)![1]!;
  expect(next).toMatch(/^run list --order most_tokens --text 'shop-' --first 1 --after \S+$/);
  expect((await there(...next.replaceAll("'", '').split(' '))).out).toContain('shop-bad');
  expect(await there('run', 'list', '--ended-after', 'soon')).toMatchObject({ code: 64 });
  expect(await there('run', 'list', '--order', 'best')).toMatchObject({ code: 64 });
});

test('O1, O2, O3: runs are counted, tiers say whether they block the promotion, the backlog is summed up', async () => {
  expect(await printed('report', 'runs')).toMatch(/^DONE_SUCCESS +1 +shop 1$/m);
  expect((await answered('report', 'runs', '--project', 'bank')).runCounts).toEqual([]);
  expect(await printed('report', 'tiers', 'shop-good')).toMatch(/^t +COMPLETE +CLEAN +no +0\/\d+ /m);
  const { run } = await answered('report', 'tiers', 'shop-bad');
  expect(run.tiers).toMatchObject([{ tierId: 't', blocksPromotion: expect.any(Boolean) }]);
  expect(await there('report', 'tiers', 'nowhere')).toMatchObject({ code: 1, err: 'There is no run "nowhere".\n' });
  expect(await printed('report', 'backlog', '--project', 'shop')).toMatch(/^issues +0\nopen +0\nto clean up +0\n$/);
  expect((await answered('report', 'backlog', '--project', 'shop')).backlogSummary).toMatchObject({ total: 0 });
});

test('O4, O5: budgets and calibration are tables, and calibrate is the same as report calibration', async () => {
  const budgets = await printed('report', 'budgets', '--project', 'shop');
  expect(budgets).toMatch(/^ended runs +2, 0 of them by a budget$/m);
  expect(budgets).toMatch(/^tests:\w+ +2 +1 +940$/m);
  expect((await answered('report', 'budgets', '--since', '2100-01-01')).budgetReport).toMatchObject({ runs: 0 });
  const table = await printed('report', 'calibration', '--project', 'shop');
  expect(table).toMatch(/^KIND +PHASES +TRY 1\/2\/3 +FAILED +P50 +P90 +CAP +SUGGESTED\ntests:\w+ +2 +1\/0\/0 +1 /);
  expect(table).toMatch(/^evidence +\S/m);
  expect(table).toMatch(/^executing +p50 \d+\.\d, p90 \d+\.\d, \d+ % of the time$/m);
  expect(await printed('calibrate', '--project', 'shop')).toBe(table);
  const [one] = (await answered('calibrate', '--project', 'shop', '--last', '1')).calibration;
  expect(one).toMatchObject({ taskCategory: 'tests', phases: 1, suggestedTokenCap: null });
  expect(await printed('calibrate', '--project', 'bank')).toBe('No phase has ended yet.\n');
});

test('O6: workers are listed, and for each role it is said why nothing can be claimed', async () => {
  const { idleReasons } = await answered('workers', '--project', 'shop');
  expect(idleReasons.map(({ role }: { role: string }) => role)).toContain('AUDITOR');
  const out = await printed('workers', '--project', 'shop');
  expect(out).toMatch(/\nWhy nothing can be claimed\n {2}\w+/);
  const text = out.replaceAll(/\n */g, ' ');
  for (const { role, reason } of idleReasons) {
    expect(text).toContain(`${role} of shop: ${reason.message} (${reason.code}`);
  }
});
