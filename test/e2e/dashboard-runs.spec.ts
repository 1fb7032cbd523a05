/** The list of runs: live, narrowed by its address, thousands long, read by keyboard. */
import type { Page } from 'playwright-core';

import { type Api, api, plan } from '../support/api/api.js';
import { describeInBrowser, type PageOptions, useBrowser } from '../support/pages/watched-page.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

import.meta.jest.setTimeout(60_000);

describeInBrowser('The list of runs', () => {
  const openPage = useBrowser();
  let server: TestServer;
  let client: Api;
  beforeAll(async () => {
    server = await startTestServer();
    client = api(server);
    for (const projectId of ['shop', 'site']) await client.command('createProject', { projectId });
    await start('shop-live', 'shop', 'Invoices for the shop');
    await start('shop-gone', 'shop');
    await client.command('cancelRun', { runId: 'shop-gone', reason: 'not wanted' });
    await start('site-live', 'site');
  });
  afterAll(async () => server?.close());

  const start = (runId: string, projectId: string, introduction?: string) =>
    client.startRun({ runId, projectId, tiers: plan({ T1: ['a', 'b'] }), ...(introduction ? { introduction } : {}) });
  const open = async (path = '/', options: PageOptions = {}) => {
    const watched = await openPage(server.url, options);
    await watched.open(path);
    await watched.page.getByRole('list', { name: 'Runs', exact: true }).waitFor();
    return watched;
  };
  const rowsOf = (page: Page) =>
    page.locator('[data-run]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-run')).sort());
  const rowsAre = (page: Page, expected: readonly string[]) =>
    until(`the rows ${expected.join(', ')}`, async () => (await rowsOf(page)).join() === [...expected].sort().join());
  const kind = (page: Page, word: string) =>
    page.getByRole('group', { name: 'Kinds of runs' }).getByRole('button', { name: new RegExp(`^${word} `) });

  it('O1: a run that starts, moves or ends is on the screen without a reload, in the counts too', async () => {
    const { page } = await open('/?show=live');
    await page.locator('[data-live=live]').waitFor();
    await start('appears', 'shop');
    await page.locator('[data-run=appears]').waitFor();
    await client.command('updatePhaseStatus', { runId: 'appears', phaseId: 'a', state: 'EXECUTING', addTokens: 1_200 });
    await page.locator('[data-run=appears]').getByText('1.2K of').waitFor();
    const cancelled = Number((await kind(page, 'Cancelled').innerText()).replace(/\D/g, ''));
    await client.command('cancelRun', { runId: 'appears', reason: 'enough' });
    await page.locator('[data-run=appears]').waitFor({ state: 'detached' });
    await kind(page, 'Cancelled')
      .getByText(String(cancelled + 1))
      .waitFor();
  });

  it('O1: two browsers have the same list at the same time', async () => {
    const [one, other] = [await open(), await open()];
    for (const { page } of [one, other]) await page.locator('[data-live=live]').waitFor();
    await start('for-both', 'site');
    for (const { page } of [one, other]) await page.locator('[data-run=for-both]').waitFor();
    await client.command('cancelRun', { runId: 'for-both', reason: 'enough' });
    for (const { page } of [one, other])
      await page.locator('[data-run=for-both] [title=DONE_FAILED_CANCELLED]').waitFor();
  });

  it('O1: kind, project, words and order are in the address, and come back by it and by the browser’s button', async () => {
    const { page } = await open();
    await kind(page, 'Live').click();
    await rowsAre(page, ['shop-live', 'site-live']);
    await page.getByLabel('Project').selectOption('shop');
    await rowsAre(page, ['shop-live']);
    await page.getByLabel('Order').selectOption('MOST_TOKENS');
    expect(new URL(page.url()).search).toBe('?show=live&project=shop&order=MOST_TOKENS');
    await page.goBack();
    await page.goBack();
    await rowsAre(page, ['shop-live', 'site-live']);
    await page.getByLabel('Search').fill('invoices');
    await rowsAre(page, ['shop-live']);
    await page.getByText('Invoices for the shop').waitFor();
    await until('the words in the address', () => new URL(page.url()).searchParams.get('q') === 'invoices');
    await page.reload();
    await rowsAre(page, ['shop-live']);
    expect(await page.getByLabel('Search').inputValue()).toBe('invoices');
    await page.getByLabel('Search').fill('nothing like that');
    await page.getByText('No run is like that.').waitFor();
    await page.getByRole('button', { name: 'All runs' }).click();
    await page.locator('[data-run=shop-gone]').waitFor();
  });

  it('A8: by keyboard: / searches, j and k go through the rows, Enter opens, ? lists the keys', async () => {
    const { page } = await open('/?show=live');
    await page.keyboard.press('/');
    expect(await page.getByLabel('Search').evaluate((input) => input === input.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    const focused = () => page.evaluate<string>(`document.activeElement?.closest('[data-run]')?.dataset.run ?? ''`);
    await page.keyboard.press('j');
    const first = await focused();
    await page.keyboard.press('j');
    const rows = await page.locator('[data-run]').evaluateAll((all) => all.map((row) => row.getAttribute('data-run')));
    expect([first, await focused()]).toEqual(rows.slice(0, 2));
    await page.keyboard.press('k');
    expect(await focused()).toBe(first);
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    for (const does of ['Search the runs', 'Go to Workers', 'Next row; Enter opens it'])
      await keys.getByText(does).waitFor();
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'detached' });
    expect(await focused()).toBe(first);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/ui/runs/${first}`);
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    await page.waitForURL('**/ui/workers');
  });

  it('A8: the palette finds runs by their plan, screens and keys, and Enter goes there', async () => {
    const { page, accessibilityFaults } = await open();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Go to, or do' });
    await palette.getByRole('combobox').fill('invoices');
    await palette.getByRole('option', { name: /shop-live/ }).waitFor();
    expect(await accessibilityFaults()).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/ui/runs/shop-live');
    await page.keyboard.press('Control+k');
    await palette.getByRole('combobox').fill('workers');
    await palette.getByRole('option', { name: /Go to Workers/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/ui/workers');
  });

  it.each([
    ['light', 1440],
    ['dark', 768],
    ['light', 360],
  ] as const)(
    'A8: in the %s scheme at %d px: nothing for axe to find, nothing beyond the edge',
    async (scheme, width) => {
      const { page, accessibilityFaults } = await open('/', { scheme, width });
      await page.getByRole('region', { name: 'What needs you' }).waitFor();
      expect(await accessibilityFaults()).toEqual([]);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    },
  );

  it('A8: at 360 pixels the longest state has room in its row', async () => {
    await start('given-up', 'shop');
    await client.command('updatePhaseStatus', { runId: 'given-up', phaseId: 'a', state: 'EXECUTING' });
    await client.command('updatePhaseStatus', { runId: 'given-up', phaseId: 'a', state: 'FAILED' });
    const { page } = await open('/?show=failed', { width: 360 });
    const row = page.locator('[data-run=given-up]');
    await row.getByText('needs a person').waitFor();
    // What reaches out of its cell lies over the time beside it as soon as that is long.
    const beyond = await row.evaluate(({ firstElementChild: cell }) => {
      const [end, room] = [cell!.firstElementChild!, cell!].map((element) => element.getBoundingClientRect().right);
      return end! - room!;
    });
    expect(beyond).toBeLessThanOrEqual(0);
  });

  it('A8: what is hostile in an id or a plan stays text', async () => {
    const introduction = `<img src=x onerror="alert(1)"> \u001b[31mred\u001b[0m a\u202eb ${'x'.repeat(180)}`;
    await start('hostile', 'site', introduction);
    const { page } = await open('/?q=hostile', { width: 360 });
    const row = page.locator('[data-run=hostile]');
    await row.getByText('<img src=x onerror="alert(1)"> red a⟨U+202E⟩b', { exact: false }).waitFor();
    expect(await row.locator('img').count()).toBe(0);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await client.command('cancelRun', { runId: 'hostile', reason: 'enough' });
  });

  it('O1: of 5,000 runs the page holds those on the screen, and scrolls to the last that it asked for', async () => {
    await server.database.query(
      `with ids as (select 'many-' || lpad(n::text, 5, '0') as id, now() - interval '1 day' - n * interval '1 minute' as t from generate_series(1, 5000) n),
        stored as (insert into run_id (run_id, run_key) select id, id from ids)
        insert into run (run_id, project_id, state, version, safety_profile, run_scope, token_cap, max_phases, max_duration_minutes,
          max_minor_issues_total, tier_count, phase_count, phases_complete, created_at, started_at, completed_at, deadline_at, changed_at)
        select id, 'site', 'DONE_SUCCESS', 1, 'NORMAL', 'MULTI_TIER', 5000000, 25, 120, 9, 1, 3, 3, t, t, t, t, t from ids`,
    );
    const { page } = await open('/?q=many-');
    await page.locator('[data-run=many-00001]').waitFor();
    for (let last = ''; last < 'many-00350';) {
      await page.mouse.wheel(0, 20_000);
      last = await until('further rows', async () => {
        const [row] = (await rowsOf(page)).slice(-1);
        return row !== last ? row : undefined;
      });
    }
    expect((await rowsOf(page)).length).toBeLessThan(60);
    // It stays live while it is long: a row on the screen changes in place.
    const before = await page.evaluate<number>('window.scrollY');
    await start('many-new', 'site');
    await until('nothing to jump', async () => (await page.evaluate<number>('window.scrollY')) >= before);
    await page.evaluate('window.scrollTo(0, 0)');
    await page.locator('[data-run=many-new]').waitFor();
    await client.command('cancelRun', { runId: 'many-new', reason: 'enough' });
  });
});
