/** Links to an operation: /graphql?query=…&variables=…, in a real browser. */

import { type Browser, chromium, type Page } from 'playwright-core';

import { readOperations, TOUR_FOLDER } from '../../src/graphql/playground/operations.js';
import { BROWSER } from '../support/browser.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

let server: TestServer;
let browser: Browser;
let page: Page;
const trouble: string[] = [];
beforeAll(async () => {
  server = await startTestServer();
  if (!BROWSER) return;
  browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] });
  page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(String(error)));
});
afterAll(async () => {
  await browser?.close();
  await server.close();
});

const nameOf = (query: string) => /^(?:query|mutation|subscription) (\w+)/m.exec(query)![1]!;
const tabs = () => page.locator('.graphiql-tab-button').allTextContents();
const textOf = (selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => (element as unknown as { CodeMirror: { getValue(): string } }).CodeMirror.getValue());
const answer = () => textOf('.result-window .CodeMirror');
const linkOf = (query: string, more = '') => `${server.url}/graphql?query=${encodeURIComponent(query)}${more}`;

(BROWSER ? it : it.skip)('opens the operation of a link beside the other tabs, and runs nothing', async () => {
  const tour = (await readOperations(TOUR_FOLDER)).map(({ query }) => nameOf(query));
  const link = linkOf(
    'query Linked($id: ID!) { run(runId: $id) { state } }',
    `&variables=${encodeURIComponent('{"id":"none"}')}`,
  );
  await page.goto(link);
  await page.waitForSelector('.graphiql-query-editor .CodeMirror');
  expect(await tabs()).toEqual(['Linked', ...tour]);
  expect([
    new URL(page.url()).search,
    await answer(),
    JSON.parse(await textOf('.graphiql-editor-tool .CodeMirror')),
  ]).toEqual(['', '', { id: 'none' }]);
  await page.locator('.graphiql-execute-button').click();
  expect(await until('an answer', async () => JSON.parse((await answer()) || 'null') ?? undefined)).toEqual({
    data: { run: null },
  });
  // The page keeps its tabs a moment after they change.
  await until('the tabs to be kept', async () => {
    const keys = await page.evaluate('Object.keys(sessionStorage)');
    return (keys as string[]).some((key) => key.endsWith('tabState')) || undefined;
  });
  await page.goto(linkOf('query Another { server { version } }'));
  await page.locator('.graphiql-tab-active', { hasText: 'Another' }).waitFor();
  expect(await tabs()).toEqual(['Linked', ...tour, 'Another']);
  await page.goto(link);
  await page.locator('.graphiql-tab-active', { hasText: 'Linked' }).waitFor();
  expect((await tabs()).filter((name) => name === 'Linked')).toHaveLength(1);
  // What a link holds is text, whatever it looks like.
  await page.goto(linkOf('{ server { version } } # </script><img src=x onerror=alert(1)>'));
  await page.waitForSelector('.graphiql-query-editor .CodeMirror');
  expect(trouble).toEqual([]);
});
