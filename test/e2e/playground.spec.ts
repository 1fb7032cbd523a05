/** The playground at GET /graphql: it needs nothing but this server, and its examples are the files in `operations/`. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { type Browser, chromium, type Page } from 'playwright-core';

import { ASSET_NAMES } from '../../src/graphql/playground/assets.js';
import { readChapters, readOperations, TOUR_FOLDER } from '../../src/graphql/playground/operations.js';
import { gql } from '../support/api/gql.js';
import { rawHttp } from '../support/api/raw-requests.js';
import { BROWSER } from '../support/browser.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

const ASSETS = new URL('../../src/graphql/playground/assets/', import.meta.url);
const HTML = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const TOKEN = 'a-token-for-the-page';
/** Answers of the server, as the page shows them. */

type Data = any;

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

  it.each([
    'checksums.json',
    '..%2fplayground.page.ts',
    '%2e%2e/%2e%2e/package.json',
    'constructor',
    '__proto__',
    'react.js%00',
    '',
  ])('nothing else is served: %j', async (name) =>
    expect((await rawHttp(server.url, { path: `/graphql/assets/${name}` })).status).toBe(404),
  );
});

describe('The page', () => {
  it('is what a browser gets at /graphql, and only names addresses of this server', async () => {
    const { status, headers, text } = await rawHttp(server.url, { path: '/graphql', headers: HTML });
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const addresses = [
      ...text.replace(/<script type="application\/json".*<\/script>/, '').matchAll(/(?:src|href)="([^"]+)"/g),
    ].map(([, address]) => address!);
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
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(String(error)));
    page.on(
      'response',
      (response) => response.status() >= 400 && trouble.push(`${response.status()} ${response.url()}`),
    );
  });
  afterEach(async () => page.context().close());

  async function open(url: string): Promise<void> {
    await page.context().route('**/*', (route) => {
      if (route.request().url().startsWith(url)) return route.continue();
      outside.push(route.request().url());
      return route.abort();
    });
    await page.goto(`${url}/graphql`);
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
  const nameOf = (query: string) => /^(?:query|mutation|subscription) (\w+)/m.exec(query)![1]!;
  async function expectedTabs(): Promise<string[]> {
    return (await readOperations(TOUR_FOLDER)).map(({ query }) => nameOf(query));
  }
  /** Opens an example from its panel, in a tab of its own. */
  async function openExample(name: string): Promise<void> {
    if ((await page.locator('.autopack-examples').count()) === 0)
      await page.locator('button[aria-label="Show Examples"]').click();
    await page.locator('.autopack-examples button', { hasText: new RegExp(`^${name}$`) }).click();
    await page.locator('.graphiql-tab-active', { hasText: name }).waitFor();
  }
  /** Runs the operation of the active tab, once the answer is no longer the one before. */
  async function execute(): Promise<Data> {
    const before = await answer();
    await page.locator('.graphiql-execute-button').click();
    return until('an answer', async () => {
      const text = await answer();
      return text.trim() !== '' && text !== before ? JSON.parse(text) : undefined;
    });
  }

  /** The subscription of the tour shows the first events of its run. */
  async function listens(): Promise<void> {
    await page.locator('.graphiql-tab-button', { hasText: /^Step8_Events$/ }).click();
    await page.locator('.graphiql-execute-button').click();
    await page.locator('.autopack-readable li', { hasText: 'RUN_CREATED' }).first().waitFor();
  }

  it('shows the tour, asks nobody but the server, and has no trouble', async () => {
    await open(server.url);
    expect(await tabs()).toEqual(await expectedTabs());
    await openExample('Server');
    expect(await execute()).toMatchObject({ data: { server: { version: expect.any(String) } } });
    expect(outside).toEqual([]);
    expect(trouble).toEqual([]);
  });

  it('runs the sequence to its end, tab by tab, with nothing edited: from a plan to DONE_SUCCESS', async () => {
    await open(server.url);
    const steps: ((answer: Data) => unknown)[] = [
      ({ data }) => expect(data.startRun).toMatchObject({ run: { state: 'RUN_CREATED' }, errors: [] }),
      ({ data }) => expect(data.claimWork).toMatchObject({ lease: { role: 'BUILDER' }, errors: [] }),
      ({ data }) => expect(data.heartbeat).toMatchObject({ directive: 'CONTINUE', errors: [] }),
      ({ data }) =>
        expect(data.updatePhaseStatus.errors).toMatchObject([
          { code: 'TRANSITION_REFUSED', currentState: 'EXECUTING' },
        ]),
      ({ data }) =>
        expect(data.submitBuilderResult).toMatchObject({ gate: { verdict: 'PASS' }, phase: { state: 'CI_RUNNING' } }),
      ({ data }) => expect(data.reportCiResult).toMatchObject({ run: { state: 'DONE_SUCCESS' }, errors: [] }),
      ({ data }) => expect(data.artefact.content).toContain('DONE_SUCCESS'),
    ];
    for (const [index, shows] of steps.entries()) {
      if (index > 0) await page.locator('.autopack-next').click();
      await page.locator('.graphiql-tab-active', { hasText: `Step${index + 1}_` }).waitFor();
      shows(await execute());
    }
    // The summary is rendered: a heading and a table of Markdown, not their text.
    expect(await page.locator('.autopack-readable .graphiql-markdown-description h1').count()).toBe(1);
    expect(await page.locator('.autopack-readable').innerText()).not.toContain('\\n');
    await page.locator('.autopack-next').click();
    await page.locator('.graphiql-execute-button').click();
    const story = await until('the end of the subscription', async () => {
      const displayed = JSON.parse((await answer()) || '{}');
      return displayed.listening === false ? displayed : undefined;
    });
    expect(story.events.map((event: Data) => event.seq)).toEqual(
      story.events.map((_: Data, index: number) => index + 1),
    );
    expect(story.events.at(-1)).toMatchObject({ subject: 'run', toState: 'DONE_SUCCESS' });
    expect(await page.locator('.autopack-readable li').count()).toBe(story.events.length);
    expect([outside, trouble]).toEqual([[], []]);
  });

  it('shows that a subscription listens, and each event as it comes', async () => {
    await open(server.url);
    await execute();
    await openExample('WatchAllRuns');
    await page.locator('.graphiql-execute-button').click();
    await page.locator('.autopack-readable [role=status]', { hasText: /^Listening; \d+ events? so far$/ }).waitFor();
    const start = (runId: string) =>
      server.request(
        gql(
          'mutation ($runId: ID!) { startRun(input: { runId: $runId, draft: true, tiers: [] }) { errors { code } } }',
        ),
        { runId },
      );
    const displayed = (text: string | RegExp) => page.locator('.autopack-readable li', { hasText: text });
    // The page says that it listens when it has sent the subscription. The server may begin with a later event.
    let started = 0;
    await until('an event of a run that was started meanwhile', async () => {
      await start(`seen-early-${(started += 1)}`);
      return (await displayed(/seen-early-/).count()) > 0 || undefined;
    });
    for (const runId of ['seen-1', 'seen-2']) {
      await start(runId);
      await displayed(runId).waitFor();
    }
    await page.locator('.graphiql-execute-button').click();
    await until('nobody to listen', async () => {
      const label = await page.locator('.graphiql-execute-button').getAttribute('aria-label');
      return label?.startsWith('Execute') || undefined;
    });
  });

  it('says what is missing where no lease was claimed yet', async () => {
    await open(server.url);
    await page.locator('.graphiql-tab-button', { hasText: /^Step3_Heartbeat$/ }).click();
    expect((await execute()).errors[0].message).toContain('no lease of the role BUILDER yet: claim work first');
  });

  it('has every other operation in its panel, by chapter, and opens each once', async () => {
    await open(server.url);
    await openExample('ListRuns');
    const chapters = await readChapters();
    expect(await page.locator('.autopack-examples summary').allTextContents()).toEqual(
      chapters.map(({ title }) => title),
    );
    expect(await page.locator('.autopack-examples li button').allTextContents()).toEqual(
      chapters.flatMap(({ operations }) => operations.map(({ query }) => nameOf(query))),
    );
    expect(await execute()).toMatchObject({ data: { runs: { totalCount: expect.any(Number) } } });
    await openExample('Server');
    await openExample('ListRuns');
    expect(await tabs()).toEqual([...(await expectedTabs()), 'ListRuns', 'Server']);
  });

  it('can be used on a screen of 390 pixels', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(server.url);
    const inside = async (selector: string) => {
      const { x, width } = (await page.locator(selector).first().boundingBox())!;
      expect({ selector, inside: x >= 0 && x + width <= 390, wide: width >= 250 }).toEqual({
        selector,
        inside: true,
        wide: true,
      });
    };
    expect(await execute()).toMatchObject({ data: { startRun: { errors: [] } } });
    for (const pane of ['.graphiql-query-editor', '.graphiql-response']) await inside(pane);
    await page.locator('button[aria-label="Show Examples"]').click();
    await inside('.autopack-examples');
    await openExample('LookAtRun');
    expect(await answer()).toBe('');
    await until(
      'the answer of the other tab to be gone',
      async () => !(await page.locator('.result-window').innerText()).includes('startRun'),
    );
    for (const pane of ['.graphiql-query-editor', '.graphiql-response']) await inside(pane);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });

  it('can be used by keyboard: Tab goes through every control and is caught by none', async () => {
    await open(server.url);
    const seen: string[] = [];
    for (let presses = 0; presses < 60 && !(seen.length > 1 && seen.at(-1) === seen[0]); presses += 1) {
      await page.keyboard.press('Tab');
      seen.push(
        await page.evaluate<string>(
          'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent?.trim() ?? document.activeElement.tagName',
        ),
      );
    }
    expect(seen.at(-1)).toBe(seen[0]);
    for (const label of [
      'Show Examples',
      'Step1_Start',
      'Operation',
      'Next tab',
      'Start over with the tour',
      'Variables',
      'Answer',
    ]) {
      expect(seen).toContain(label);
    }
    await page.locator('textarea[aria-label="Operation"]').focus();
    await page.keyboard.press('Control+Enter');
    await until('an answer', async () => ((await answer()).includes('startRun') ? true : undefined));
  });

  it('keeps what was typed over a reload, and starts over on demand with other ids', async () => {
    await open(server.url);
    await page.locator('.graphiql-tab-button', { hasText: /^Step1_Start$/ }).click();
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
    await page.locator('.graphiql-tab-button', { hasText: /^Step1_Start$/ }).click();
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
      expect(JSON.parse(await run('Step1_Start')).data.startRun.errors).toEqual([]);
      await listens();
      expect(outside).toEqual([]);
    } finally {
      await locked.close();
    }
  });

  it('takes the token from the Headers pane of one tab for all tabs and for the WebSocket', async () => {
    const locked = await startTestServer({ AUTOPACK_TOKEN: TOKEN });
    try {
      await open(locked.url);
      expect(JSON.parse(await run('Step7_Summary')).errors[0].extensions.code).toBe('UNAUTHENTICATED');
      await page.locator('button[data-name="headers"]').click();
      await page
        .locator('.graphiql-editor-tool .CodeMirror')
        .nth(1)
        .evaluate(
          (element, text) =>
            (element as unknown as { CodeMirror: { setValue(text: string): void } }).CodeMirror.setValue(text),
          `{ "Authorization": "Bearer ${TOKEN}" }`,
        );
      // The pane hands its text on a moment after it was typed; changing the tab before would lose it.
      await until('an answer to the typed token', async () => {
        await page.locator('.graphiql-execute-button').click();
        return (JSON.parse((await answer()) || '{}') as { data?: unknown }).data;
      });
      expect(JSON.parse(await run('Step1_Start')).data.startRun.errors).toEqual([]);
      expect(JSON.parse(await run('Step2_Claim')).data.claimWork.errors).toEqual([]);
      await listens();
    } finally {
      await locked.close();
    }
  });
});
