/** A question of the dashboard whose act becomes impossible while it is open: it stays, says what happened, and offers nothing but to close it. */
import { plan } from '../support/api/api.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { Repositories } from '../support/git/small-repositories.js';
import { describeInBrowser, useBrowser, type WatchedPage } from '../support/pages/watched-page.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';
import { PhaseWorld } from './dashboard-phase.fixture.js';

let server: TestServer;
let client: WorkApi;
let repositories: Repositories;

beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
  repositories = new Repositories();
  await client.command('createProject', { projectId: 'open', name: 'Open' });
}, 120_000);
afterAll(async () => {
  await server.close();
  repositories.remove();
});

import.meta.jest.setTimeout(60_000);

const start = (runId: string, phases: readonly string[] = ['a'], draft = false) =>
  client.startRun({ runId, projectId: 'open', draft, tiers: plan({ t: phases }) });

/** Opens the question of an act. */
async function ask({ page, open }: WatchedPage, path: string, act: string): Promise<void> {
  await open(path);
  await page.getByRole('button', { name: act, exact: true }).click();
  await page.getByRole('dialog', { name: act }).getByRole('button', { name: 'Leave it' }).waitFor();
}

/** The question says so, offers nothing but to close it, and leads the focus back into the screen. */
async function expectGone(watched: WatchedPage, act: string, sentence: string | RegExp): Promise<void> {
  const { page } = watched;
  const dialog = page.getByRole('dialog', { name: act });
  // A project and an ended run are asked for every few seconds.
  await dialog.getByRole('alert').getByText(sentence).waitFor({ timeout: 25_000 });
  expect(await dialog.getByRole('button').allInnerTexts()).toEqual(['Close']);
  expect(await dialog.getByRole('textbox').count()).toBe(0);
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Close');
  expect(await watched.accessibilityFaults()).toEqual([]);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/gone-${act}.png` });
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: act, exact: true }).waitFor({ state: 'detached' });
  await until('the focus at the title', async () => (await page.evaluate('document.activeElement.tagName')) === 'H1');
}

describeInBrowser('An act that another browser takes away', () => {
  const openPage = useBrowser();

  it('dashboard: two browsers cancel a run: the second is told that it has ended', async () => {
    await start('twice');
    const [first, second] = [await openPage(server.url), await openPage(server.url)];
    await ask(second, '/runs/twice', 'Cancel the run');
    await second.page.getByLabel('Why?').fill('mine');
    await ask(first, '/runs/twice', 'Cancel the run');
    await first.page.getByLabel('Why?').fill('enough');
    const dialog = first.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Cancel the run' }).click();
    // Whose own act it was is told nothing of it.
    await dialog.waitFor({ state: 'detached' });
    await expectGone(second, 'Cancel the run', 'The run has ended meanwhile: Cancelled.');
    expect((await client.read('twice')).failureReason).toContain('enough');
  });

  it('dashboard: a draft that another browser starts, a failed run that it continues', async () => {
    await start('draft', ['a'], true);
    await start('failed');
    await client.move('failed', 'a', 'EXECUTING', 'FAILED');
    const draft = await openPage(server.url);
    await ask(draft, '/runs/draft', 'Start the run');
    await client.command('sealPlan', { runId: 'draft' });
    await expectGone(draft, 'Start the run', 'The run was started meanwhile.');
    const failed = await openPage(server.url);
    await ask(failed, '/runs/failed', 'Continue in a new run');
    await client.command('continueRun', { runId: 'failed' });
    await until('the answer', async () => {
      await failed.page.evaluate('dispatchEvent(new Event("visibilitychange"))');
      return (await failed.page.getByRole('alert').getByText('continues it meanwhile').count()) > 0;
    });
    await expectGone(failed, 'Continue in a new run', /^Run .+ continues it meanwhile\.$/);
  });

  it('dashboard: who was asked about a phase does not request the audit of the next one', async () => {
    await start('moving', ['a', 'b']);
    await client.move('moving', 'a', 'EXECUTING', 'GATE');
    const watched = await openPage(server.url);
    await ask(watched, '/runs/moving', 'Request an audit');
    await client.move('moving', 'a', 'CI_RUNNING', 'COMPLETE');
    await client.move('moving', 'b', 'EXECUTING', 'GATE');
    await watched.page.getByRole('alert').getByText('Phase a is not at work any more.').waitFor();
    await watched.page.keyboard.press('Escape');
    // The next one is asked about anew.
    await watched.page.getByRole('button', { name: 'Request an audit' }).click();
    await watched.page.getByRole('dialog').getByText('phase b').waitFor();
  });

  it('A9: two browsers stop dispatch: the second is not led to resume it', async () => {
    const watched = await openPage(server.url);
    await ask(watched, '/projects/open', 'Stop dispatch');
    await client.command('setDispatch', { projectId: 'open', dispatching: false, reason: 'a deploy' });
    await expectGone(watched, 'Stop dispatch', 'Dispatch was stopped meanwhile.');
    await watched.page.getByRole('button', { name: 'Resume dispatch' }).waitFor();
  });

  it('M3: two browsers promote a run: the second is told that it is promoted', async () => {
    const world = new PhaseWorld(client, repositories);
    const { runId } = await world.run([{ phaseId: 'a', name: 'Greet' }]);
    await world.build(runId);
    await world.ci(runId);
    const watched = await openPage(server.url);
    await ask(watched, `/runs/${runId}/promotion`, 'Promote');
    expect((await client.command('promoteRun', { runId })).errors).toEqual([]);
    await expectGone(watched, 'Promote', /^Promoted\. /);
  });
});

describeInBrowser('An audit', () => {
  const openPage = useBrowser();

  it('W9: is offered on the page of every phase whose audit the server would accept, and of no other', async () => {
    await start('offers', ['done', 'now', 'later']);
    await client.move('offers', 'done', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE');
    await client.move('offers', 'now', 'EXECUTING');
    const { page, open } = await openPage(server.url);
    const button = page.getByRole('button', { name: 'Request an audit' });
    for (const phaseId of ['done', 'now']) {
      await open(`/runs/offers/phases/${phaseId}`);
      await page.getByRole('link', { name: 'offers' }).waitFor();
      await page.getByText('Builder attempts').first().waitFor();
      expect([phaseId, await button.count()]).toEqual([phaseId, 0]);
    }
    await open('/runs/offers/phases/later');
    await button.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('reviews the next patch of phase later').waitFor();
    await dialog.getByRole('textbox').fill('the parser');
    await dialog.getByRole('button', { name: 'Request an audit' }).click();
    await dialog.waitFor({ state: 'detached' });
    const { events } = await client.read('offers');
    expect(events.filter(({ type }) => type === 'AUDIT_REQUESTED')).toMatchObject([
      { subject: 'phase/later', data: { focus: 'the parser' } },
    ]);
  });

  it('W9: the server says of each phase why it would refuse an audit, in the words of the refusal', async () => {
    await start('why', ['done', 'now', 'later']);
    await client.move('why', 'done', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE');
    await client.move('why', 'now', 'EXECUTING');
    await start('plan', ['a'], true);
    const reportedBy = async (runId: string) =>
      (await server.requestRaw(`{ run(runId: "${runId}") { phases { phaseId auditRefusal { code message } } } }`))
        .data as { run: { phases: { phaseId: string; auditRefusal: { code: string; message: string } | null }[] } };
    const check = async (runId: string) => {
      const { phases } = (await reportedBy(runId)).run;
      for (const { phaseId, auditRefusal } of phases) {
        const { data } = await server.requestRaw(
          `mutation ($input: RequestAuditInput!) { requestAudit(input: $input) { errors { code message } } }`,
          { input: { runId, phaseId } },
        );
        const refused = (data as { requestAudit: { errors: unknown[] } }).requestAudit.errors;
        expect([phaseId, auditRefusal === null ? [] : [auditRefusal]]).toEqual([phaseId, refused]);
      }
      return phases.map(({ auditRefusal }) => auditRefusal === null);
    };
    expect(await check('why')).toEqual([false, false, true]);
    expect(await check('plan')).toEqual([false]);
    await client.command('cancelRun', { runId: 'why', reason: 'enough' });
    expect(await check('why')).toEqual([false, false, false]);
  });
});
