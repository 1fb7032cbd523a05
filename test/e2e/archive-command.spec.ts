/** Archives as an operator meets them: runs with real attachments, the command, the policy, runs that others continue (O10). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readArchive } from '../../src/artefacts/archive-file.js';
import { plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { aPatch, type WorkApi } from '../support/api/workers.js';
import type { Repositories } from '../support/git/small-repositories.js';
import { useWorkServer } from '../support/scenarios/use-work-server.js';
import { waitForFiles } from '../support/server/files.js';
import type { TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';
import { cli } from './cli.fixture.js';

const RUN = gql('query ($runId: ID!) { run(runId: $runId) { state } }');
const CANCEL = gql('mutation ($input: CancelRunInput!) { cancelRun(input: $input) { errors { code } } }');
const UPDATE = gql('mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { errors { code } } }');
const FROM_PLAN = gql(
  'mutation ($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) { runs { runId phases { phaseId } } errors { code message } } }',
);
const CONTINUE = gql(
  'mutation ($input: ContinueRunInput!) { continueRun(input: $input) { runs { runId } errors { code } } }',
);

let server: TestServer;
let api: WorkApi;
let repositories: Repositories;
useWorkServer((opened) => ({ server, api, repositories } = opened));
const terminal = cli();
const autopack = (...args: string[]) => terminal.autopack(['archive', ...args]);
const remote = (...args: string[]) => autopack(...args, '--url', server.url);

const json = async (...args: string[]) =>
  JSON.parse((await remote(...args, '--json')).out) as { readonly runs: readonly unknown[] };

/** A run with a patch of half a MiB, its notes and a CI verdict, cancelled before its second phase. */
async function cancelled(projectId: string): Promise<string> {
  const runId = `${projectId}-run`;
  const repositoryPath = repositories.make(projectId, 'src/readme.txt');
  await api.command('createProject', { projectId, repositoryPath, allowPromotion: true });
  expect((await api.startRun({ runId, projectId, tiers: plan({ T: ['a', 'b'] }) })).errors).toEqual([]);
  const { token } = await api.lease('BUILDER', { runId });
  const patch = aPatch('src/large.txt', 'wörd '.repeat(80_000));
  expect((await api.build(token, { patch, notes: 'First.\n\nSecond.' })).errors).toEqual([]);
  await api.ci({ leaseToken: (await api.lease('CI', { runId })).token });
  await server.request(CANCEL, { input: { runId, reason: 'enough' } });
  await waitForFiles(server, runId);
  return runId;
}

test('O10: a run with attachments is archived by the command, and read again byte for byte', async () => {
  const runId = await cancelled('bytes');
  const rows = await server.database.query<{ path: string }>('select path from attempt_artefact where run_id = $1', [
    runId,
  ]);
  const before = new Map(rows.map(({ path }) => [`bodies/${path}`, readFileSync(join(server.runsRoot, runId, path))]));
  expect(Math.max(...[...before.values()].map(({ length }) => length))).toBeGreaterThan(400_000);

  const dry = await remote('--run', runId, '--dry-run', '--json');
  expect(JSON.parse(dry.out)).toMatchObject({ ok: true, runs: [{ runId, outcome: 'ARCHIVABLE' }] });
  expect(await remote('--project', 'bytes', '--older-than', '1')).toMatchObject({
    code: 0,
    out: expect.stringContaining('0 archived'),
  });
  expect(await remote('--run', runId)).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 archived, 0 kept, 0 failed'),
  });

  const file = join(server.runsRoot, '_archive/bytes', `${runId}.tar.gz`);
  const parts = new Map<string, Buffer[]>();
  await readArchive(file, (path, bytes) => void parts.set(path, [...(parts.get(path) ?? []), bytes]));
  for (const [path, content] of before) expect(Buffer.concat(parts.get(path) ?? []).equals(content)).toBe(true);

  const archived = async (...args: string[]) =>
    JSON.parse((await autopack('show', file, ...args, '--json')).out) as Record<string, unknown>;
  expect(await archived()).toMatchObject({ ok: true, runId, files: parts.size });
  expect(await archived('--files')).toMatchObject({
    members: expect.arrayContaining([expect.objectContaining({ path: [...before.keys()][0] })]),
  });
  expect((await archived('--events')).events).toEqual(
    expect.arrayContaining([expect.objectContaining({ run_id: runId })]),
  );
  for (const [path, content] of before)
    expect(await archived('--file', path)).toMatchObject({ content: content.toString('utf8') });
  expect(await autopack('show', file, '--file', 'bodies/none')).toMatchObject({
    code: 1,
    err: expect.stringContaining('--files lists them'),
  });
}, 60_000);

test('O10: a run that a live one continues stays; both go when that one has ended', async () => {
  const runId = await cancelled('line');
  const { runs, errors } = (await server.request(CONTINUE, { input: { runId } })).continueRun;
  expect(errors).toEqual([]);
  expect(JSON.parse((await remote('--run', runId, '--json')).out)).toMatchObject({
    runs: [{ outcome: 'KEPT', reason: { code: 'run_needed' } }],
  });
  await server.request(CANCEL, { input: { runId: runs[0]!.runId, reason: 'enough' } });
  expect(JSON.parse((await remote('--project', 'line', '--older-than', '0', '--json')).out)).toMatchObject({
    runs: [{ outcome: 'ARCHIVED' }, { outcome: 'ARCHIVED' }],
  });
}, 60_000);

test('O10: a run that can be promoted stays until it is promoted', async () => {
  const repositoryPath = repositories.make('green', 'src/readme.txt');
  await api.command('createProject', { projectId: 'green', repositoryPath, allowPromotion: true });
  const runId = 'green-run';
  expect((await api.startRun({ runId, projectId: 'green', tiers: plan({ T: ['a'] }) })).errors).toEqual([]);
  expect((await api.build((await api.lease('BUILDER', { runId })).token)).errors).toEqual([]);
  expect((await api.ci({ leaseToken: (await api.lease('CI', { runId })).token })).run!.state).toBe('DONE_SUCCESS');
  const answer = async () => (await json('--run', runId)).runs;
  expect(await answer()).toMatchObject([{ outcome: 'KEPT', reason: { code: 'promotion_awaited' } }]);
  expect((await api.command('promoteRun', { runId })).errors).toEqual([]);
  expect(await answer()).toMatchObject([{ outcome: 'ARCHIVED', reason: null }]);
}, 60_000);

test('O10: a run stays while the run that waited for it lives, and goes with it', async () => {
  await api.command('createProject', { projectId: 'linked' });
  const document = { defaults: { run: { maxPhases: 1 } } };
  expect((await api.command('publishRuleset', { projectId: 'linked', document })).errors).toEqual([]);
  const planMarkdown =
    '# Plan\n\n## Tier: One\n\n### Phase: First\n\nDo it.\n\n## Tier: Two\n\n### Phase: Second\n\nDo it, too.\n';
  const started = await server.request(FROM_PLAN, { input: { projectId: 'linked', planMarkdown } });
  expect(started.startRunFromPlan.errors).toEqual([]);
  const [first, second] = started.startRunFromPlan.runs.map(({ runId }) => runId) as [string, string];
  expect((await json('--project', 'linked', '--older-than', '0')).runs).toEqual([]);
  const { runs } = started.startRunFromPlan;
  const [{ phaseId }] = runs[0]!.phases as [{ phaseId: string }];
  for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE'] as const)
    expect((await api.command('updatePhaseStatus', { runId: first, phaseId, state })).errors).toEqual([]);
  expect((await json('--run', first)).runs).toMatchObject([{ outcome: 'KEPT', reason: { code: 'run_needed' } }]);
  await server.request(CANCEL, { input: { runId: second, reason: 'enough' } });
  expect((await json('--project', 'linked', '--older-than', '0')).runs).toMatchObject([
    { runId: first, outcome: 'ARCHIVED' },
    { runId: second, outcome: 'ARCHIVED' },
  ]);
}, 60_000);

test('O10: the policy of a project archives without a command', async () => {
  const runId = await cancelled('policy');
  await server.database.query(`update run set completed_at = completed_at - interval '20 days' where run_id = $1`, [
    runId,
  ]);
  await server.request(UPDATE, { input: { projectId: 'policy', retentionDays: 15 } });
  const other = await server.another();
  await until('the run to go', async () => (await other.request(RUN, { runId })).run === null);
  expect(existsSync(join(server.runsRoot, '_archive/policy', `${runId}.tar.gz`))).toBe(true);
}, 60_000);
