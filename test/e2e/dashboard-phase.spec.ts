/** The screen of a phase in a real browser: attempts, gate, CI, audits, patch; live, with hostile texts, and large. */
import { aPatch, workApi } from '../support/api/workers.js';
import type { Repositories } from '../support/git/small-repositories.js';
import { describeInBrowser, useBrowser, type WatchedPage } from '../support/pages/watched-page.js';
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

describeInBrowser('The screen of a phase', () => {
  const openPage = useBrowser();
  let story: string;
  beforeAll(async () => {
    story = await world.story();
  });
  const opened = async (path: string, options = {}): Promise<WatchedPage> => {
    const watched = await openPage(server.url, options);
    await watched.open(path);
    return watched;
  };
  const phaseAt = (query = '', runId = story, phaseId = 'parser') => `/runs/${runId}/phases/${phaseId}${query}`;

  it('dashboard: every attempt is kept, with number, role, worker, tokens and its end in words', async () => {
    const { page } = await opened(phaseAt());
    const attempts = page.getByRole('navigation', { name: 'Attempts' }).getByRole('listitem');
    await attempts.first().waitFor();
    const texts = await attempts.allInnerTexts();
    const wanted = [
      [/8 · CI/, /CI passed/],
      [/7 · Builder/, /CI passed/, /12,345 tokens/],
      [/6 · Auditor/, /Sent back for revision/],
      [/5 · Builder/, /Sent back for revision/, /not the column/],
      [/4 · CI/, /CI failed/],
      [/3 · CI/, /CI failed/],
      [/2 · Builder/, /CI failed/, /1 of 2 executed tests failed/],
      [/1 · Builder/, /builder-1/, /Rejected by the gate/, /outside those of the phase/],
    ];
    expect(texts).toHaveLength(wanted.length);
    for (const [index, words] of wanted.entries()) for (const word of words) expect(texts[index]).toMatch(word);
  });

  it('dashboard: a rejection of the gate says which rule, in words, and what to do', async () => {
    const { page } = await opened(phaseAt('?attempt=1'));
    const gate = page.getByRole('region', { name: 'Gate' });
    await gate.getByText('Rejected by the gate').waitFor();
    expect(await gate.innerText()).toMatch(
      /docs\/elsewhere\.md[^]*path_outside_allowed[^]*What to do: Widen the allowed paths/,
    );
  });

  it('dashboard: retries keep the first failure: both tries of CI with failed test, reason, and a log that jumps to its first error', async () => {
    const { page } = await opened(phaseAt('?attempt=2'));
    const ci = page.getByRole('region', { name: 'CI' });
    await ci.getByRole('heading', { name: 'Try 1' }).waitFor();
    expect(await ci.innerText()).toMatch(/Try 1[^]*tests_failed[^]*subtracts[^]*Try 2[^]*subtracts/);
    await ci.getByRole('link', { name: 'Log of try 1' }).click();
    const log = page.getByRole('group', { name: 'Log' });
    await log.getByText('step 1 is fine', { exact: true }).waitFor();
    expect(await log.getByText('AssertionError').count()).toBe(0);
    await page.getByRole('button', { name: 'First error' }).click();
    await log.getByText('AssertionError: expected 4 to be 5').waitFor();
    expect(new URL(page.url()).hash).toBe('#L400');
    // The address alone leads to the same line.
    const again = await opened(page.url().slice(`${server.url}/ui`.length));
    await again.page.getByRole('group', { name: 'Log' }).getByText('AssertionError: expected 4 to be 5').waitFor();
  });

  it('dashboard: an audit and its verdict stand beside the attempt that it sent back', async () => {
    const { page } = await opened(phaseAt('?attempt=5'));
    const audit = page.getByRole('region', { name: 'Audit 6' });
    await audit.getByText('not the column').waitFor();
    expect(await audit.innerText()).toMatch(/Sent back for revision[^]*very sure/);
    await audit.getByRole('link', { name: 'Attempt 6' }).click();
    await page.getByRole('heading', { name: 'Attempt 6 · Auditor' }).waitFor();
  });

  it('dashboard: request, strategy with a reason for each value, issues and budgets have addresses', async () => {
    const { page, open } = await opened(phaseAt());
    await page.getByRole('link', { name: 'Strategy' }).click();
    await page.getByRole('row', { name: /CI profile normal The default of feature_scaffolding/ }).waitFor();
    expect(page.url()).toMatch(/\?part=strategy$/);
    await open(phaseAt('?part=request'));
    await page.getByText('Errors name line and column.').waitFor();
    await open(phaseAt('?part=issues'));
    await page.getByText('tests__missing__parser_errors').waitFor();
    await open(phaseAt('?part=budgets'));
    await page.getByText('49,385 of 500,000 used').waitFor();
  });

  it('dashboard: a phase that nobody began says what will happen', async () => {
    const { page } = await opened(phaseAt('', story, 'printer'));
    await page.getByText('Nobody has worked on this phase yet.').waitFor();
    await page.getByText('When its turn comes', { exact: false }).waitFor();
  });

  it('dashboard: what happens appears without a reload: an attempt, its output, its end', async () => {
    const { runId } = await world.run([{ phaseId: 'a', name: 'Greet' }]);
    const { page } = await opened(phaseAt('', runId, 'a'));
    await page.getByText('Nobody has worked on this phase yet.').waitFor();
    const { token } = await world.api.lease('BUILDER', { runId });
    await page.getByText('Nothing was printed yet.', { exact: false }).waitFor();
    await world.api.heartbeat(token, { outputTail: 'I begin with the greeting\n' });
    await page.getByText('I begin with the greeting').waitFor();
    await world.api.build(token, { patch: '' });
    await page.getByRole('region', { name: 'Gate' }).getByText('Rejected by the gate').waitFor();
  });

  it('dashboard: texts of agents are text: in notes, log, patch, names of files, output', async () => {
    const evil = '<img src=x onerror=alert(1)> \u001b[31mred\u001b[0m \u202Ereversed';
    const name = `src/<b>x</b>${'very'.repeat(40)}.ts`;
    const { runId } = await world.run([{ phaseId: 'a', name: `Greet ${evil.replace('\u001b', '')}`.slice(0, 60) }]);
    await world.build(runId, {
      patch: aPatch(name, `${evil} ${'long'.repeat(100_000)}`),
      notes: `${evil} ${'w'.repeat(9_000)}`,
      log: `${evil}\n${'x'.repeat(200_000)}`,
      agent: 'claude <script>',
    });
    for (const [query, text] of [
      ['?attempt=1', 'onerror=alert(1)'],
      ['?attempt=1&part=output', 'onerror=alert(1)'],
      ['?attempt=1&part=patch', 'onerror=alert(1)'],
    ] as const) {
      const { page } = await opened(phaseAt(query, runId, 'a'), { width: 360 });
      await page.getByText(text, { exact: false }).first().waitFor();
      expect(await page.locator('img').count()).toBe(0);
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect(over).toBeLessThanOrEqual(0);
      expect((await page.content()).includes('\u202E')).toBe(false);
    }
  });
});
