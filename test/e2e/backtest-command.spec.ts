/** `autopack backtest`, `ruleset suggest` and `doctor --replay` as programs, against a server with runs that ended (X4, X5). */
import stringWidth from 'string-width';

import { plan } from '../support/api/api.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { cli, documentOf, type Ended } from './cli.fixture.js';

import.meta.jest.setTimeout(120_000);
const here = cli();
let server: TestServer;
let client: WorkApi;

const RULESET = { defaults: { run: { maxPhases: 30 }, phase: { incidentTokenCap: 500 } } };

beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
  for (const projectId of ['shop', 'new']) await client.command('createProject', { projectId });
  await client.command('publishRuleset', { projectId: 'shop', document: RULESET });
  const phaseIds = Array.from({ length: 21 }, (_, i) => `p${i}`);
  await client.startRun({ runId: 'long', projectId: 'shop', tiers: plan({ t: phaseIds }) });
  for (const phaseId of phaseIds.slice(0, 20)) await done('long', phaseId, 450);
  await done('long', 'p20', 501);
  await client.startRun({ runId: 'short', projectId: 'shop', tiers: plan({ t: ['a'] }) });
  await done('short', 'a', 100);
}, 180_000);
afterAll(async () => server.close());

/** By an operator's moves, with tokens before CI; over the cap the run ends. */
async function done(runId: string, phaseId: string, addTokens: number): Promise<void> {
  await client.move(runId, phaseId, 'EXECUTING');
  await client.updatePhaseStatus({ runId, phaseId, state: 'GATE', addTokens });
  if ((await client.runOf(runId)).state.startsWith('DONE_')) return;
  await client.move(runId, phaseId, 'CI_RUNNING', 'COMPLETE');
}

const there = (...args: string[]): Promise<Ended> => here.autopack([...args, '--url', server.url]);
const isNarrow = (out: string): boolean => out.split('\n').every((line) => stringWidth(line) <= 80);

describe('autopack backtest', () => {
  test('X4: a table, why each run goes on or ends otherwise, and what can be done next', async () => {
    await here.file('more.yaml', 'defaults: { run: { maxPhases: 30 }, phase: { incidentTokenCap: 600 } }\n');
    const { code, out, err } = await there('backtest', 'shop', '--ruleset', 'more.yaml');
    expect([code, isNarrow(out)]).toEqual([0, true]);
    expect(out).toMatch(/short +same +success +success +-\n/);
    expect(out).toMatch(/long +unknown +budget_exhausted +\? +\d+\n/);
    expect(out.replace(/\s+/g, ' ')).toMatch(
      'used 501 incident tokens; its limit is 500. Under this ruleset it goes on.',
    );
    expect(out).toMatch('1 end as they did, 0 otherwise, 1 are not known to their end');
    expect(err).toMatch(/next: autopack events long --after \d+\n/);
    expect(err).toMatch('next: autopack ruleset suggest --project shop');
  });

  test('X4: --json, a version by its number, single runs, and what cannot be played', async () => {
    const own = documentOf(await there('backtest', 'shop', '--ruleset', '1', '--json'));
    expect(own).toMatchObject({ ok: true, rulesetVersion: 1, same: 2, otherEnd: 0, unknown: 0 });
    await here.file('less.json', '{"defaults":{"run":{"maxPhases":30},"phase":{"incidentTokenCap":50}}}');
    const less = documentOf(await there('backtest', 'shop', '--ruleset', 'less.json', '--run', 'short', '--json'));
    expect(less.runs).toMatchObject([{ runId: 'short', outcome: 'OTHER_END', after: 'DONE_FAILED_BUDGET_EXHAUSTED' }]);
    const lost = await there('backtest', 'shop', '--run', 'nowhere');
    expect([lost.code, lost.err]).toEqual([1, expect.stringContaining('There is no run "nowhere"')]);
    expect((await there('backtest', 'nowhere')).code).toBe(1);
    expect((await there('backtest', 'shop', '--last', '0')).code).toBe(64);
    await here.file('bad.yaml', 'defaults: { phase: { incidentTokenCap: -1 } }\n');
    expect((await there('backtest', 'shop', '--ruleset', 'bad.yaml')).code).toBe(1);
    expect(await there('backtest', 'new')).toMatchObject({ code: 0, out: expect.stringContaining('No run') });
  });
});

describe('autopack ruleset suggest', () => {
  test('X5: the calibration leads to it; each line has a reason, and the ended runs are played under it', async () => {
    expect((await there('calibrate', '--project', 'shop')).err).toMatch(
      'next: autopack ruleset suggest --project shop',
    );
    const { code, out, err } = await there('ruleset', 'suggest', '--project', 'shop');
    expect([code, isNarrow(out)]).toEqual([0, true]);
    expect(out).toMatch(/defaults\.phase\.incidentTokenCap +500 +1000\n/);
    expect(out.replace(/\s+/g, ' ')).toMatch('Of 22 phases, 95 of 100 used at most 450 tokens');
    expect(out).toMatch('1 end as they did, 0 otherwise, 1 are not known to their end');
    expect(err).toMatch('next: autopack ruleset publish ruleset.json --project shop');
    const suggested = await there('ruleset', 'suggest', '--project', 'shop', '--document');
    expect(JSON.parse(suggested.out)).toEqual({
      defaults: { run: { maxPhases: 30 }, phase: { incidentTokenCap: 1_000, maxBuilderAttempts: 1 } },
    });
    await here.file('suggested.json', suggested.out);
    expect((await here.autopack(['ruleset', 'check', 'suggested.json'])).code).toBe(0);
    const found = documentOf(await there('ruleset', 'suggest', '--project', 'shop', '--json'));
    expect(found).toMatchObject({
      ok: true,
      differences: [{ before: '500', after: '1000' }, {}],
      backtest: { same: 1 },
    });
  });

  test('X5: with too little evidence nothing is suggested, and it says so', async () => {
    const { code, out, err } = await there('ruleset', 'suggest', '--project', 'new');
    expect([code, out]).toEqual([0, 'Nothing is suggested.\n\nToo little evidence: no phase has ended yet.\n']);
    expect(err).toBe('next: autopack calibrate --project new\n');
    expect((await there('ruleset', 'suggest', '--project', 'nowhere')).code).toBe(1);
  });
});

describe('autopack doctor --replay', () => {
  test('X4: every ended run gives its own events back; one whose events were changed is named with its seq', async () => {
    const well = await there('doctor', '--replay');
    expect(well.out).toMatch('replay: 2 ended runs give their own events back; archived runs are not replayed');
    expect(well.code).toBe(0);
    const [changed] = await server.database.query<{ seq: number }>(
      `update run_event set to_state = 'SKIPPED' where run_id = 'short' and subject = 'tier/t' and to_state = 'COMPLETE' returning seq`,
    );
    const ill = await there('doctor', '--replay');
    await server.database.query(
      `update run_event set to_state = 'COMPLETE' where run_id = 'short' and seq = ${changed!.seq}`,
    );
    expect(ill.code).toBe(1);
    expect(ill.out).toMatch(
      `failed  replay: short, event ${changed!.seq}: Played again, tier/t IN_PROGRESS → COMPLETE came instead of`,
    );
  });
});
