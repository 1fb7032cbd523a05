/** A run that is proposed on a forge, the remote and the webhooks of its project, and a server that drains, in a real browser. */
import { FAKE_TOKEN } from '../support/forges/fake-forge.js';
import { describeInBrowser, useBrowser } from '../support/pages/watched-page.js';
import { ForgeWorld, merged } from './forges.fixture.js';
import { WebhookApi } from './webhooks.fixture.js';

const HOSTILE = '<img src=x onerror=alert(1)> \u202Egnp.exe';

let world: ForgeWorld;
beforeAll(async () => {
  world = await ForgeWorld.open({ AUTOPACK_WEBHOOK_HOSTS: '127.0.0.1' });
}, 60_000);
afterAll(async () => world?.close());

import.meta.jest.setTimeout(60_000);

describeInBrowser('The screen of a promotion', () => {
  const openPage = useBrowser();

  it('M3: proposes the run on the forge, follows the change and its checks, and says that people merged it', async () => {
    const place = await world.project('proposed');
    const { forge } = place;
    const head = await world.succeeded('proposed-1', 'proposed');
    forge.checks.set(head, [
      { name: 'build', state: 'completed', conclusion: 'success' },
      { name: HOSTILE, state: 'completed', conclusion: 'failure' },
    ]);
    const { page, open, accessibilityFaults } = await openPage(world.work.server.url);
    const again = () => open('/runs/proposed-1/promotion');
    await again();
    await page.getByText('promotion_not_allowed').waitFor();
    await page.getByText('A proposal on the forge does not need it.', { exact: false }).waitFor();
    expect(forge.changes).toEqual([]);
    await page.getByRole('button', { name: 'Open a pull request' }).click();
    const dialog = page.getByRole('dialog', { name: 'Open a pull request' });
    expect((await dialog.innerText()).replace(/\s+/g, ' ')).toContain(
      'opens a pull request on GitHub for autonomous/proposed-1, with the text below',
    );
    await dialog.getByRole('button', { name: 'Open a pull request' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(/^.Proposed$/).waitFor();
    const { change } = await world.opened('proposed-1');
    await again();
    const card = page.getByRole('region', { name: 'Pull request on the forge' });
    const link = card.getByRole('link', { name: 'Pull request #1' });
    expect(await link.getAttribute('href')).toBe(change!.url);
    await card.getByText(/^.Open$/).waitFor();
    await card.getByText(/^.Red$/).waitFor();
    const rows = await card.getByRole('list', { name: 'Checks' }).getByRole('listitem').allInnerTexts();
    expect(rows.map((row) => row.replace(/\s+/g, ' ').trim())).toEqual([
      expect.stringContaining('Failed <img src=x onerror=alert(1)> \uFFFDgnp.exe'),
      expect.stringContaining('Passed build'),
    ]);
    expect(await page.getByRole('button', { name: /pull request/ }).count()).toBe(1);
    expect(await accessibilityFaults()).toEqual([]);
    merged(place, 1);
    await world.settled('the promotion', 'proposed-1', ({ promotedAt }) => promotedAt !== null);
    await again();
    await page.getByText(/^.Promoted$/).waitFor();
    await card.getByText('octocat', { exact: false }).waitFor();
  });

  it('M3: without a check nobody tested the commit, which is no good word; a change that was closed can be opened again', async () => {
    const { forge } = await world.project('untested');
    await world.succeeded('untested-1', 'untested');
    await world.accepted('untested-1');
    await world.opened('untested-1');
    await world.work.server.database.query(
      `update promotion_change set opened_at = opened_at - interval '1 hour' where run_id = 'untested-1'`,
    );
    const { page, open } = await openPage(world.work.server.url, { scheme: 'dark' });
    await open('/runs/untested-1/promotion');
    const card = page.getByRole('region', { name: 'Pull request on the forge' });
    await card.getByText(/^!Not tested$/).waitFor();
    await card.getByText('nobody is known to have tested it', { exact: false }).waitFor();
    expect(await card.innerText()).not.toContain('✓');
    forge.close(1);
    await world.settled('the end', 'untested-1', ({ change }) => change?.state === 'CLOSED');
    await open('/runs/untested-1/promotion');
    await page.getByRole('button', { name: 'Open another pull request' }).click();
    const dialog = page.getByRole('dialog', { name: 'Open another pull request' });
    await dialog.getByRole('button', { name: 'Open another pull request' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await world.opened('untested-1')).change).toMatchObject({ number: 2 });
  });
});

describeInBrowser('The overview of a project', () => {
  const openPage = useBrowser();

  it('M3: says where its runs are pushed and why that fails, and pushes again on demand; webhooks say why they are disabled', async () => {
    const { door, remote } = await world.project('pushed');
    world.grant(`${door.origin}/acme/`, null);
    await world.succeeded('pushed-1', 'pushed');
    await world.work.remotes.settled('pushed', 'FAILING');
    const webhooks = new WebhookApi(world.work.server);
    for (const path of ['first', 'second']) {
      const { webhook } = await webhooks.create({ projectId: 'pushed', url: `http://127.0.0.1:9/${path}` });
      if (path === 'second') await webhooks.update({ webhookId: webhook!.webhookId, enabled: false });
    }
    const { page, open, accessibilityFaults } = await openPage(world.work.server.url);
    await open('/projects/pushed');
    const panel = page.getByRole('region', { name: 'Remote' });
    await panel.getByText(/^✕Pushes fail$/).waitFor();
    expect(await panel.getByRole('link', { name: remote }).getAttribute('href')).toBe(remote);
    expect(await panel.innerText()).toMatch(/CREDENTIALS[^]*could not read Username[^]*GitHub/);
    const hooks = await page.getByRole('list', { name: 'Webhooks' }).getByRole('listitem').allInnerTexts();
    expect(hooks).toEqual([
      expect.stringMatching(/Enabled[^]*first[^]*run\.ended/),
      expect.stringMatching(/Disabled[^]*second[^]*disabled by an operator/),
    ]);
    expect(await accessibilityFaults()).toEqual([]);
    world.grant(`${door.origin}/acme/`, { token: FAKE_TOKEN });
    await panel.getByRole('button', { name: 'Push again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Push again' });
    await dialog.getByRole('button', { name: 'Push again' }).click();
    await dialog.waitFor({ state: 'detached' });
    await world.work.remotes.settled('pushed', 'IDLE');
    await open('/projects/pushed');
    await panel.getByText(/^✓Everything is pushed$/).waitFor();
    expect(await panel.getByRole('button', { name: 'Push again' }).count()).toBe(0);
  });
});

describeInBrowser('Every screen', () => {
  const openPage = useBrowser();

  it('A9: says in a line that the server drains, since when, by whom and why', async () => {
    const { page, open } = await openPage(world.work.server.url);
    await open('/');
    expect(await page.getByText('The server drains').count()).toBe(0);
    await world.work.api.command('setDrain', { draining: true, reason: `Version 9 ${HOSTILE}` });
    try {
      await open('/workers');
      const line = page.getByRole('status').filter({ hasText: 'The server drains' });
      await line.waitFor();
      expect(await line.innerText()).toContain('by operator: Version 9 <img src=x onerror=alert(1)> ⟨U+202E⟩gnp.exe');
    } finally {
      await world.work.api.command('setDrain', { draining: false });
    }
    await open('/workers');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.getByText('The server drains').count()).toBe(0);
  });
});
