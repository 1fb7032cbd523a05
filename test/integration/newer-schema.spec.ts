/**
 * A server beside a newer one (C6): the newer server has migrated the database, every table has a column more that must not be null and has a
 * default, and the older one, whose statements are prepared already, goes on with everything that it does.
 */
import { RemoteApi } from '../e2e/remotes.fixture.js';
import { Receiver, WebhookApi } from '../e2e/webhooks.fixture.js';
import { phase, plan } from '../support/api/api.js';
import type { IssueInput } from '../support/api/documents.generated.js';
import { aPatch, RED_TESTS, workApi } from '../support/api/workers.js';
import { git, Repositories } from '../support/git/small-repositories.js';
import type { TestClient } from '../support/graphql-client.js';
import { expectConsistent } from '../support/scenarios/run-story.js';
import { waitForFiles } from '../support/server/files.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

import.meta.jest.setTimeout(300_000);

const repositories = new Repositories();
let server: TestServer;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await Receiver.open();
  server = await startTestServer({ AUTOPACK_WEBHOOK_HOSTS: '127.0.0.1' });
}, 180_000);
afterAll(async () => {
  await server?.close();
  await receiver?.down();
  repositories.remove();
}, 60_000);

const accepted = <Payload extends { readonly errors: readonly unknown[] }>(answer: Payload): Payload => {
  expect(answer.errors).toEqual([]);
  return answer;
};
const tables = async (): Promise<string[]> => {
  const rows = await server.database.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'autopack_migration' order by 1`,
  );
  return rows.map(({ name }) => name);
};

/** Whatever writes rows, once: a project with its ruleset, a draft that grows, CI on the base, work with issues, a promotion that is told to a webhook, a failed run that goes on, a deletion. */
async function everything(asked: TestClient, name: string): Promise<void> {
  const client = workApi(asked);
  const hooks = new WebhookApi(asked);
  const repositoryPath = repositories.make(name);
  const key = (what: string) => ({ idempotencyKey: `${name} ${what}` });
  const project = { projectId: name, repositoryPath };
  accepted(await client.command('createProject', { ...project, ...key('project') }));
  // The default branch is fixed now; nobody works on it.
  git(repositoryPath, 'checkout', '-q', '--detach');
  accepted(await client.command('updateProject', { projectId: name, allowPromotion: true }));
  accepted(await hooks.create({ projectId: name, url: receiver.url, ...key('webhook') }));
  accepted(await new RemoteApi(asked).set({ projectId: name, url: 'ssh://git@127.0.0.1:1/x.git', ...key('remote') }));
  const steps = [{ name: 'check', argv: ['node', 'check.mjs'], timeoutSeconds: 60, report: 'report.xml' }];
  const ci = {
    baseline: 'required',
    profiles: { normal: steps, strict: steps },
    tries: { normal: 1 },
    pausesSeconds: [0],
  };
  const document = { ci, environment: { pausesSeconds: [0] } };
  accepted(await client.command('publishRuleset', { projectId: name, document }));

  const runId = `${name}-run`;
  accepted(await client.startRun({ runId, projectId: name, draft: true, tiers: plan({ T: ['a'] }), ...key('start') }));
  accepted(await client.command('addTier', { runId, tier: plan({ U: ['c'] })[0]! }));
  accepted(await client.command('addPhase', { runId, tierId: 'T', phase: phase('b') }));
  accepted(await client.command('sealPlan', { runId }));
  const lease = (role: 'BUILDER' | 'CI') => client.lease(role, { runId, waitSeconds: 10 });
  accepted(await client.ci({ leaseToken: (await lease('CI')).token }));
  const given = await lease('BUILDER');
  accepted(await client.release(given.token));
  expect((await client.build(given.token)).errors).toMatchObject([
    { code: 'STALE_LEASE', lateResultId: expect.any(String) },
  ]);
  const issue: IssueInput = {
    issueKey: 'style__long_line',
    category: 'style',
    severity: 'MINOR',
    source: 'PROBE',
    description: 'A long line.',
  };
  for (const phaseId of ['a', 'b', 'c']) {
    const built = await lease('BUILDER');
    accepted(await client.heartbeat(built.token, phaseId === 'a' ? { tokensUsed: 4 } : {}));
    const patch = aPatch(`src/${phaseId}.txt`);
    accepted(await client.build(built.token, { patch, suggestedIssues: [issue], ...key(`build ${phaseId}`) }));
    if (phaseId === 'a') {
      accepted(await client.ci({ leaseToken: (await lease('CI')).token, verdict: 'RED', tests: RED_TESTS }));
      accepted(await client.build((await lease('BUILDER')).token, { patch: aPatch('src/a.txt', 'mended') }));
    }
    if (phaseId === 'b')
      accepted(await client.command('recordIssues', { runId, phaseId, issues: [{ ...issue, issueKey: 'more' }] }));
    accepted(await client.ci({ leaseToken: (await lease('CI')).token, ...key(`ci ${phaseId}`) }));
  }
  await until('the run to succeed', async () => (await client.runOf(runId)).state === 'DONE_SUCCESS');
  accepted(await client.command('promoteRun', { runId, ...key('promote') }));
  const { headCommit } = await client.runOf(runId);
  expect(git(repositoryPath, 'rev-parse', 'trunk')).toBe(headCommit);
  const promoted = await until('the message of the promotion', () =>
    receiver.received
      .map(({ body }) => JSON.parse(body))
      .find(({ type, data }) => type === 'run.promoted' && data.runId === runId),
  );
  expect(promoted.data).toMatchObject({
    projectId: name,
    targetBranch: 'trunk',
    commit: headCommit,
    actor: 'operator',
  });
  // The files of the promotion follow; until they are in place, the outbox names them once more.
  await waitForFiles(server, runId);
  await expectConsistent(server.database, runId);

  for (const draining of [true, false])
    accepted(await client.command('setDrain', { draining, ...key(`drain ${draining}`) }));

  const failed = `${name}-failed`;
  accepted(await client.startRun({ runId: failed, tiers: plan({ T: ['a', 'b'] }) }));
  await client.move(failed, 'a', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE');
  const refused = await client.updatePhaseStatus({
    runId: failed,
    phaseId: 'a',
    state: 'EXECUTING',
    ...key('refused'),
  });
  expect(refused.errors).toHaveLength(1);
  accepted(await client.command('cancelRun', { runId: failed, reason: 'enough' }));
  const { runs } = accepted(await client.command('continueRun', { runId: failed, ...key('continue') }));
  accepted(await client.command('cancelRun', { runId: runs[0]!.runId, reason: 'enough' }));
  accepted(await client.command('deleteRun', { runId: failed }));
}

test('C6: beside a database with a column more in every table, that must not be null, an older server does all that it did', async () => {
  await everything(server, 'before');
  const all = await tables();
  for (const table of all) {
    await server.database.query(
      `alter table ${table} add column added_later int not null default 7, add column noted_later jsonb`,
    );
  }
  await everything(server, 'beside');
  await everything(await server.another(), 'started-later');

  const counted = all.map(
    (table) =>
      `select '${table}' as name, count(*)::int as rows, count(*) filter (where added_later <> 7)::int as others from ${table}`,
  );
  const rows = await server.database.query<{ name: string; rows: number; others: number }>(counted.join(' union all '));
  expect(rows.filter(({ others }) => others > 0)).toEqual([]);
  const empty = rows.filter((row) => row.rows === 0).map(({ name }) => name);
  expect(empty.sort()).toEqual([
    'access_token',
    'aged_issue',
    'attempt_output',
    'forge_delivery',
    'forge_poll',
    'layout_alarm',
    'lease',
    'project_outbox',
    'promotion_change',
    'ref_difference',
    'run_outbox',
    'run_trace',
    'webhook_event',
    'work_queue',
  ]);
});
