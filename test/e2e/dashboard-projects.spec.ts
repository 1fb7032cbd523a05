/** Workers, backlog, projects and foresight in a real browser. */
import { api, plan } from '../support/api/api.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { describeInBrowser, useBrowser, type WatchedPage } from '../support/pages/watched-page.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { makeToken } from './access-matrix.fixture.js';

import.meta.jest.setTimeout(120_000);

const HOSTILE = '<img src=x onerror=alert(1)> \u001b[31mred\u001b[0m \u202Egnp.exe';
const LONG_WORD = 'x'.repeat(180);
const PLAN = `---
token_cap: 200_000
---

# Small plan

## T1: Only tier

### F1.1: First phase

- Category: feature_scaffolding

Do it.

### F1.2: Second phase

Do that.
`;

let server: TestServer;
let client: WorkApi;
const openPage = useBrowser();

beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
  await client.command('createProject', { projectId: 'shop', name: 'Shop' });
  for (const incidentTokenCap of [500, 800])
    await client.command('publishRuleset', {
      projectId: 'shop',
      document: { defaults: { phase: { incidentTokenCap } } },
    });
  await client.startRun({ runId: 'spent', projectId: 'shop', tiers: plan({ t: ['a', 'b'] }) });
  await done('spent', 'a', 450);
  await done('spent', 'b', 801);
  await client.startRun({ runId: 'fine', projectId: 'shop', tiers: plan({ t: ['a'] }) });
  await client.move('fine', 'a', 'EXECUTING');
  const issues = [
    { issueKey: 'lint__one', severity: 'MINOR', source: 'AUDITOR', category: 'lint', description: HOSTILE },
    { issueKey: `naming__${LONG_WORD}`, severity: 'MAJOR', source: 'AUDITOR', category: 'naming' },
  ] as const;
  await client.command('recordIssues', { runId: 'fine', phaseId: 'a', issues: [...issues] });
  await client.updatePhaseStatus({ runId: 'fine', phaseId: 'a', state: 'GATE', addTokens: 100 });
  await client.move('fine', 'a', 'CI_RUNNING', 'COMPLETE');
}, 180_000);
afterAll(async () => server.close());

async function done(runId: string, phaseId: string, addTokens: number): Promise<void> {
  await client.move(runId, phaseId, 'EXECUTING');
  await client.updatePhaseStatus({ runId, phaseId, state: 'GATE', addTokens });
  if ((await client.runOf(runId)).state.startsWith('DONE_')) return;
  await client.move(runId, phaseId, 'CI_RUNNING', 'COMPLETE');
}

async function opened(path: string, options: Parameters<typeof openPage>[1] = {}): Promise<WatchedPage> {
  const watched = await openPage(server.url, options);
  await watched.open(path);
  return watched;
}

describeInBrowser('Workers', () => {
  it('O6: says why nothing is handed out, who is at work on what, and who waits; without a reload', async () => {
    const { page } = await opened('/workers');
    await page.getByText('No worker asked for work within the last day.').waitFor();
    await page.getByRole('heading', { name: 'Why no more work is handed out' }).waitFor();
    await api(server).startRun({ runId: 'open', projectId: 'shop', tiers: plan({ t: ['x'] }) });
    await client.lease('BUILDER', { workerId: HOSTILE, runId: 'open' });
    const row = page.getByRole('row').filter({ hasText: '<img src=x onerror=alert(1)> red ⟨U+202E⟩gnp.exe' });
    await row.getByText('At work').waitFor();
    await row.getByRole('link', { name: 'Phase x' }).click();
    await page.waitForURL('**/ui/runs/open/phases/x');
  });
});

describeInBrowser('The backlog', () => {
  it('O3: lists what is open, by state, with its age; texts of agents are text', async () => {
    const { page } = await opened('/backlog/shop');
    const row = page.getByRole('listitem').filter({ hasText: 'lint__one' });
    await row.getByText('open for 1 run').waitFor();
    await page.getByRole('listitem').filter({ hasText: LONG_WORD }).getByText('▲ major').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.getByRole('link', { name: 'Resolved', exact: true }).click();
    await page.getByText('No issue is in this list.').waitFor();
    await page.goBack();
    await row.waitFor();
    await row.getByRole('link', { name: 'fine' }).click();
    await page.waitForURL('**/ui/runs/fine');
  });
});

describeInBrowser('A project', () => {
  it('A9: dispatch is stopped and resumed with a reason, which others read', async () => {
    const { page } = await opened('/projects/shop');
    await page.getByRole('button', { name: 'Stop dispatch' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Clocks run on').waitFor();
    await dialog.getByRole('textbox').fill('a deploy');
    await dialog.getByRole('button', { name: 'Stop dispatch' }).click();
    await page.getByText('Dispatch is stopped').waitFor();
    await page.getByText('a deploy', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Resume dispatch' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume dispatch' }).click();
    await page.getByText('Hands out work').waitFor();
  });

  it('A2: a viewer is offered no act', async () => {
    const { secret } = await makeToken(server, { name: 'reader', role: 'VIEWER' });
    const { page } = await opened('/projects/shop', { token: secret });
    await page.getByText('viewer', { exact: true }).waitFor();
    await page.getByText('Hands out work').waitFor();
    expect(await page.getByRole('button', { name: 'dispatch' }).count()).toBe(0);
  });

  it('dashboard: two versions of its ruleset are compared; both stand in the address', async () => {
    const { page } = await opened('/projects/shop?tab=rulesets');
    await page.getByText('2 lines differ.').waitFor();
    await page.locator('ins').filter({ hasText: '800' }).waitFor();
    await page.locator('del').filter({ hasText: '500' }).waitFor();
    await page.getByLabel('Compared with').selectOption('2');
    await page.getByText('Both are the same.').waitFor();
    expect(page.url()).toContain('against=2');
  });

  it('dashboard: a plan is looked at as the server reads it, faults and all, and started', async () => {
    const { page } = await opened('/projects/shop?tab=start');
    await page.getByRole('textbox').fill('nothing of a plan');
    await page.getByRole('button', { name: 'Look at it' }).click();
    await page.getByText('The plan cannot start yet.').waitFor();
    await page.getByRole('textbox').fill(PLAN);
    await page.getByRole('button', { name: 'Look at it' }).click();
    await page.getByRole('heading', { name: '2 phases in 1 tier' }).waitFor();
    await page.getByText('800 tokens at most').first().waitFor();
    await page.reload();
    expect(await page.getByRole('textbox').inputValue()).toBe(PLAN);
    await page.getByRole('button', { name: 'Look at it' }).click();
    await page.getByRole('button', { name: 'Start the run' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Id of the run').fill('spent');
    await dialog.getByRole('button', { name: 'Start the run' }).click();
    await dialog.getByRole('alert').getByText('spent').waitFor();
    await dialog.getByLabel('Id of the run').fill('by-page');
    await dialog.getByRole('button', { name: 'Start the run' }).click();
    await page.waitForURL('**/ui/runs/by-page');
  });

  it('O5: calibration draws what phases used beside their cap, and has it as figures', async () => {
    const { page } = await opened('/projects/shop?tab=calibration');
    await page.getByText('allowed: 800').first().waitFor();
    await page.getByText('Where the tokens went').waitFor();
    await page.getByText('In figures').first().click();
    await page.getByRole('cell', { name: '9 of 10' }).first().waitFor();
  });
});

describeInBrowser('Foresight', () => {
  it('X1: a plan is simulated: odds, distributions, budgets', async () => {
    const { page } = await opened('/foresight/shop');
    await page.getByRole('textbox').fill(PLAN);
    await page.getByRole('button', { name: 'Simulate' }).click();
    await page.getByRole('heading', { name: 'How it would end' }).waitFor();
    await page.getByText('Tokens of the run').waitFor();
  });

  it('X4: a ruleset is back-tested: which runs would end otherwise, from which event on', async () => {
    const { page } = await opened('/foresight/shop?tab=backtest');
    await page.getByLabel('Ruleset in JSON').fill('{');
    await page.getByRole('button', { name: 'Back-test' }).click();
    await page.getByRole('alert').filter({ hasText: 'This is no JSON' }).waitFor();
    await page.getByLabel('Ruleset in JSON').fill('{"defaults":{"phase":{"incidentTokenCap":50}}}');
    await page.getByRole('button', { name: 'Back-test' }).click();
    await page.getByRole('row').filter({ hasText: 'fine' }).getByText('Another end').waitFor();
  });
});

describeInBrowser('All of them', () => {
  const SCREENS = [
    '/workers',
    '/projects',
    '/projects/shop',
    '/projects/shop?tab=start',
    '/projects/shop?tab=rulesets',
    '/projects/shop?tab=calibration',
    '/backlog/shop',
    '/foresight/shop',
    '/foresight/shop?tab=backtest',
  ];
  it.each(['light', 'dark'] as const)(
    'A8: have no finding of axe in the %s scheme, and fit 360 pixels',
    async (scheme) => {
      const { page, open, accessibilityFaults } = await openPage(server.url, { scheme, width: 360 });
      for (const path of SCREENS) {
        await open(path);
        await page
          .getByText(/^Loading/)
          .first()
          .waitFor({ state: 'hidden' }); // Several parts load: the first that is left counts.
        await page.locator('h2').first().waitFor();
        expect([path, await accessibilityFaults()]).toEqual([path, []]);
        expect([path, await page.evaluate('document.documentElement.scrollWidth <= innerWidth')]).toEqual([path, true]);
        if (process.env.SHOTS) {
          const name = path.replace(/\W+/g, '_');
          await page.screenshot({ path: `${process.env.SHOTS}/${name}-360-${scheme}.png`, fullPage: true });
          await page.setViewportSize({ width: 1440, height: 900 });
          await page.screenshot({ path: `${process.env.SHOTS}/${name}-1440-${scheme}.png`, fullPage: true });
          await page.setViewportSize({ width: 360, height: 900 });
        }
      }
    },
  );
});
