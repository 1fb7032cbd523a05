/** The screen of a run that is large: a thousand phases, ten thousand events, in bounded time, elements and memory. */
import { type Api, api } from '../support/api/api.js';
import { describeInBrowser, useBrowser, type WatchedPage } from '../support/pages/watched-page.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

import.meta.jest.setTimeout(120_000);

const EVENTS = 10_000;
const MEGABYTE = 1_000_000;

let server: TestServer;
let client: Api;
beforeAll(async () => {
  server = await startTestServer();
  client = api(server);
  const tiers = Array.from({ length: 4 }, (_, t) => ({
    tierId: `T${t}`,
    name: `Tier ${t}`,
    phases: Array.from({ length: 250 }, (_, p) => ({ phaseId: `p${t}-${p}`, name: `Phase ${t * 250 + p + 1}` })),
  }));
  const budgets = { maxPhases: 1_000, maxDurationMinutes: 1_440 };
  expect((await client.startRun({ runId: 'large', tiers, ...budgets })).errors).toEqual([]);
  expect((await client.startRun({ runId: 'long', tiers: tiers.slice(0, 1), ...budgets })).errors).toEqual([]);
  await moreEvents('long', EVENTS);
});
afterAll(async () => server.close());

/** Adds events to a run until it has as many: small amounts of tokens, as heartbeats charge them. */
async function moreEvents(runId: string, count: number): Promise<void> {
  const { version } = await client.read(runId);
  await server.database.query(
    `insert into run_event (run_id, seq, type, subject, actor, cause, at, data, write_id)
     select $1, n, case when n % 100 = 0 then 'WORK_CLAIMED' else 'TOKENS_ADDED' end, 'phase/p0-0', 'builder/one', 'heartbeat', autopack_now(), '{"tierId": "T0", "tokens": 1}', gen_random_uuid()
     from generate_series($2::int, $3::int) n`,
    [runId, version + 1, count],
  );
  await server.database.query('update run set version = $2 where run_id = $1', [runId, count]);
}

const elements = ({ page }: WatchedPage): Promise<number> => page.evaluate('document.querySelectorAll("*").length');

/** Bytes of the page's heap after a collection. */
async function heapOf({ page }: WatchedPage): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

describeInBrowser('The screen of a large run', () => {
  const openPage = useBrowser();

  it('dashboard: a thousand phases are a list of bounded size', async () => {
    const watched = await openPage(server.url);
    const { page, open } = watched;
    await open();
    await page.getByRole('link', { name: 'large' }).first().waitFor();
    const times: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      await open('/runs/large');
      await page.getByRole('link', { name: 'Phase 1', exact: true }).first().waitFor();
      times.push(await page.evaluate('performance.now()'));
    }
    console.info(`1,000 phases: on screen after ${times.map(Math.round).join(', ')} ms`);
    expect(Math.min(...times)).toBeLessThan(3_000);
    expect(await elements(watched)).toBeLessThan(900);
    const board = page.getByRole('group', { name: 'Tiers and phases' });
    await board.focus();
    await page.keyboard.press('End');
    await page.getByRole('link', { name: 'Phase 1000', exact: true }).waitFor();
    expect(await elements(watched)).toBeLessThan(900);
    await page.getByRole('button', { name: 'To the phase that is next' }).click();
    await page.getByRole('link', { name: 'Phase 1', exact: true }).first().waitFor();
  });

  it('dashboard: ten thousand events: the address of one leads to it, memory stays flat while one reads them all', async () => {
    const watched = await openPage(server.url);
    const { page, open } = watched;
    await open(`/runs/long#event-5000`);
    await page.locator('[data-seq="5000"][data-current]').waitFor();
    await page.getByRole('region', { name: 'Event 5000' }).getByText('"tokens": 1').waitFor();
    await open('/runs/long?view=events');
    // The end is what one follows.
    await page.locator(`[data-seq="${EVENTS}"]`).waitFor();
    const readAll = async (): Promise<void> => {
      for (let share = 0; share <= 20; share += 1) {
        await page
          .getByRole('group', { name: 'Events' })
          .evaluate((frame, part) => frame.scrollTo(0, part * frame.scrollHeight), share / 20);
        await until('rows', async () => (await page.locator('[data-seq]').count()) > 5);
      }
    };
    await readAll();
    const first = await heapOf(watched);
    for (let i = 0; i < 3; i += 1) await readAll();
    const last = await heapOf(watched);
    console.info(
      `10,000 events: heap ${(first / MEGABYTE).toFixed(1)} MB, read three times more ${(last / MEGABYTE).toFixed(1)} MB`,
    );
    expect(last).toBeLessThan(first + 4 * MEGABYTE);
    expect(await elements(watched)).toBeLessThan(900);
  });

  it('dashboard: a filter of events is in the address, counts and displays those of its kind alone', async () => {
    const { page, open } = await openPage(server.url);
    await open('/runs/long?view=events');
    await page.locator('[data-seq="10000"]').waitFor();
    const questions: (string | null)[] = [];
    page.on('request', (request) => {
      if (request.postData()?.includes('RunEventPage')) questions.push(request.postData());
    });
    await page.getByLabel('Display').selectOption({ label: 'events of workers' });
    await until('the filter in the address', () => page.url().includes('kind=work'));
    await page.getByText('100 events', { exact: true }).waitFor();
    await page.locator('[data-seq="10000"]').waitFor();
    // The server chooses them: one question for a hundred in ten thousand.
    expect(questions).toHaveLength(1);
    // What comes now comes by the subscription: no question more.
    expect((await client.move('long', 'p0-0', 'EXECUTING')).errors).toEqual([]);
    await page.getByLabel('Display').selectOption({ label: 'events of phases' });
    await page.getByText('1 event', { exact: true }).waitFor();
    expect((await client.move('long', 'p0-0', 'GATE')).errors).toEqual([]);
    await page.getByText('2 events', { exact: true }).waitFor();
    await page.locator('[data-seq]').nth(1).waitFor();
    expect(questions).toHaveLength(2);
    await open('/runs/long?view=events&kind=work#event-700');
    await page.locator('[data-seq="700"][data-current]').waitFor();
    const seqs = await page
      .locator('[data-seq]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-seq')));
    expect(seqs.filter((seq) => Number(seq) % 100 !== 0)).toEqual([]);
  });
});
