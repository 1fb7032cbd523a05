/** `checkPatch`: what the gate would say of a patch under a lease, before it is submitted (A6). It costs nothing and writes nothing. */
import { plan } from '../support/api/api.js';
import { aPatch, type WorkApi } from '../support/api/workers.js';
import { git, type Repositories } from '../support/git/small-repositories.js';
import { createProject, useWorkServer } from '../support/scenarios/use-work-server.js';
import type { TestServer } from '../support/server/server.js';

let server: TestServer;
let api: WorkApi;
let repositories: Repositories;
useWorkServer((opened) => ({ server, api, repositories } = opened));

interface Checked {
  readonly gate: { readonly verdict: string; readonly reasons: readonly { readonly code: string }[] };
  readonly warnings: readonly { readonly code: string; readonly path: readonly string[] | null }[];
  readonly errors: readonly { readonly code: string }[];
}

async function check(leaseToken: string, patch: string): Promise<Checked> {
  const text = `query ($leaseToken: String!, $patch: String!) { checkPatch(leaseToken: $leaseToken, patch: $patch) {
    gate { verdict reasons { code } } warnings { code path } errors { code } } }`;
  const answer = await server.requestRaw(text, { leaseToken, patch });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return (answer.data as { checkPatch: Checked }).checkPatch;
}

test('A6: a patch is judged as its result will be, and neither attempts, version, refs nor objects change', async () => {
  const path = repositories.make('checked');
  git(path, 'checkout', '-q', '--detach');
  await createProject(api, { projectId: 'checked', repositoryPath: path, defaultBranch: 'trunk' });
  await api.startRun({ runId: 'checked', projectId: 'checked', tiers: plan({ T1: ['a'] }) });
  const { token } = await api.lease('BUILDER', { runId: 'checked' });
  const seen = async () => {
    const { version, state } = await api.runOf('checked');
    const rows = await server.database.query('select count(*)::int as n, max(state) as state from attempt');
    return { version, state, rows, refs: git(path, 'for-each-ref'), objects: git(path, 'count-objects', '-v') };
  };
  const before = await seen();
  const patches = [aPatch('src/x.txt'), '', 'no patch at all', aPatch('../outside.txt'), aPatch('.git/config')];
  const verdicts = [];
  for (const patch of patches) verdicts.push((await check(token, patch)).gate.verdict);
  expect(verdicts).toEqual(['PASS', 'REJECT', 'REJECT', 'REJECT', 'REJECT']);
  expect(await seen()).toEqual(before);
  const submitted = await api.build(token, { patch: '' });
  const { gate } = await check(token, '');
  expect(gate.reasons).toMatchObject([{ code: 'not_checked' }]);
  expect(submitted.gate?.verdict).toBe('REJECT');
});

test('A6: without a repository no patch is read, the check says so, and its verdict is that of the result', async () => {
  const path = repositories.make('read');
  git(path, 'checkout', '-q', '--detach');
  await createProject(api, { projectId: 'read', repositoryPath: path, defaultBranch: 'trunk' });
  await api.command('createProject', { projectId: 'unread' });
  const lease = async (runId: string) => (await api.lease('BUILDER', { runId })).token;
  for (const projectId of ['read', 'unread'])
    await api.startRun({ runId: projectId, projectId, tiers: plan({ T1: ['a'] }) });
  const token = await lease('unread');
  const notRead = [{ code: 'patch_not_read', path: ['repositoryPath'] }];
  expect(await check(token, 'x')).toMatchObject({ gate: { verdict: 'PASS' }, warnings: notRead, errors: [] });
  expect(await check(token, ' ')).toMatchObject({ gate: { verdict: 'REJECT' }, warnings: [], errors: [] });
  expect((await api.build(token, { patch: 'x' })).gate?.verdict).toBe('PASS');
  const inRepository = await lease('read');
  for (const patch of ['x', aPatch('x.txt')]) expect((await check(inRepository, patch)).warnings).toEqual([]);
});

test('A6: without a live lease the patch is not looked at, and the reason stands in the errors', async () => {
  const unknown = await check(`lease_${'n'.repeat(43)}`, aPatch('x.txt'));
  expect(unknown).toMatchObject({ gate: { verdict: 'REJECT' }, errors: [{ code: 'NOT_FOUND' }] });
});
