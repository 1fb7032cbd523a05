/** The receiver of docs/webhooks.md runs as it is printed, and takes what a server sends. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { WebhookApi } from '../e2e/webhooks.fixture.js';
import { startTestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

test('A7: the receiver of docs/webhooks.md takes signed messages once, and refuses others', async () => {
  const code = /```js\n([\s\S]*?)```/.exec(await readFile('docs/webhooks.md', 'utf8'))![1]!;
  const folder = await mkdtemp(join(tmpdir(), 'autopack-receiver-'));
  await writeFile(join(folder, 'receiver.mjs'), code);
  const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
  const receiver = spawn(process.execPath, [join(folder, 'receiver.mjs')], {
    env: { WEBHOOK_SECRET: secret, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  receiver.stdout.on('data', (text) => (printed += String(text)));
  const server = await startTestServer({ AUTOPACK_WEBHOOK_HOSTS: '127.0.0.1' });
  try {
    const port = await until('the port', () => /listening on (\d+)/.exec(printed)?.[1]);
    const url = `http://127.0.0.1:${port}/`;
    const api = new WebhookApi(server);
    const { webhookId } = await api.hook(url, 'documented', { secret });
    await api.endedRun('documented-1', 'documented');
    const { deliveryId } = await api.settled(webhookId, 'DELIVERED');
    await until('its line', () => printed.includes('run.ended documented-1 DONE_FAILED_CANCELLED'));
    await api.redeliver(deliveryId);
    await api.settled(webhookId, 'DELIVERED');
    expect(printed.match(/run\.ended/g)).toHaveLength(1);
    const forged = await fetch(url, {
      method: 'POST',
      body: '{}',
      headers: {
        'webhook-id': 'x',
        'webhook-timestamp': `${Math.floor(Date.now() / 1_000)}`,
        'webhook-signature': 'v1,AAAA',
      },
    });
    expect(forged.status).toBe(401);
  } finally {
    receiver.kill();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
