/** The screen of a run in a real browser, while the scripted agent works on it. */
import { gql } from '../support/api/gql.js';
import { describeInBrowser, useBrowser, type WatchedPage } from '../support/pages/watched-page.js';
import { HELLO, hello, scripts, WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(120_000);

const TIMELINE = gql('query SpansOfRun($runId: ID!) { run(runId: $runId) { timeline { kind } } }');
const DONE = 'result: { status: SUCCEEDED, notes: "Greets now." }';
const RED_THEN_GREEN = scripts(
  { role: 'builder', phase: 'a', attempt: 1, do: [hello('wrong'), DONE] },
  { role: 'builder', do: [HELLO, DONE] },
);

const rowOf = ({ page }: WatchedPage, phase: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name: phase, exact: true }) });

describeInBrowser('The screen of a run', () => {
  const openPage = useBrowser();

  it('O1, O7: is live from the start to the end: states, board, timeline and events, without a reload', async () => {
    const place = await world.project();
    const runId = await world.run(place, [
      { phaseId: 'a', name: 'Greet' },
      { phaseId: 'b', name: 'Greet again', allowNoop: true },
    ]);
    const watched = await openPage(world.server.url);
    const { page, open } = watched;
    await open(`/runs/${runId}`);
    await page.locator('[data-live=live]').waitFor();
    await rowOf(watched, 'Greet').getByText('Queued').waitFor();
    // Nobody works yet, and the page says so.
    await page
      .getByRole('region', { name: 'State of the run' })
      .getByText(/worker/i)
      .first()
      .waitFor();
    const worker = await world.worker(['BUILDER', 'CI'], RED_THEN_GREEN, { runId });
    await world.runIn(runId, 'DONE_SUCCESS');
    await worker.stop();
    await rowOf(watched, 'Greet').getByText('Complete').waitFor();
    await rowOf(watched, 'Greet').getByText('2 of 3 attempts').waitFor();
    await page.getByTitle('DONE_SUCCESS').first().waitFor();
    await page.locator('[data-live=ended]').waitFor();
    const spans = page.locator('[data-span]');
    expect(await spans.count()).toBe((await world.server.request(TIMELINE, { runId })).run!.timeline.length);
    await page.locator('[data-span][data-kind=ci][data-mark=bad]').first().waitFor();
    await page.getByRole('link', { name: /^Events/ }).click();
    const { version } = await world.client.runOf(runId);
    await page.getByRole('link', { name: `Event ${version}`, exact: true }).waitFor();
  });
});
