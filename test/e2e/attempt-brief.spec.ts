/** `attemptBrief`: what the worker of an attempt was asked to do, for whoever looks at it later (W7). */
import { plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { aPatch, RED_TESTS, type WorkApi } from '../support/api/workers.js';
import type { Repositories } from '../support/git/small-repositories.js';
import { createProject, useWorkServer } from '../support/scenarios/use-work-server.js';
import type { TestServer } from '../support/server/server.js';

let server: TestServer;
let api: WorkApi;
let repositories: Repositories;
useWorkServer((opened) => ({ server, api, repositories } = opened));

const BRIEF = gql(`query AttemptBrief($runId: ID!, $phaseId: ID!, $attempt: Int!) {
  attemptBrief(runId: $runId, phaseId: $phaseId, attempt: $attempt) { markdown isExact } }`);
const briefOf = async (attempt: number, runId = 'told') =>
  (await server.request(BRIEF, { runId, phaseId: 'a', attempt })).attemptBrief;

test('W7: the brief of an attempt is what its claim got: while it is at work to the letter, and afterwards from the records', async () => {
  const path = repositories.make('told');
  const ruleset = { ci: { baseline: 'off', tries: { normal: 1 }, pausesSeconds: [0] } };
  await createProject(api, { projectId: 'told', repositoryPath: path, defaultBranch: 'trunk' }, ruleset);
  await api.startRun({ runId: 'told', projectId: 'told', tiers: plan({ T1: ['a'] }) });
  const given: string[] = [];
  const claim = async (role: 'BUILDER' | 'AUDITOR' | 'CI') => {
    const { token, brief } = await api.lease(role, { runId: 'told' });
    given.push(brief!.markdown);
    expect(await briefOf(given.length)).toEqual({ markdown: brief!.markdown, isExact: true });
    return token;
  };
  await api.build(await claim('BUILDER'), { patch: '', notes: 'Nothing to do?' });
  await api.build(await claim('BUILDER'), { patch: aPatch('src/x.txt'), notes: 'Now there is.' });
  await api.ci({ leaseToken: await claim('CI'), verdict: 'RED', tests: RED_TESTS });
  await api.requestAudit({ runId: 'told', phaseId: 'a' });
  await api.build(await claim('BUILDER'), { patch: aPatch('src/x.txt', 'two') });
  await api.audit(await claim('AUDITOR'), { verdict: 'REVISE', notes: 'Say why.' });
  await api.build(await claim('BUILDER'), { patch: aPatch('src/x.txt', 'three') });
  await api.ci({ leaseToken: await claim('CI') });
  expect((await api.runOf('told')).state).toBe('DONE_SUCCESS');
  for (const attempt of [1, 2, 4, 6]) {
    const brief = await briefOf(attempt);
    expect(brief!.isExact).toBe(false);
    expect([attempt, brief!.markdown]).toEqual([attempt, given[attempt - 1]]);
  }
});

test('W7: an attempt that is not there has no brief', async () => {
  expect([await briefOf(99), await briefOf(1, 'nowhere')]).toEqual([null, null]);
});
