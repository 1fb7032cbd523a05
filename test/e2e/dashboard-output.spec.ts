/** Live output on the screen of a phase, from a real worker with the scripted agent (O8). */
import { describeInBrowser, useBrowser } from '../support/pages/watched-page.js';
import { until } from '../support/waiting.js';
import { HELLO, script, WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(120_000);

describeInBrowser('Live output', () => {
  const openPage = useBrowser();

  it('O8: the words of an agent appear while it works; the attempt’s end and its verdict follow by themselves', async () => {
    const runId = await world.run(await world.project());
    const { page, open } = await openPage(world.server.url);
    await open(`/runs/${runId}/phases/a`);
    await page.getByText('Nobody has worked on this phase yet.').waitFor();
    const agent = JSON.stringify(
      await world.agentWords(
        'command',
        script('say: { text: "I look around" }', 'sleep: { ms: 4000 }', 'say: { text: "I write the greeting" }', HELLO),
      ),
    );
    const worker = world.process([
      '--role',
      'builder,ci',
      '--run',
      runId,
      '--agent-command',
      agent,
      '--profile',
      'claude-stream-json',
    ]);
    try {
      await page.getByText('I look around', { exact: false }).first().waitFor({ timeout: 60_000 });
      expect(await page.getByText('At work').count()).toBeGreaterThan(0);
      await world.runIn(runId, 'DONE_SUCCESS');
      await page.getByText('CI passed').first().waitFor({ timeout: 20_000 });
      await page.locator('[data-live=ended]').waitFor();
    } finally {
      worker.child.kill('SIGTERM');
      await worker.ended;
    }
  });

  it('O8: the end is followed only while one is there, and a line that breaks is continued without loss or repeat', async () => {
    const runId = await world.run(await world.project());
    const { token } = await world.client.lease('BUILDER', { runId });
    let at = 0;
    const print = async (lines: number) => {
      await world.server.database.query(`update attempt_output set at = at - interval '2 seconds'`);
      const outputTail = Array.from({ length: lines }, () => `row ${(at += 1)}\n`).join('');
      const { errors } = await world.client.heartbeat(token, { outputTail });
      expect(errors).toEqual([]);
    };
    const { page, open } = await openPage(world.server.url, { allow: /WebSocket|ERR_/ });
    await open(`/runs/${runId}/phases/a?attempt=1&part=output`);
    await print(100);
    const output = page.getByRole('group', { name: 'Output of the attempt' });
    await output.getByText('row 100', { exact: true }).waitFor();
    // Whoever reads further up stays there.
    await output.hover();
    await page.mouse.wheel(0, -900);
    await page.getByRole('button', { name: 'To the end' }).waitFor();
    await print(50);
    await until(
      'the new rows',
      async () => Number(await output.getByRole('listitem').first().getAttribute('aria-setsize')) === 150,
    );
    expect(await output.getByText('row 150', { exact: true }).count()).toBe(0);
    await page.context().setOffline(true);
    await page.getByText('Reconnecting').waitFor({ timeout: 30_000 });
    await print(50);
    await page.context().setOffline(false);
    await until(
      'the rest',
      async () => Number(await output.getByRole('listitem').first().getAttribute('aria-setsize')) === 200,
      30_000,
    );
    await page.getByRole('button', { name: 'To the end' }).click();
    await output.getByText('row 200', { exact: true }).waitFor();
  });
});
