/** Runs of a real server, played again under their own ruleset and under others (X4). */
import { REFUSAL } from '../../src/cli/graphql/refusal.js';
import { plan } from '../support/api/api.js';
import type { BacktestRulesetInput, StartRunInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { aPatch, RED_TESTS, type WorkApi } from '../support/api/workers.js';
import type { Repositories } from '../support/git/small-repositories.js';
import type { Json } from '../support/graphql-client.js';
import { createProject, useWorkServer } from '../support/scenarios/use-work-server.js';
import type { TestServer } from '../support/server/server.js';

let server: TestServer;
let client: WorkApi;
let repositories: Repositories;
useWorkServer((opened) => ({ server, api: client, repositories } = opened));

const BACKTEST = gql(
  `query ($input: BacktestRulesetInput!) { backtestRuleset(input: $input) { same otherEnd unknown
    runs { runId outcome before after atSeq reason { code message source } } errors { ...Refusal } } }`,
  REFUSAL,
);
const REPLAY =
  gql(`query ($projectId: ID, $first: Int, $after: String) { replayRuns(projectId: $projectId, first: $first, after: $after) {
  runs { runId outcome atSeq difference } endCursor } }`);

const backtest = async (input: BacktestRulesetInput) => (await server.request(BACKTEST, { input })).backtestRuleset;

let made = 0;
async function begun(projectId: string, phases: readonly string[], more: Partial<StartRunInput> = {}): Promise<string> {
  const runId = `${projectId}-${(made += 1)}`;
  const { errors } = await client.startRun({ runId, projectId, tiers: plan({ T1: phases }), ...more });
  expect(errors).toEqual([]);
  return runId;
}
let lines = 0;
async function built(runId: string, more: Parameters<WorkApi['build']>[1] = {}) {
  const { token } = await client.lease('BUILDER', { runId });
  const answer = await client.build(token, { patch: aPatch(`src/f${(lines += 1)}.txt`), ...more });
  expect(answer.errors).toEqual([]);
  return answer;
}
async function audited(runId: string, more: Parameters<WorkApi['audit']>[1] = {}) {
  const answer = await client.audit((await client.lease('AUDITOR', { runId })).token, more);
  expect(answer.errors).toEqual([]);
}
async function tested(runId: string, isGreen = true) {
  const { token } = await client.lease('CI', { runId });
  const answer = await client.ci({ leaseToken: token, ...(isGreen ? {} : { verdict: 'RED', tests: RED_TESTS }) });
  expect(answer.errors).toEqual([]);
}
const green = async (runId: string, more: Parameters<WorkApi['build']>[1] = {}) => {
  await built(runId, more);
  await tested(runId);
};
const stateOf = async (runId: string) => (await client.runOf(runId)).state;

async function aProject(projectId: string, ruleset: Json = {}, repository = true): Promise<string> {
  const place = repository ? { repositoryPath: repositories.make(projectId, 'src/readme.txt') } : {};
  await createProject(client, { projectId, ...place }, ruleset);
  return projectId;
}

/** Stories with everything that workers, operators and the clock do. */
async function stories(projectId: string, repository: boolean): Promise<void> {
  const flaky = await begun(projectId, ['a', 'b']);
  await built(flaky);
  await tested(flaky, false);
  await tested(flaky);
  await built(flaky, { status: 'FAILED', patch: null });
  await green(flaky);
  expect(await stateOf(flaky)).toBe('DONE_SUCCESS');

  const reviewed = await begun(projectId, ['a', 'b']);
  await built(reviewed, { status: 'NEEDS_REVIEW', tokensUsed: null });
  await audited(reviewed, { verdict: 'REVISE', notes: 'Not so.' });
  await built(reviewed, {
    status: 'NEEDS_REVIEW',
    suggestedIssues: [{ issueKey: 'style__long', category: 'style', severity: 'MAJOR', source: 'SELF_DOUBT' }],
  });
  await audited(reviewed);
  await tested(reviewed);
  const work = await client.lease('BUILDER', { runId: reviewed });
  await client.heartbeat(work.token, { tokensUsed: 70 });
  await client.release(work.token, { tokensUsed: 80 });
  await client.requestAudit({ runId: reviewed, phaseId: 'b' });
  await built(reviewed);
  await audited(reviewed, { patch: aPatch('src/audited.txt') });
  const ci = await client.lease('CI', { runId: reviewed });
  await client.release(ci.token, {});
  await tested(reviewed);
  expect(await stateOf(reviewed)).toBe('DONE_SUCCESS');

  const dear = await begun(projectId, ['a', 'b']);
  await green(dear, { tokensUsed: 400 });
  await built(dear, { tokensUsed: 900 });
  expect(await stateOf(dear)).toBe('DONE_FAILED_BUDGET_EXHAUSTED');

  const spent = await begun(projectId, ['a', 'b'], { tokenCap: 300 });
  await green(spent, { tokensUsed: 300 });
  await client.claim('BUILDER', { runId: spent });
  expect(await stateOf(spent)).toBe('DONE_FAILED_BUDGET_EXHAUSTED');

  const cancelled = await begun(projectId, ['a', 'b']);
  await built(cancelled, { tokensUsed: 30 });
  await client.command('cancelRun', { runId: cancelled, reason: 'Enough of it.' });

  const red = await begun(projectId, ['a', 'b', 'c']);
  await green(red);
  await built(red);
  for (let i = 0; i < 2; i += 1) await tested(red, false);
  await built(red);
  for (let i = 0; i < 2; i += 1) await tested(red, false);
  await audited(red, { verdict: 'ESCALATE', notes: 'Nobody can do that.' });
  expect(await stateOf(red)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW');
  const { runs } = await client.command('continueRun', { runId: red });
  const next = runs[0]!.runId;
  await green(next);
  await green(next);
  expect(await stateOf(next)).toBe('DONE_SUCCESS');

  const refused = await begun(projectId, ['a']);
  const policy = repository ? aPatch('.github/x.yml') : 'x'.repeat(1_048_577);
  for (let i = 0; i < 2; i += 1) await built(refused, { patch: `${policy}${i}\n` });
  expect(await stateOf(refused)).toMatch('DONE_FAILED');
}

const CAP = { defaults: { phase: { incidentTokenCap: 500 } }, tokens: { flatPerAttempt: 7 } };
const BASE_CI = { ci: { pausesSeconds: [0], tries: { normal: 3, strict: 3 } } };

describe('recorded runs of a real server', () => {
  test.each([true, false])(
    'X4: under their own ruleset all give every event back (repository: %s)',
    async (repository) => {
      const projectId = await aProject(repository ? 'own' : 'bare', { ...CAP, ...BASE_CI }, repository);
      await stories(projectId, repository);
      if (!repository) await driven(projectId);
      const replayed = (await server.request(REPLAY, { projectId, first: 50 })).replayRuns;
      expect(replayed.runs.filter(({ outcome }) => outcome !== 'SAME')).toEqual([]);
      const found = await backtest({ projectId, rulesetVersion: 1 });
      expect(found.runs.filter(({ outcome }) => outcome !== 'SAME')).toEqual([]);
      expect([found.same, found.errors]).toEqual([replayed.runs.length, []]);
      expect(found.same).toBeGreaterThanOrEqual(8);
    },
  );
});

describe('what a person would find', () => {
  test('X4: runs die of one cap; a ruleset that raises it says which go on, until where that is known, and why', async () => {
    const projectId = await aProject('capped', CAP, false);
    const dear = await begun(projectId, ['a', 'b']);
    await green(dear, { tokensUsed: 400 });
    await built(dear, { tokensUsed: 900 });
    const beating = await begun(projectId, ['a']);
    const { token } = await client.lease('BUILDER', { runId: beating });
    await client.heartbeat(token, { tokensUsed: 700 });
    const cheap = await begun(projectId, ['a']);
    await green(cheap, { tokensUsed: 450 });
    const ruleset = { ...CAP, defaults: { phase: { incidentTokenCap: 1_000 } } };
    const found = await backtest({ projectId, ruleset });
    expect([found.same, found.otherEnd, found.unknown]).toEqual([1, 0, 2]);
    const [first, second, third] = found.runs;
    expect(first).toMatchObject({ runId: cheap, outcome: 'SAME', after: 'DONE_SUCCESS', atSeq: null, reason: null });
    for (const run of [second!, third!])
      expect(run).toMatchObject({ outcome: 'UNKNOWN_FROM_HERE', before: 'DONE_FAILED_BUDGET_EXHAUSTED', after: null });
    expect(third!.reason!.message).toBe(
      'It ended here: Phase "b" used 900 incident tokens; its limit is 500. Under this ruleset it goes on. The gate never judged this result: the run ended before.',
    );
    expect(second!.reason!.message).toMatch(
      'its limit is 500. Under this ruleset it goes on. Phase "a" stays with its',
    );
    for (const { runId, atSeq } of [second!, third!]) {
      const { events } = await client.read(runId);
      const end = events.find(({ toState }) => toState === 'FAILED');
      expect(atSeq).toBe(end!.seq);
    }
    // And the other way round: what went well would have ended.
    const lower = await backtest({
      ...{ projectId, runIds: [cheap], ruleset: { ...CAP, defaults: { phase: { incidentTokenCap: 400 } } } },
    });
    expect(lower.runs).toMatchObject([
      { outcome: 'OTHER_END', after: 'DONE_FAILED_BUDGET_EXHAUSTED', reason: { code: 'incident_token_cap_exceeded' } },
    ]);
  });

  test('X4: what never happened is said: an attempt, an audit, a try of CI, another gate, other steps of CI', async () => {
    const projectId = await aProject('asks', { ...CAP, ...BASE_CI });
    const failed = await begun(projectId, ['a']);
    const probes = [{ name: 'tests', kind: 'unit', exitCode: 1 }];
    for (const more of [
      { status: 'FAILED' as const, patch: null },
      { probes },
      { status: 'FAILED' as const, patch: null },
    ])
      await built(failed, { ...more, tokensUsed: null });
    await audited(failed, { verdict: 'ESCALATE', notes: 'No.' });
    const flaky = await begun(projectId, ['a']);
    await built(flaky, { tokensUsed: null });
    await tested(flaky, false);
    await tested(flaky);
    const reasonOf = async (runId: string, more: Json, defaults: Json = {}) => {
      const phase = { incidentTokenCap: 500, ...defaults };
      const ruleset = { ...CAP, ...BASE_CI, ...more, defaults: { phase } };
      const { runs, errors } = await backtest({ projectId, runIds: [runId], ruleset });
      expect(errors).toEqual([]);
      return [runs[0]!.outcome, runs[0]!.after, runs[0]!.reason?.code ?? null];
    };
    const UNKNOWN = ['UNKNOWN_FROM_HERE', null];
    expect(await reasonOf(failed, {}, { maxBuilderAttempts: 4 })).toEqual([...UNKNOWN, 'one_more_attempt']);
    expect(await reasonOf(failed, {}, { maxBuilderAttempts: 2 })).toEqual([...UNKNOWN, 'one_more_audit']);
    expect(await reasonOf(flaky, {}, { autoApply: false })).toEqual([...UNKNOWN, 'one_more_audit']);
    expect(await reasonOf(flaky, { ci: { pausesSeconds: [0], tries: { normal: 1, strict: 1 } } })).toEqual([
      ...UNKNOWN,
      'one_more_attempt',
    ]);
    expect(await reasonOf(flaky, { patch: { maxBytes: 10 } })).toEqual([...UNKNOWN, 'gate_policy']);
    expect(await reasonOf(flaky, { patch: { maxBytes: 2_000_000 } })).toEqual(['SAME', 'DONE_SUCCESS', null]);
    expect(await reasonOf(flaky, { paths: { protected: ['src/secret/**'] } })).toEqual([...UNKNOWN, 'gate_policy']);
    const steps = [{ name: 'check', argv: ['true'] }];
    const ci = { ...BASE_CI.ci, profiles: { normal: steps, strict: steps }, baseline: 'off' };
    expect(await reasonOf(flaky, { ci })).toEqual([...UNKNOWN, 'ci_steps']);
    expect(await reasonOf(flaky, { ci: { ...ci, baseline: 'required' } })).toEqual([...UNKNOWN, 'base_check']);
    // The flat amount of three attempts is another one.
    expect(await reasonOf(failed, { tokens: { flatPerAttempt: 200 } })).toEqual([
      ...['OTHER_END', 'DONE_FAILED_BUDGET_EXHAUSTED', 'incident_token_cap_exceeded'],
    ]);
    expect(await reasonOf(failed, { tokens: { flatPerAttempt: 1 } })).toEqual([
      ...['SAME', 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', null],
    ]);
    // Instants are no difference.
    expect(await reasonOf(flaky, { leases: { expirySeconds: 600 }, environment: { pausesSeconds: [99] } })).toEqual([
      ...['SAME', 'DONE_SUCCESS', null],
    ]);
  });

  test('X4: runs that are not there, not of the project, live, deleted, and faulty rulesets are refused', async () => {
    const projectId = await aProject('faulty', CAP, false);
    const live = await begun(projectId, ['a']);
    const gone = await begun(projectId, ['a']);
    await client.command('cancelRun', { runId: gone, reason: 'Not now.' });
    expect((await client.command('deleteRun', { runId: gone })).errors).toEqual([]);
    const other = await aProject('faulty-2', CAP, false);
    const errorsOf = async (input: BacktestRulesetInput) => {
      const { runs, errors } = await backtest(input);
      expect(runs).toEqual([]);
      return errors.map(({ code, message, path }) => [code, message, path]);
    };
    expect(await errorsOf({ projectId, runIds: ['nowhere', live, gone] })).toEqual([
      ['NOT_FOUND', 'There is no run "nowhere".', ['input', 'runIds', '0']],
      ['TRANSITION_REFUSED', expect.stringContaining(`"${live}" is RUN_CREATED`), ['input', 'runIds', '1']],
      ['NOT_FOUND', expect.stringMatching(/archived or deleted: its events/), ['input', 'runIds', '2']],
    ]);
    expect(await errorsOf({ projectId: other, runIds: [live] })).toMatchObject([{ 0: 'NOT_FOUND' }]);
    expect(await errorsOf({ projectId: 'nowhere' })).toMatchObject([{ 0: 'NOT_FOUND' }]);
    expect(await errorsOf({ projectId, rulesetVersion: 9 })).toMatchObject([{ 0: 'NOT_FOUND' }]);
    expect(await errorsOf({ projectId, ruleset: { defaults: { phase: { incidentTokenCap: 0 } } } })).toMatchObject([
      { 0: 'INVALID_INPUT' },
    ]);
    expect(await errorsOf({ projectId, rulesetVersion: 1, ruleset: {} })).toMatchObject([{ 0: 'INVALID_INPUT' }]);
    expect(await backtest({ projectId })).toEqual({ same: 0, otherEnd: 0, unknown: 0, runs: [], errors: [] });
    const bounds = server.request(BACKTEST, { input: { projectId, last: 201 } });
    await expect(bounds).rejects.toThrow(/last/);
  });
});

/** Moved by an operator: a draft with issues, manual transitions, a phase that is skipped. */
async function driven(projectId: string): Promise<void> {
  const runId = `${projectId}-draft`;
  await client.startRun({ runId, projectId, draft: true, tiers: plan({ T1: ['a', 'b'] }) });
  const issue = { issueKey: 'style__long', category: 'style', severity: 'MINOR', source: 'PROBE' } as const;
  expect((await client.command('recordIssues', { runId, phaseId: 'a', issues: [issue] })).errors).toEqual([]);
  expect((await client.command('sealPlan', { runId })).errors).toEqual([]);
  expect((await client.command('recordIssues', { runId, phaseId: 'b', issues: [issue] })).errors).toEqual([]);
  await client.move(runId, 'a', 'EXECUTING', 'GATE', 'CI_RUNNING', 'GATE', 'CI_RUNNING', 'COMPLETE');
  await client.updatePhaseStatus({ runId, phaseId: 'b', state: 'EXECUTING', addTokens: 40 });
  expect((await client.command('recordIssues', { runId, phaseId: 'b', issues: [issue] })).errors).toEqual([]);
  await client.updatePhaseStatus({ runId, phaseId: 'b', state: 'FAILED', note: 'No.' });
  expect(await stateOf(runId)).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW');
}
