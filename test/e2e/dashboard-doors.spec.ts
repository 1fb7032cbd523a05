/** Who gets in, and what happens when the server goes: sign-in, roles, revoked tokens, a server restarted under an open page. */
import { api, plan } from '../support/api/api.js';
import { describeInBrowser, useBrowser } from '../support/pages/watched-page.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { makeToken, revokeToken } from './access-matrix.fixture.js';

import.meta.jest.setTimeout(60_000);

const OPERATOR = 'the-operators-own-token';
/** What a browser reports of answers that are meant to be refusals. */
const REFUSED = /401|WebSocket connection to/;

describeInBrowser('The doors of the dashboard', () => {
  const openPage = useBrowser();
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ AUTOPACK_TOKEN: OPERATOR });
    await api(server).startRun({ runId: 'behind-the-door', tiers: plan({ T1: ['a'] }) });
  });
  afterAll(async () => server?.close());

  it('A2: without a token the page asks for one, says when it is wrong, and goes on where one wanted to', async () => {
    const { page, open } = await openPage(server.url, { allow: REFUSED });
    await open('/?q=behind');
    const signIn = page.getByRole('button', { name: 'Sign in' });
    await page.getByLabel('Token').fill('no-such-token');
    await signIn.click();
    await page.getByRole('alert').getByText('does not take this token').waitFor();
    // As it is copied: with its scheme, and signs that nobody sees.
    await page.getByLabel('Token').fill(`Bearer \u200b${OPERATOR}\u00a0`);
    await signIn.click();
    await page.locator('[data-run=behind-the-door]').waitFor();
    await page.locator('[data-live=live]').waitFor();
    await page.getByText('operator', { exact: true }).first().waitFor();
    expect(page.url()).toBe(`${server.url}/ui/?q=behind`);
    expect(page.url()).not.toContain(OPERATOR);
    // It is this tab's alone, and gone when one signs out.
    expect(await page.evaluate('localStorage.length')).toBe(0);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  it('A2: a viewer sees all and is offered nothing that changes anything; a revoked token ends it at once', async () => {
    const { secret, id } = await makeToken(server, { name: 'a-viewer', role: 'VIEWER' });
    const { page, open } = await openPage(server.url, { token: secret, allow: REFUSED });
    await open();
    await page.locator('[data-run=behind-the-door]').waitFor();
    await page.getByText('a-viewer').waitFor();
    await page.locator('[data-live=live]').waitFor();
    await page.goto(`${server.url}/ui/runs/behind-the-door`);
    await page.getByRole('heading', { name: 'behind-the-door' }).waitFor();
    expect(await page.getByRole('button', { name: /cancel|continue|promote|start|stop|audit/i }).count()).toBe(0);
    await page.locator('[data-live=live]').waitFor();
    await revokeToken(server, id);
    await page.getByLabel('Token').waitFor();
  });

  it('A2: a token that is bound to a project shows that project alone', async () => {
    const client = api(server);
    await client.command('createProject', { projectId: 'mine' });
    await client.startRun({ runId: 'run-of-mine', projectId: 'mine', tiers: plan({ T1: ['a'] }) });
    const { secret } = await makeToken(server, { name: 'bound', role: 'VIEWER', projectIds: ['mine'] });
    const { page, open } = await openPage(server.url, { token: secret });
    await open();
    await page.locator('[data-run=run-of-mine]').waitFor();
    expect(await page.locator('[data-run]').count()).toBe(1);
  });
});

describeInBrowser('A server that goes and comes back', () => {
  const openPage = useBrowser();

  it('A8: the page says “reconnecting”, then is live again and has what it missed, without a reload', async () => {
    const server = await startTestServer();
    try {
      const client = api(server);
      await client.startRun({ runId: 'before', tiers: plan({ T1: ['a'] }) });
      const first = await server.another();
      const { page, open } = await openPage(first.url, {
        allow: /ERR_CONNECTION_REFUSED|WebSocket connection to|ERR_EMPTY/,
      });
      await open();
      await page.locator('[data-run=before]').waitFor();
      await page.locator('[data-live=live]').waitFor();
      await first.close();
      await page.locator('[data-live=reconnecting]').waitFor();
      expect(await page.locator('[data-run=before]').count()).toBe(1);
      await client.startRun({ runId: 'missed', tiers: plan({ T1: ['a'] }) });
      await server.another({ PORT: new URL(first.url).port });
      await page.locator('[data-live=live]').waitFor({ timeout: 20_000 });
      await page.locator('[data-run=missed]').waitFor();
      await client.command('cancelRun', { runId: 'before', reason: 'enough' });
      await page.locator('[data-run=before] [title=DONE_FAILED_CANCELLED]').waitFor();
    } finally {
      await server.close();
    }
  });
});
