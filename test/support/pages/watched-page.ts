/** Pages of a real browser whose every complaint is kept: messages of the console, errors, violations of the policy, answers that failed, requests to elsewhere. */
import { createRequire } from 'node:module';

import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

import { BROWSER } from '../browser.js';

/** `describe` where a browser is; elsewhere its tests are reported as skipped. */
export const describeInBrowser = BROWSER ? describe : describe.skip;

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  /** Keeps the token in the page's tab before anything is loaded. */
  readonly token?: string;
  /** Complaints that are expected, as a server that is away. */
  readonly allow?: RegExp;
  /** A context of an earlier page: the same browser of the same person. */
  readonly context?: BrowserContext;
}

export interface WatchedPage {
  readonly page: Page;
  /** What the page complained of; to be empty at the end. */
  readonly trouble: readonly string[];
  /** Opens an address below /ui. */
  open(path?: string): Promise<void>;
  /** What axe finds on the screen as it is, in words. */
  accessibilityFaults(): Promise<string[]>;
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** One browser for the tests of a file. */
export function useBrowser(): (url: string, options?: PageOptions) => Promise<WatchedPage> {
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const all: { readonly title: string; readonly trouble: readonly string[] }[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: BROWSER!, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  });
  afterEach(async () => {
    const found = all.splice(0).flatMap(({ trouble }) => trouble);
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(found).toEqual([]);
  });
  afterAll(async () => browser?.close());
  return async (url, options = {}) => {
    const context = options.context ?? (await newContext(browser, options));
    if (!options.context) contexts.push(context);
    const watched = await watch(context, url, options);
    all.push({ title: url, trouble: watched.trouble });
    return watched;
  };
}

async function newContext(browser: Browser, options: PageOptions): Promise<BrowserContext> {
  const { width = 1280, height = 900, scheme = 'light' } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
  });
  context.setDefaultTimeout(10_000);
  return context;
}

async function watch(context: BrowserContext, url: string, { token, allow }: PageOptions): Promise<WatchedPage> {
  const page = await context.newPage();
  const trouble: string[] = [];
  const note = (what: string) => {
    if (!allow?.test(what)) trouble.push(what);
  };
  page.on('console', (message) => note(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => note(`error: ${String(error)}`));
  page.on('response', (response) => response.status() >= 400 && note(`${response.status()} ${response.url()}`));
  page.on('request', (request) => {
    const to = request.url();
    if (!to.startsWith(url) && !to.startsWith('data:')) note(`request to ${to}`);
  });
  // Violations appear in the console too; the event names the directive.
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));`,
  );
  if (token !== undefined)
    await page.addInitScript(`sessionStorage.setItem('autopack.token', ${JSON.stringify(token)});`);
  return {
    page,
    trouble,
    open: async (path = '/') => {
      await page.goto(`${url}/ui${path}`);
      await page.locator('h1').waitFor();
    },
    accessibilityFaults: () => accessibilityFaults(page),
  };
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** axe runs in a world of its own, so that the page's policy holds for the page alone. */
async function accessibilityFaults(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  try {
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
    const evaluate = async (expression: string): Promise<unknown> => {
      const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
        expression,
        contextId: executionContextId,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    };
    await evaluate(await axe());
    const found = (await evaluate(`axe.run(document, { resultTypes: ['violations'] })`)) as AxeResult;
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  } finally {
    await session.detach();
  }
}

let source: Promise<string> | undefined;

function axe(): Promise<string> {
  source ??= import('node:fs/promises').then(({ readFile }) => readFile(axePath, 'utf8'));
  return source;
}
