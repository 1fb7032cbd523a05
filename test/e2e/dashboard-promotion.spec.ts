/** The screen of a promotion in a real browser: what prevents it, the button that moves the real branch, its refusal, and what viewers see. */
import { workApi } from '../support/api/workers.js';
import { git, Repositories } from '../support/git/small-repositories.js';
import { describeInBrowser, useBrowser } from '../support/pages/watched-page.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { PhaseWorld } from './dashboard-phase.fixture.js';

const TOKEN = 'operator-of-these-tests-0123456789';

let server: TestServer;
let repositories: Repositories;
let world: PhaseWorld;
beforeAll(async () => {
  server = await startTestServer({ AUTOPACK_TOKEN: TOKEN });
  repositories = new Repositories();
  world = new PhaseWorld(workApi(server), repositories);
});
afterAll(async () => {
  await server.close();
  repositories.remove();
});

import.meta.jest.setTimeout(60_000);

/** A run that has succeeded. */
async function succeeded() {
  const place = await world.run([{ phaseId: 'a', name: 'Greet' }]);
  await world.build(place.runId);
  await world.ci(place.runId);
  const { state, headCommit } = await world.api.runOf(place.runId);
  expect(state).toBe('DONE_SUCCESS');
  return { ...place, head: headCommit! };
}

describeInBrowser('The screen of a promotion', () => {
  const openPage = useBrowser();

  it('dashboard: the button says which branch moves to which commit, asks once, and moves it; the screen says what became of it', async () => {
    const { runId, path, head } = await succeeded();
    const before = git(path, 'rev-parse', 'trunk');
    const { page, open } = await openPage(server.url, { token: TOKEN });
    await open(`/runs/${runId}/promotion`);
    await page.getByText('Can be promoted').waitFor();
    await page.getByRole('heading', { name: 'What it did' }).waitFor();
    await page.getByRole('button', { name: 'Promote' }).click();
    const dialog = page.getByRole('dialog', { name: 'Promote' });
    expect((await dialog.innerText()).replace(/\s+/g, ' ')).toContain(
      `Branch trunk moves to commit ${head.slice(0, 12)}`,
    );
    expect(git(path, 'rev-parse', 'trunk')).toBe(before);
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(git(path, 'rev-parse', 'trunk')).toBe(before);
    await page.getByRole('button', { name: 'Promote' }).click();
    await dialog.getByRole('button', { name: 'Promote' }).click();
    await page.getByText(/^.Promoted$/).waitFor();
    await page.getByText('brought it to', { exact: false }).waitFor();
    expect(git(path, 'rev-parse', 'trunk')).toBe(head);
    expect(await page.getByRole('button', { name: 'Promote' }).count()).toBe(0);
  });

  it('dashboard: a refusal is displayed in the words of the server, and nothing moves', async () => {
    const { runId, path } = await succeeded();
    const before = git(path, 'rev-parse', 'trunk');
    const { page, open } = await openPage(server.url, { token: TOKEN });
    await open(`/runs/${runId}/promotion`);
    await page.getByRole('button', { name: 'Promote' }).click();
    await page.getByLabel('Branch, if another').fill('no-such-branch');
    const dialog = page.getByRole('dialog', { name: 'Promote' });
    await dialog.getByRole('button', { name: 'Promote' }).click();
    await dialog.getByText('The repository has no branch "no-such-branch".', { exact: false }).waitFor();
    expect(git(path, 'rev-parse', 'trunk')).toBe(before);
  });

  it('dashboard: blockers and obstacles stand in words with what to do; there is no button', async () => {
    const story = await world.story();
    const { runId } = await succeeded();
    await world.api.command('updateProject', { projectId: runId.slice('run-'.length), allowPromotion: false });
    const { page, open } = await openPage(server.url, { token: TOKEN });
    await open(`/runs/${story}/promotion`);
    await page.getByText('Not yet').waitFor();
    expect(await page.getByRole('region', { name: 'What the run lacks' }).innerText()).toMatch(
      /run_not_successful[^]*What to do/,
    );
    await open(`/runs/${runId}/promotion`);
    const obstacles = page.getByRole('region', { name: 'What stands in the way' });
    await obstacles.getByText('promotion_not_allowed').waitFor();
    expect(await obstacles.innerText()).toMatch(/What to do: Let the Supervisor move the branch/);
    expect(await page.getByRole('button', { name: 'Promote' }).count()).toBe(0);
  });

  it('dashboard: a viewer sees whether it can be promoted, and is offered nothing', async () => {
    const { runId } = await succeeded();
    const text = `mutation ($input: CreateTokenInput!) { createToken(input: $input) { secret errors { code } } }`;
    const { data } = await server.requestRaw(text, { input: { name: 'reader', role: 'VIEWER' } });
    const { secret } = (data as { createToken: { secret: string } }).createToken;
    const { page, open } = await openPage(server.url, { token: secret });
    await open(`/runs/${runId}/promotion`);
    await page.getByText('Can be promoted').waitFor();
    await page.getByText('viewer', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Promote' }).count()).toBe(0);
  });
});
