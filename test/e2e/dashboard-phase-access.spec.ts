/** The screens of a phase and of a promotion for everybody: axe in both schemes, and the keyboard alone. */
import { workApi } from '../support/api/workers.js';
import type { Repositories } from '../support/git/small-repositories.js';
import { describeInBrowser, useBrowser } from '../support/pages/watched-page.js';
import { useWorkServer } from '../support/scenarios/use-work-server.js';
import type { TestServer } from '../support/server/server.js';
import { PhaseWorld } from './dashboard-phase.fixture.js';

let server: TestServer;
let world: PhaseWorld;
useWorkServer((opened: { server: TestServer; repositories: Repositories }) => {
  server = opened.server;
  world = new PhaseWorld(workApi(server), opened.repositories);
});

import.meta.jest.setTimeout(60_000);

describeInBrowser('The screens of a phase and of a promotion', () => {
  const openPage = useBrowser();
  let story: string;
  beforeAll(async () => {
    story = await world.story();
  });

  it.each(['light', 'dark'] as const)('A8: axe finds nothing in the %s scheme', async (scheme) => {
    const { page, open, accessibilityFaults } = await openPage(server.url, { scheme });
    const parser = `/runs/${story}/phases/parser`;
    for (const path of [
      `${parser}?attempt=1`,
      `${parser}?attempt=2`,
      `${parser}?attempt=2&part=patch`,
      `${parser}?attempt=2&part=output`,
      `${parser}?part=strategy`,
      `${parser}?part=budgets`,
      `${parser}?part=issues`,
      `/runs/${story}/phases/printer`,
      `/runs/${story}/promotion`,
    ]) {
      await open(path);
      await page.locator('main section, main nav[aria-label="The phase"]').first().waitFor();
      expect([path, await accessibilityFaults()]).toEqual([path, []]);
    }
  });

  it('A8: the keyboard leads from the attempts to a part, to the lines of a patch and from file to file', async () => {
    const { page, open } = await openPage(server.url);
    await open(`/runs/${story}/phases/parser?attempt=2`);
    await page.getByRole('link', { name: 'Patch', exact: true }).waitFor();
    const focused = () =>
      page.evaluate(`document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent`);
    for (let steps = 0; steps < 40 && (await focused()) !== 'Patch'; steps += 1) await page.keyboard.press('Tab');
    expect(await focused()).toBe('Patch');
    await page.keyboard.press('Enter');
    await page.getByText('draft', { exact: true }).waitFor();
    await page.keyboard.press('j');
    await page.locator('[aria-current=true]', { hasText: 'draft' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#src/parser.ts:1');
    for (let steps = 0; steps < 20 && (await focused()) !== 'Lines of the patch'; steps += 1)
      await page.keyboard.press('Tab');
    expect(await focused()).toBe('Lines of the patch');
  });
});
