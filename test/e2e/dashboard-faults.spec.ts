/** What goes wrong around a page: files of the dashboard that do not come, a run that is gone, windows that close. */
import { api, plan } from '../support/api/api.js';
import { describeInBrowser, useBrowser } from '../support/pages/watched-page.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

import.meta.jest.setTimeout(60_000);

const LOST = /ERR_FAILED/;

describeInBrowser('Faults around a page', () => {
  const openPage = useBrowser();
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    await api(server).startRun({ runId: 'faulty', tiers: plan({ T1: ['a'] }) });
  });
  afterAll(async () => server?.close());

  it('dashboard: a window that closes gives the focus back, and words that are marked beyond its edge do not close it', async () => {
    const { page, open } = await openPage(server.url);
    await open('/runs/faulty');
    const cancel = page.getByRole('button', { name: 'Cancel the run' });
    const dialog = page.locator('dialog');
    const isFocused = () => cancel.evaluate((button) => button === button.ownerDocument.activeElement);
    for (const close of [
      () => page.keyboard.press('Escape'),
      () => dialog.getByRole('button', { name: 'Leave it' }).click(),
      () => page.mouse.click(3, 3),
    ]) {
      await cancel.focus();
      await page.keyboard.press('Enter');
      await dialog.waitFor();
      await close();
      await dialog.waitFor({ state: 'detached' });
      expect([String(close), await isFocused()]).toEqual([String(close), true]);
    }
    await page.keyboard.press('Enter');
    const words = dialog.getByRole('textbox');
    await words.fill('It is not wanted any more');
    const { x, y } = (await words.boundingBox())!;
    await page.mouse.move(x + 60, y + 10);
    await page.mouse.down();
    await page.mouse.move(3, 3);
    await page.mouse.up();
    expect(await words.inputValue()).toBe('It is not wanted any more');
    // What is done takes the button away.
    await dialog.getByRole('button', { name: 'Cancel the run' }).press('Enter');
    await cancel.waitFor({ state: 'detached' });
    await page.locator('h1:focus').waitFor();
  });

  it('dashboard: a part whose file does not come leaves the rest of the screen as it is', async () => {
    const { page, open } = await openPage(server.url, { allow: LOST });
    await open('/runs/faulty');
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    await page.route(/assets\/(palette|reading)/, (route) => route.abort());
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByText('could not be loaded').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: /^Events/ }).click();
    await page.getByRole('main').getByText('could not be loaded').waitFor();
    await page.getByRole('heading', { name: 'faulty' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    expect(await page.getByText('could not be loaded').count()).toBe(0);
    // What is wanted again is asked for again.
    await page.unroute(/assets\/(palette|reading)/);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('workers');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Workers' }).waitFor();
  });

  it('dashboard: a run of which nothing has happened has a screen, and its picture comes with what happens', async () => {
    const client = api(server);
    await client.startRun({ runId: 'bare', tiers: plan({ T1: ['a'] }) });
    const { page, open } = await openPage(server.url);
    // The server sends what happened as the answer and, as soon as the page listens, once more.
    let isBare = true;
    const sent = (text: string) =>
      isBare ? JSON.stringify(JSON.parse(text, (key, value) => (key === 'timeline' ? [] : value))) : text;
    await page.route('**/graphql', async (route) => {
      const response = await route.fetch();
      return route.fulfill({ response, body: sent(await response.text()) });
    });
    await page.routeWebSocket('**/graphql', (socket) => {
      socket.connectToServer().onMessage((message) => socket.send(sent(String(message))));
    });
    await open('/runs/bare');
    await page.getByText('Nothing has happened yet.').waitFor();
    await page.locator('[data-live=live]').waitFor();
    isBare = false;
    await client.command('cancelRun', { runId: 'bare', reason: 'enough' });
    const lane = page.locator('svg:has([data-span])').first();
    await lane.waitFor();
    expect((await lane.boundingBox())!.width).toBeGreaterThan(500);
  });

  it('dashboard: numbers are displayed when they are known', async () => {
    const { page, open } = await openPage(server.url);
    let answer = (): void => {};
    const isWanted = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('RunListCounts')) await isWanted;
      await route.continue();
    });
    await open('/');
    const all = page.getByRole('button', { name: /^All/ });
    expect(await all.innerText()).toBe('All');
    answer();
    await page.getByRole('button', { name: /^All \d/ }).waitFor();
  });

  it('dashboard: whatever a plan or an operator writes, the screen stays of a length that one can read', async () => {
    const client = api(server);
    const mark = '\u202Ereversed';
    const many = Array.from({ length: 100 }, (_, i) => `${i}${'x'.repeat(990)}`);
    await client.command('createProject', { projectId: 'long', name: mark });
    await client.startRun({
      runId: 'long',
      projectId: 'long',
      tiers: [
        {
          tierId: 'T1',
          name: 'T1',
          phases: [{ phaseId: 'a', name: 'a', acceptanceCriteria: many, allowedPaths: many }],
        },
      ],
    });
    await client.command('setDrain', { draining: true, reason: 'x'.repeat(1_000) });
    try {
      const { page, open, accessibilityFaults } = await openPage(server.url, { width: 360 });
      await open('/runs/long/phases/a?part=request');
      await page.getByText('What must be true').waitFor();
      const drain = page.getByText('The server drains:');
      await drain.waitFor();
      expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThan(4_000);
      expect((await drain.locator('..').boundingBox())!.height).toBeLessThan(150);
      expect(await accessibilityFaults()).toEqual([]);
      // The reason is in the row of every run.
      await open('/');
      const row = page.locator('[data-run=long]');
      await row.getByText('The server drains').first().waitFor();
      expect((await row.innerText()).length).toBeLessThan(700);
      await open('/projects');
      await page.getByText('reversed').first().waitFor();
      expect(await page.content()).not.toContain(mark);
    } finally {
      await client.command('setDrain', { draining: false });
    }
  });

  it('dashboard: events of a run that was deleted under the page are not asked for without end', async () => {
    const client = api(server);
    await client.startRun({ runId: 'gone', tiers: plan({ T1: ['a'] }) });
    await client.command('cancelRun', { runId: 'gone', reason: 'enough' });
    const { page, open } = await openPage(server.url);
    await open('/runs/gone');
    await page.locator('[data-live=ended]').waitFor();
    await client.command('deleteRun', { runId: 'gone' });
    let questions = 0;
    page.on('request', (request) => {
      if (request.postData()?.includes('RunEventPage')) questions++;
    });
    await page.keyboard.press('2');
    await page.getByRole('group', { name: 'Events' }).waitFor();
    // As long as the page needs for so many questions, one after the other.
    await page.evaluate(
      `(async () => { for (let i = 0; i < 50; i++) await (await fetch('../../graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ __typename }"}' })).text(); })()`,
    );
    expect(questions).toBeGreaterThan(0);
    expect(questions).toBeLessThan(10);
  });
});
