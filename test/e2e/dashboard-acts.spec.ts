/** What of the dashboard changes the server, by role; and the switch that folds idle stretches of a timeline. */
import { rmSync } from 'node:fs';

import { plan } from '../support/api/api.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { Repositories } from '../support/git/small-repositories.js';
import { describeInBrowser, useBrowser } from '../support/pages/watched-page.js';
import { moveClock } from '../support/server/databases.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { makeToken } from './access-matrix.fixture.js';
import { PhaseWorld } from './dashboard-phase.fixture.js';

const TOKEN = 'operator-of-these-tests-0123456789';

let server: TestServer;
let client: WorkApi;
let repositories: Repositories;
let viewer: string;
let promotable: string;

beforeAll(async () => {
  server = await startTestServer({ AUTOPACK_TOKEN: TOKEN });
  client = workApi(server);
  repositories = new Repositories();
  const world = new PhaseWorld(client, repositories);
  promotable = (await world.run([{ phaseId: 'a', name: 'Greet' }])).runId;
  await world.build(promotable);
  await world.ci(promotable);
  for (const projectId of ['open', 'stopped']) await client.command('createProject', { projectId, name: projectId });
  await client.command('setDispatch', { projectId: 'stopped', dispatching: false, reason: 'a deploy' });
  const tiers = plan({ t: ['a'] });
  await client.startRun({ runId: 'draft', projectId: 'open', draft: true, tiers });
  await client.startRun({ runId: 'work', projectId: 'open', tiers });
  await client.move('work', 'a', 'EXECUTING', 'GATE');
  await client.startRun({ runId: 'failed', projectId: 'open', tiers });
  await client.move('failed', 'a', 'EXECUTING', 'FAILED');
  viewer = (await makeToken(server, { name: 'reader', role: 'VIEWER' })).secret;
}, 120_000);
afterAll(async () => {
  await server.close();
  repositories.remove();
});

import.meta.jest.setTimeout(60_000);

const ACTS: readonly (readonly [act: string, path: () => string])[] = [
  ['Start the run', () => '/runs/draft'],
  ['Cancel the run', () => '/runs/work'],
  ['Request an audit', () => '/runs/work'],
  ['Continue in a new run', () => '/runs/failed'],
  ['Promote', () => `/runs/${promotable}/promotion`],
  ['Stop dispatch', () => '/projects/open'],
  ['Resume dispatch', () => '/projects/stopped'],
];

describeInBrowser('What changes the server', () => {
  const openPage = useBrowser();

  it.each(ACTS)('A2: “%s” is offered to an operator, and not to a viewer', async (act, path) => {
    const operator = await openPage(server.url, { token: TOKEN });
    await operator.open(path());
    const button = operator.page.getByRole('button', { name: act, exact: true });
    await button.waitFor();
    const title = await operator.page.locator('h1').innerText();
    const reader = await openPage(server.url, { token: viewer });
    await reader.open(path());
    // The same screen is there, and who looks is known.
    await reader.page.getByText('viewer', { exact: true }).waitFor();
    await reader.page.getByText(/^Loading/).first().waitFor({ state: 'hidden' }); // prettier-ignore
    expect(await reader.page.locator('h1').innerText()).toBe(title);
    expect(await reader.page.getByRole('button', { name: act, exact: true }).count()).toBe(0);
  });
});

describeInBrowser('The check of a project', () => {
  const openPage = useBrowser();

  it('dashboard: without steps of CI a run can start; the screen says for which way of working they lack', async () => {
    await client.command('createProject', { projectId: 'own', name: 'Own', repositoryPath: repositories.make('own') });
    const { page, open } = await openPage(server.url, { token: TOKEN });
    await open('/projects/own');
    await page.getByText('✓ Yes.', { exact: true }).waitFor();
    const title = 'Where CI workers run the tests (not where results come by reportCiResult):';
    await page.getByRole('list', { name: title }).getByText('no_ci_steps').first().waitFor();
    await page.getByRole('list', { name: 'For promotion:' }).getByText('promotion_not_allowed').waitFor();
    expect(await page.getByText('Not yet').count()).toBe(0);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/own.png`, fullPage: true });
    const gone = repositories.make('gone');
    await client.command('createProject', { projectId: 'gone', name: 'Gone', repositoryPath: gone });
    rmSync(gone, { recursive: true });
    await open('/projects/gone');
    await page.getByText('✕ Not yet.', { exact: true }).waitFor();
    await page.getByRole('list', { name: 'What prevents it:' }).getByText('repository_unavailable').waitFor();
  });
});

describeInBrowser('The timeline', () => {
  const openPage = useBrowser();

  it('O7: idle stretches are left out at first; the switch draws them as long as they lasted', async () => {
    await client.startRun({ runId: 'idle', projectId: 'open', tiers: plan({ t: ['a', 'b'] }) });
    await moveClock(server.database, '10 minutes');
    await client.move('idle', 'a', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE');
    await client.command('cancelRun', { runId: 'idle', reason: 'enough' });
    await moveClock(server.database, '0 minutes');
    const { page, open } = await openPage(server.url, { token: TOKEN });
    await open('/runs/idle');
    const waiting = page.locator('[data-span="0"]');
    const widthOf = async () => (await waiting.boundingBox())!.width;
    const fold = page.getByRole('checkbox', { name: 'Leave out idle stretches' });
    await fold.waitFor();
    expect(await fold.isChecked()).toBe(true);
    await page.getByText('Leave out idle stretches (1)').waitFor();
    const folded = await widthOf();
    await fold.uncheck();
    await page.getByText('Leave out idle stretches', { exact: true }).waitFor();
    expect(await widthOf()).toBeGreaterThan(4 * folded);
    await fold.check();
    expect(await widthOf()).toBe(folded);
  });
});
