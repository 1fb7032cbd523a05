/** Addresses of the dashboard: those that cannot be decoded are answered as pages, those of spans lead to them. */
import { plan } from '../support/api/api.js';
import { rawHttp } from '../support/api/raw-requests.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { describeInBrowser, useBrowser, type WatchedPage } from '../support/pages/watched-page.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

let server: TestServer;
let client: WorkApi;
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
  const phases = Array.from({ length: 30 }, (_, i) => `p${i}`);
  await client.startRun({ runId: 'spans', tiers: plan({ t: phases }), maxPhases: 40 });
  for (const phaseId of phases.slice(0, 28))
    await client.move('spans', phaseId, 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE');
  await client.command('cancelRun', { runId: 'spans', reason: 'enough' });
  await client.startRun({ runId: 'few', tiers: plan({ t: ['a', 'b'] }) });
  await client.move('few', 'a', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE');
});
afterAll(async () => server.close());

import.meta.jest.setTimeout(60_000);

const HTML = { accept: 'text/html' };
const BROKEN = [
  '/ui/runs/%E0%A4%A',
  '/ui/%',
  '/ui/%zz?q=%zz',
  '/ui/runs/a%2/phases/%ff',
  '/ui/projects/%C3%28?tab=start',
];
const POLICIES = [
  'content-security-policy',
  'x-content-type-options',
  'referrer-policy',
  'cache-control',
  'content-type',
];

describe('A8: an address that cannot be decoded', () => {
  it.each(BROKEN)('A8: %s is answered like any other address without a screen', async (path) => {
    const [broken, other] = await Promise.all([
      rawHttp(server.url, { path, headers: HTML }),
      rawHttp(server.url, { path: '/ui/nowhere', headers: HTML }),
    ]);
    expect([broken.status, broken.text]).toEqual([other.status, other.text]);
    expect(broken.text).toContain('<html');
    for (const name of POLICIES) {
      expect(other.headers[name]).toBeDefined();
      expect([name, broken.headers[name]]).toEqual([name, other.headers[name]]);
    }
  });

  it('A8: stands behind the same checks: a foreign host is refused', async () => {
    const [broken, other] = await Promise.all(
      ['/ui/%zz', '/ui/nowhere'].map((path) => rawHttp(server.url, { path, headers: { host: 'evil.example' } })),
    );
    expect([other!.status, broken!.status, broken!.text]).toEqual([403, 403, other!.text]);
  });

  it('A8: below the files of the page it is a file that is not there', async () =>
    expect((await rawHttp(server.url, { path: '/ui/assets/%zz.js' })).status).toBe(404));

  it('A8: the playground is there whatever its address asks', async () => {
    const { status, text } = await rawHttp(server.url, { path: '/graphql?query=%E0%A4%A', headers: HTML });
    expect([status, text.includes('<html')]).toEqual([200, true]);
  });

  it('A8: programs hear that their address is not well formed', async () =>
    expect((await rawHttp(server.url, { path: '/%zz' })).status).toBe(400));
});

const focused = ({ page }: WatchedPage): Promise<string> => page.evaluate('document.activeElement.ariaLabel ?? ""');
const hashOf = ({ page }: WatchedPage): string => new URL(page.url()).hash;
const isInView = ({ page }: WatchedPage): Promise<boolean> =>
  page.evaluate(`(() => {
    const { top, bottom } = document.querySelector('[data-span][data-active]').getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  })()`);

describeInBrowser('Addresses in a browser', () => {
  const openPage = useBrowser();

  it.each(BROKEN)('A8: %s displays a screen that says so, and the console stays empty', async (path) => {
    const { page } = await openPage(server.url);
    await page.goto(`${server.url}${path}`);
    await page.locator('h1').waitFor();
    // What is no id is bad input, and the screen says it in the server's words.
    await page.getByText(/^There is no screen|Id must start with a letter or digit/).first().waitFor(); // prettier-ignore
  });

  it('O7: the address of a span selects it and brings it into view, in a long timeline too', async () => {
    for (const [run, hash, name] of [
      ['few', '#gate-1:a', /^Gate/],
      ['spans', '#ci-1:p27', /^CI.*, 28 /],
    ] as const) {
      const watched = await openPage(server.url, { height: 500 });
      await watched.open(`/runs/${run}${hash}`);
      await until('the focus', async () => name.test(await focused(watched)));
      await until('the span in view', () => isInView(watched));
      expect(hashOf(watched)).toBe(hash);
      expect(await watched.accessibilityFaults()).toEqual([]);
      expect(await watched.page.getByRole('link', { name: 'Link to this' }).getAttribute('href')).toBe(hash);
    }
  });

  it('O7: keys write the span into the address; back leads from its phase to it, forward to the phase', async () => {
    const watched = await openPage(server.url);
    const { page, open } = watched;
    await open('/runs/few');
    await page.locator('[data-span][tabindex="0"]').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const [first, name] = [hashOf(watched), await focused(watched)];
    expect(first).toMatch(/^#[a-z]+-1:a$/);
    await page.keyboard.press('ArrowRight');
    const [second, next] = [hashOf(watched), await focused(watched)];
    expect([second === first, next === name]).toEqual([false, false]);
    await page.keyboard.press('Enter');
    await until('the phase', () => page.url().includes('/phases/'));
    await page.goBack();
    await page.locator(`[data-span][data-active][aria-label="${next}"]`).waitFor();
    expect(hashOf(watched)).toBe(second);
    await page.goForward();
    await until('the phase again', () => page.url().includes('/phases/'));
    await page.goBack();
    await page.locator(`[data-span][data-active][aria-label="${next}"]`).waitFor();
    // An address that is opened in the page selects, too, and leaves a way back.
    await page.evaluate(`location.hash = ${JSON.stringify(first)}`);
    await page.locator(`[data-span][data-active][aria-label="${name}"]`).waitFor();
    await page.goBack();
    await page.locator(`[data-span][data-active][aria-label="${next}"]`).waitFor();
  });

  it('O7: an address of a span that is not there selects what is selected without one', async () => {
    const { page, open } = await openPage(server.url);
    await open('/runs/few#ci-9:a');
    await page.locator('[data-span][data-active]').waitFor();
    expect(await focused({ page } as WatchedPage)).toBe('');
  });
});
