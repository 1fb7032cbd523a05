/** “Why is this not moving?” is answered on the first screen, for each reason that there is, before anybody opens a run (O6). */
import type { Page } from 'playwright-core';

import { plan } from '../support/api/api.js';
import type { StartRunInput } from '../support/api/documents.generated.js';
import { RED_TESTS, type WorkApi } from '../support/api/workers.js';
import { describeInBrowser, useBrowser } from '../support/pages/watched-page.js';
import type { TestServer } from '../support/server/server.js';
import { CI_STEPS, WorkerWorld } from './worker.fixture.js';

import.meta.jest.setTimeout(60_000);

describeInBrowser('Why is this not moving?', () => {
  const world = new WorkerWorld();
  const openPage = useBrowser();
  let server: TestServer;
  let client: WorkApi;
  let page: Page;
  let made = 0;
  beforeAll(async () => {
    await world.open();
    ({ server, client } = world);
  }, 180_000);
  afterAll(() => world.close(), 60_000);
  beforeEach(async () => {
    const live = await server.database.query<{ run_id: string }>('select run_id from run where completed_at is null');
    for (const { run_id: runId } of live) await client.command('cancelRun', { runId, reason: 'for the next test' });
    await server.database.query('delete from worker');
    const watched = await openPage(server.url);
    page = watched.page;
    await watched.open('/?show=live');
    await page.locator('[data-live=live]').waitFor();
  });

  async function aRun(more: Partial<StartRunInput> = {}, document: Readonly<Record<string, unknown>> = {}) {
    const projectId = `why-${(made += 1)}`;
    await client.command('createProject', { projectId });
    expect((await client.command('publishRuleset', { projectId, document })).errors).toEqual([]);
    const runId = `${projectId}-run`;
    expect((await client.startRun({ runId, projectId, tiers: plan({ T1: ['a', 'b'] }), ...more })).errors).toEqual([]);
    return { runId, projectId };
  }
  /** What needs the reader, on top of the page. */
  const onTop = (runId: string) =>
    page.getByRole('region', { name: 'What needs you' }).getByRole('list', { name: `What ${runId} needs` });
  const inRow = (runId: string) => page.locator(`[data-run="${runId}"]`);
  /** On top of the page and in its row, without a reload. */
  async function displays(runId: string, words: RegExp, code: string): Promise<void> {
    for (const place of [onTop(runId), inRow(runId)]) {
      await place.getByText(words).first().waitFor();
      await place.getByText(code, { exact: true }).first().waitFor();
    }
  }

  test('O6: no worker', async () => {
    const { runId } = await aRun();
    await displays(runId, /no Builder was seen/, 'no_worker');
  });

  test('O6: a budget near its end', async () => {
    const { runId } = await aRun({ tokenCap: 100 });
    await client.command('updatePhaseStatus', { runId, phaseId: 'a', state: 'EXECUTING', addTokens: 90 });
    await displays(runId, /used 90 of 100/, 'budget_near');
    await inRow(runId).getByText('90 of 100 tokens, 90%').waitFor();
  });

  test('O6: base red', async () => {
    const profiles = { normal: CI_STEPS, strict: CI_STEPS };
    const ci = { baseline: 'delta', profiles, tries: { normal: 1, strict: 1 }, pausesSeconds: [0, 0] };
    const runId = await world.run(await world.project({ ci }));
    const { token } = await client.lease('CI', { runId });
    expect((await client.ci({ leaseToken: token, verdict: 'RED', tests: RED_TESTS })).errors).toEqual([]);
    await displays(runId, /CI is red on the base commit/, 'base_red');
  });

  test('O6: an audit is due and there is no Auditor', async () => {
    const { runId } = await aRun();
    expect((await client.requestAudit({ runId, phaseId: 'a' })).errors).toEqual([]);
    await client.build((await client.lease('BUILDER', { runId })).token);
    await displays(runId, /Auditor/, 'audit_without_auditor');
  });

  test('O6: CI has not reported', async () => {
    const { runId } = await aRun({}, { ci: { waitMinutes: 5 } });
    await client.build((await client.lease('BUILDER', { runId })).token);
    await displays(runId, /CI/, 'ci_not_reported');
    await inRow(runId).getByText('In CI').waitFor();
  });

  test('O6: a pause after a failure of the environment, and when it ends', async () => {
    const { runId } = await aRun({}, { environment: { pausesSeconds: [600, 600] } });
    const { token } = await client.lease('BUILDER', { runId });
    await client.build(token, { status: 'ENVIRONMENT_FAILURE', patch: null });
    await displays(runId, /pauses until/, 'environment_pause');
    await onTop(runId)
      .getByText(/changes by itself in \d+ minutes/)
      .waitFor();
  });

  test('O6: dispatch is stopped, and no longer once it is resumed', async () => {
    const { runId, projectId } = await aRun();
    const stop = (dispatching: boolean) =>
      client.command('setDispatch', { projectId, dispatching, reason: 'the release waits' });
    await stop(false);
    // Dispatch has no event of a run: live runs are asked for again by time.
    for (const place of [onTop(runId), inRow(runId)])
      await place.getByText('dispatch_stopped').first().waitFor({ timeout: 20_000 });
    await displays(runId, /the release waits/, 'dispatch_stopped');
    await stop(true);
    await onTop(runId).getByText('dispatch_stopped').waitFor({ state: 'detached', timeout: 20_000 });
  });

  test('O6: a linked run waits for the one before it, and needs nobody', async () => {
    const first = await aRun();
    const { runId } = await aRun();
    await server.database.query(
      `update run set previous_run_id = '${first.runId}', started_at = null, deadline_at = null where run_id = '${runId}'`,
    );
    await page.reload();
    await inRow(runId).getByText('predecessor', { exact: true }).waitFor();
    await inRow(runId).getByText(first.runId).first().waitFor();
    expect(await onTop(runId).count()).toBe(0);
  });

  test('O6: the deadline is near', async () => {
    const { runId } = await aRun();
    await server.database.query(
      `update run set started_at = started_at - interval '100 minutes', deadline_at = now() + interval '20 minutes' where run_id = '${runId}'`,
    );
    await onTop(runId).getByText('deadline_near').waitFor({ timeout: 20_000 });
    await displays(runId, /The time of the run ends at/, 'deadline_near');
  });
});
