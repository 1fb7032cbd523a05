/** What is seen and no text says: what stays in its place, what is cut off, what is chosen, on paper and in colours of the system too. */
import type { Page } from 'playwright-core';

import { plan } from '../support/api/api.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { describeInBrowser, useBrowser } from '../support/pages/watched-page.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

import.meta.jest.setTimeout(60_000);

/** Of the page: functions that are given to it run there. */
declare const getComputedStyle: (element: unknown) => Record<string, string>;
declare const document: {
  createRange(): { selectNodeContents(node: unknown): void; getClientRects(): Iterable<{ readonly top: number }> };
};

let server: TestServer;
let client: WorkApi;
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
  await client.command('createProject', { projectId: 'shop', name: 'Shop' });
  await client.startRun({ runId: 'done', projectId: 'shop', tiers: plan({ T1: ['a'] }) });
  await client.build((await client.lease('BUILDER', { runId: 'done' })).token, { tokensUsed: 12_345 });
  await client.ci({ leaseToken: (await client.lease('CI', { runId: 'done' })).token });
  await client.startRun({ runId: 'live', projectId: 'shop', tiers: plan({ T1: ['a', 'b'] }) });
});
afterAll(async () => server.close());

/** Where the figures of a run stand, and where what is below them begins. */
const PLACES = `({ columns: [...document.querySelectorAll('main dl dt')].map((name) => Math.round(name.getBoundingClientRect().left)),
  below: Math.round(document.querySelector('nav[aria-label="Parts of the run"]').getBoundingClientRect().top + scrollY) })`;
/** Left ends of what can be chosen in a bar. */
const endsIn = (page: Page, bar: string, choices: string) =>
  page.locator(bar).evaluate<number[], string>(
    // It runs in the page.
    (element, all) => [...element.querySelectorAll(all)].map((each) => Math.round(each.getBoundingClientRect().left)),
    choices,
  );

describeInBrowser('What is seen of the dashboard', () => {
  const openPage = useBrowser();

  it.each([1280, 360])('dashboard: at %d pixels nothing jumps while a run goes on', async (width) => {
    const runId = `goes-on-${width}`;
    for (const role of ['BUILDER', 'AUDITOR', 'CI'] as const) await client.claim(role, { projectId: 'nobody' });
    await client.startRun({ runId, projectId: 'shop', tiers: plan({ T1: ['a', 'b'] }) });
    const { page, open } = await openPage(server.url, { width });
    await open(`/runs/${runId}`);
    await page.locator('[data-live=live]').waitFor();
    const places: unknown[] = [];
    const look = async (words: RegExp) => {
      const { version } = await client.read(runId);
      await page.getByRole('link', { name: `Events ${version}` }).waitFor();
      await page.getByRole('region', { name: 'State of the run' }).getByText(words).first().waitFor();
      places.push(await page.evaluate(PLACES));
    };
    await look(/has to claim/);
    const builder = await client.lease('BUILDER', { runId });
    await look(/lease/);
    await client.build(builder.token, { tokensUsed: 123_456 });
    await look(/In CI/);
    const ci = await client.lease('CI', { runId });
    await look(/lease/);
    // Names keep their letters inside sentences.
    await page.getByText('1 in CI').waitFor();
    await page.getByRole('list', { name: 'Tiers and phases' }).getByText('CI ci-1').waitFor();
    await client.ci({ leaseToken: ci.token });
    await look(/Snapshot taken/);
    expect(places).toEqual(places.map(() => places[0]));
  });

  it('dashboard: what is chosen is not wider than before', async () => {
    const { page, open } = await openPage(server.url);
    await open('/runs/done');
    const [places, tabs] = ['nav[aria-label=Screens]', 'nav[aria-label="Parts of the run"]'];
    const before = [await endsIn(page, places, 'a'), await endsIn(page, tabs, 'a')];
    await page.locator(tabs).getByRole('link', { name: 'Documents' }).click();
    await page.locator(`${tabs} [aria-current]`, { hasText: 'Documents' }).waitFor();
    const tabsAfter = await endsIn(page, tabs, 'a');
    await page.locator(places).getByRole('link', { name: 'Workers' }).click();
    await page.locator(`${places} [aria-current]`, { hasText: 'Workers' }).waitFor();
    expect([await endsIn(page, places, 'a'), tabsAfter]).toEqual(before);
  });

  it('dashboard: parts of a screen look the same on every screen', async () => {
    const { page, open } = await openPage(server.url);
    const looks: unknown[] = [];
    for (const path of ['/runs/done', '/runs/done/phases/a', '/projects/shop']) {
      await open(path);
      const tab = page.locator('main nav a:not([aria-current])', { hasText: /^(Documents|Request|Rulesets)$/ });
      looks.push(
        await tab.evaluate((element) => {
          const { color, padding, fontSize, borderBottomWidth } = getComputedStyle(element);
          return { color, padding, fontSize, borderBottomWidth };
        }),
      );
    }
    expect(looks).toEqual(looks.map(() => looks[0]));
  });

  it('A8: in colours of the system one sees what is chosen, and how much of a budget is used', async () => {
    const { page, open } = await openPage(server.url);
    await page.emulateMedia({ forcedColors: 'active' });
    const frames = (path: string) =>
      page.locator(path).evaluateAll((all) => all.map((each) => getComputedStyle(each).outlineStyle));
    await open('/runs/done/phases/a');
    expect(await frames('main nav [aria-current]')).toEqual(['solid', 'solid', 'solid']);
    expect(new Set(await frames('main nav a:not([aria-current])'))).toEqual(new Set(['none']));
    await open('/runs/done');
    const grounds = await page
      .getByRole('meter', { name: 'Tokens' })
      .evaluate((meter) => [meter, meter.firstElementChild!].map((each) => getComputedStyle(each).backgroundColor));
    expect(grounds[0]).not.toBe(grounds[1]);
    await open('/?show=all');
    expect(await frames('button[aria-pressed=true]')).toContain('solid');
    const parts = await page
      .locator('[data-run=live] [data-phase]')
      .evaluateAll((all) => all.map((each) => getComputedStyle(each).backgroundColor));
    const ground = await page.evaluate('getComputedStyle(document.querySelector("[data-run=live]")).backgroundColor');
    expect(parts).not.toContain(ground);
  });

  it('dashboard: on paper text is dark, whatever scheme was chosen', async () => {
    const { page, open } = await openPage(server.url);
    await open('/runs/done');
    for (let i = 0; i < 3 && (await page.locator('html[data-scheme=dark]').count()) === 0; i += 1)
      await page.keyboard.press('s');
    const brightness = () =>
      page.evaluate<number>('Math.max(...getComputedStyle(document.body).color.match(/\\d+/g).slice(0, 3))');
    expect(await brightness()).toBeGreaterThan(200);
    await page.emulateMedia({ media: 'print' });
    expect(await brightness()).toBeLessThan(60);
  });

  it('O5, O7: drawings are not cut off at their ends', async () => {
    const { page, open } = await openPage(server.url);
    await open('/projects/shop?tab=calibration');
    await page.locator('figure svg').first().waitFor();
    const cut = await page.locator('figure svg').evaluateAll((all) =>
      all.flatMap((drawing) => {
        const end = drawing.getBoundingClientRect().right;
        const isCut = getComputedStyle(drawing).overflow !== 'visible';
        return [...drawing.children]
          .filter((each) => {
            const stroke = Number.parseFloat(getComputedStyle(each).strokeWidth!) / 2;
            return isCut && each.tagName !== 'line' && each.getBoundingClientRect().right + stroke > end;
          })
          .map((each) => each.outerHTML);
      }),
    );
    expect(cut).toEqual([]);
    await open('/runs/live');
    await page.locator('[data-now]').waitFor();
    const [mark, frame] = await page
      .locator('[data-now]')
      .evaluate((now) => [now, now.closest('[data-picture]')!].map((each) => each.getBoundingClientRect().right));
    expect(mark).toBeLessThan(frame!);
  });

  it('dashboard: at 360 pixels tables of documents scroll, and break no word', async () => {
    const { page, open } = await openPage(server.url, { width: 360 });
    await open('/runs/done?view=documents&file=run_summary.md');
    await page.getByRole('cell', { name: 'COMPLETE' }).first().waitFor();
    const broken = await page.locator('main td, main th').evaluateAll((cells) =>
      cells
        .filter((cell) => /^\w{2,30}$/.test(cell.textContent!))
        .filter((cell) => {
          const words = document.createRange();
          words.selectNodeContents(cell);
          return new Set([...words.getClientRects()].map(({ top }) => Math.round(top / 10))).size > 1;
        })
        .map((cell) => cell.textContent),
    );
    expect(broken).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });

  it('dashboard: windows are told apart by their titles, and sizes have one unit', async () => {
    const { page, open } = await openPage(server.url);
    for (const [path, title] of [
      ['/backlog/shop', 'Backlog of shop · Autopack'],
      ['/foresight/shop', 'Foresight of shop · Autopack'],
    ] as const) {
      await open(path);
      expect(await page.title()).toBe(title);
    }
    await open('/runs/done?view=documents&file=run_summary.md');
    await page
      .getByText(/^run_summary\.md · \d+(\.\d KiB| bytes)/)
      .first()
      .waitFor();
  });
});
