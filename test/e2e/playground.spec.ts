/** The playground at GET /graphql: it needs nothing but this server, and its examples are the files in `operations/`. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ASSET_NAMES } from '../../src/graphql/playground/assets.js';
import { readOperations } from '../../src/graphql/playground/operations.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { rawHttp } from '../support/raw-requests.js';
import { until } from '../support/waiting.js';

const ASSETS = new URL('../../src/graphql/playground/assets/', import.meta.url);
const BROWSER = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const HTML = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const TOKEN = 'a-token-for-the-page';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server.close());

describe('The files of the playground', () => {
  const published = JSON.parse(readFileSync(new URL('checksums.json', ASSETS), 'utf8')) as Record<
    string,
    { package: string; sha256: string }
  >;

  it.each(Object.entries(published))('%s is the published one', (name, { sha256 }) => {
    expect(
      createHash('sha256')
        .update(readFileSync(new URL(name, ASSETS)))
        .digest('hex'),
    ).toBe(sha256);
  });

  it('name the licence of every package that they come from', () => {
    const licences = readFileSync(new URL('LICENSES.md', ASSETS), 'utf8');
    for (const { package: from } of Object.values(published)) expect(licences).toContain(from.replace('@', ' '));
  });

  it.each(ASSET_NAMES)('%s is served with its type, to be kept when its address names its content', async (name) => {
    const first = await rawHttp(server.url, { path: `/graphql/assets/${name}` });
    expect([first.status, first.headers['cache-control']]).toEqual([200, 'no-cache']);
    expect(first.headers['content-type']).toMatch(/^(text\/(javascript|css|markdown); charset=utf-8|image\/svg\+xml)$/);
    const etag = first.headers.etag!;
    const again = await rawHttp(server.url, { path: `/graphql/assets/${name}`, headers: { 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
    const lasting = await rawHttp(server.url, { path: `/graphql/assets/${name}?v=${JSON.parse(etag)}` });
    expect(lasting.headers['cache-control']).toContain('immutable');
  });

  it.each(['checksums.json', '..%2fplayground.page.ts', '%2e%2e/%2e%2e/package.json', 'constructor', '__proto__', 'react.js%00', ''])(
    'nothing else is served: %j',
    async (name) => expect((await rawHttp(server.url, { path: `/graphql/assets/${name}` })).status).toBe(404),
  );
});

describe('The page', () => {
  it('is what a browser gets at /graphql, and only names addresses of this server', async () => {
    const { status, headers, text } = await rawHttp(server.url, { path: '/graphql', headers: HTML });
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const addresses = [...text.replace(/<script type="application\/json".*<\/script>/, '').matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, address]) => address!,
    );
    expect(addresses.length).toBeGreaterThan(6);
    for (const address of addresses) {
      expect(address).toMatch(/^\/graphql\/assets\/[a-z-]+\.(js|css|svg)\?v=[0-9a-f]{12}$/);
      expect((await rawHttp(server.url, { path: address })).status).toBe(200);
    }
  });

  it('allows scripts from this server alone, and no page around it', async () => {
    const policy = (await rawHttp(server.url, { path: '/graphql', headers: HTML })).headers['content-security-policy'];
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain(`ws://${new URL(server.url).host}`);
  });

  it('is not what a program gets', async () => {
    for (const headers of [{}, { accept: '*/*' }, { accept: 'application/json' }] as Record<string, string>[]) {
      expect((await rawHttp(server.url, { path: '/graphql', headers })).text).not.toContain('<html');
    }
  });
});

// Without a browser on this machine these are reported as skipped.
(BROWSER ? describe : describe.skip)('The page in a browser', () => {
  let browser: Browser;
  let page: Page;
  const outside: string[] = [];
  const trouble: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: BROWSER!, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  });
  afterAll(async () => browser?.close());

  beforeEach(async () => {
    outside.length = trouble.length = 0;
    const context = await browser.newContext({ viewport: { width: 1500, height: 900 } });
    page = await context.newPage();
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(String(error)));
    page.on('response', (response) => response.status() >= 400 && trouble.push(`${response.status()} ${response.url()}`));
  });
  afterEach(async () => page.context().close());

  async function open(url: string): Promise<void> {
    await page.context().route('**/*', (route) => {
      if (route.request().url().startsWith(url)) return route.continue();
      outside.push(route.request().url());
      return route.abort();
    });
    await page.goto(`${url}/`);
    await page.waitForSelector('.graphiql-query-editor .CodeMirror');
  }
  const tabs = () => page.locator('.graphiql-tab-button').allTextContents();
  const answer = () =>
    page
      .locator('.result-window .CodeMirror')
      .evaluate((element) => (element as unknown as { CodeMirror: { getValue(): string } }).CodeMirror.getValue());
  const variables = () =>
    page
      .locator('.graphiql-editor-tool .CodeMirror')
      .first()
      .evaluate((element) => (element as unknown as { CodeMirror: { getValue(): string } }).CodeMirror.getValue());
  async function run(tab: string): Promise<string> {
    await page.locator('.graphiql-tab-button', { hasText: new RegExp(`^${tab}$`) }).click();
    await page.locator('.graphiql-execute-button').click();
    for (let text = ''; ; text = await answer()) if (text.trim() !== '') return text;
  }
  async function expectedTabs(): Promise<string[]> {
    return (await readOperations()).map(({ query }) => /^(?:query|mutation|subscription) (\w+)/m.exec(query)![1]!);
  }

  it('shows the examples in order, asks nobody but the server, and has no trouble', async () => {
    await open(server.url);
    expect(await tabs()).toEqual(await expectedTabs());
    expect(JSON.parse(await run('Server'))).toMatchObject({ data: { server: { version: expect.any(String) } } });
    expect(outside).toEqual([]);
    expect(trouble).toEqual([]);
  });

  it('tells the story: a run is started, moved, refused a move, and watched', async () => {
    await open(server.url);
    const { runId } = JSON.parse(await run('StartRun')).data.startRun.run;
    expect(runId).toMatch(/^tour-[a-z0-9]{4}$/);
    expect(JSON.parse(await run('MovePhase')).data.updatePhaseStatus.phase.state).toBe('EXECUTING');
    expect(JSON.parse(await run('IllegalMove')).data.updatePhaseStatus.errors[0].code).toBe('TRANSITION_REFUSED');
    expect(JSON.parse(await run('WatchRun')).data.runEvents).toMatchObject({ run: { version: expect.any(Number) } });
    expect([outside, trouble]).toEqual([[], []]);
  });

  it('keeps what was typed over a reload, and starts over on demand with other ids', async () => {
    await open(server.url);
    await page.locator('.graphiql-tab-button', { hasText: /^StartRun$/ }).click();
    const before = await variables();
    await page.waitForTimeout(1_200);
    await page.reload();
    await page.waitForSelector('.graphiql-query-editor .CodeMirror');
    expect(await tabs()).toEqual(await expectedTabs());
    expect(await variables()).toBe(before);
    await page.locator('.autopack-restart').click();
    await page.waitForURL('**/graphql');
    await page.waitForSelector('.graphiql-query-editor .CodeMirror');
    expect(await tabs()).toEqual(await expectedTabs());
    await page.locator('.graphiql-tab-button', { hasText: /^StartRun$/ }).click();
    expect(await variables()).not.toBe(before);
  });

  it('asks for the token of a server that has one, once, and uses it over WebSocket too', async () => {
    const locked = await startTestServer({ AUTOPACK_TOKEN: TOKEN });
    try {
      await open(locked.url);
      await page.fill('#autopack-token', 'not-the-token');
      await page.click('.autopack-token button');
      await page.waitForSelector('.autopack-wrong');
      await page.fill('#autopack-token', TOKEN);
      await page.click('.autopack-token button');
      await page.waitForSelector('.autopack-token', { state: 'detached' });
      expect(JSON.parse(await run('StartRun')).data.startRun.errors).toEqual([]);
      expect(JSON.parse(await run('WatchRun')).data.runEvents.seq).toBeGreaterThan(0);
      expect(outside).toEqual([]);
    } finally {
      await locked.close();
    }
  });

  it('takes the token from the Headers pane of one tab for all tabs and for the WebSocket', async () => {
    const locked = await startTestServer({ AUTOPACK_TOKEN: TOKEN });
    try {
      await open(locked.url);
      expect(JSON.parse(await run('Server')).errors[0].extensions.code).toBe('UNAUTHENTICATED');
      await page.locator('button[data-name="headers"]').click();
      await page
        .locator('.graphiql-editor-tool .CodeMirror')
        .nth(1)
        .evaluate(
          (element, text) => (element as unknown as { CodeMirror: { setValue(text: string): void } }).CodeMirror.setValue(text),
          `{ "Authorization": "Bearer ${TOKEN}" }`,
        );
      // The pane hands its text on a moment after it was typed; changing the tab before would lose it.
      await until('an answer to the typed token', async () => {
        await page.locator('.graphiql-execute-button').click();
        return (JSON.parse((await answer()) || '{}') as { data?: unknown }).data;
      });
      expect(JSON.parse(await run('StartRun')).data.startRun.errors).toEqual([]);
      expect(JSON.parse(await run('LookAtRun')).data.run.state).toBe('RUN_CREATED');
      expect(JSON.parse(await run('WatchRun')).data.runEvents.seq).toBeGreaterThan(0);
    } finally {
      await locked.close();
    }
  });
});
