/** What a webhook costs those who do not wait for it: one caller's commands where one is set, beside the same without. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Ground } from './bench.js';
import type { Send } from './graphql.js';
import { recorder } from './issues.js';
import { moveOf } from './loads.js';
import { inTurn } from './measure.js';
import { BenchWorker } from './worker.js';
import { withWorlds } from './world.js';

const WARM = 40;
/** Of all that is recorded at once, so many issues. */
const ISSUES = 10;
const PROJECT = 'bench-told';
const CREATE =
  'mutation Create($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { webhookId } errors { message } } }';

export async function measureWebhooks(ground: Ground): Promise<void> {
  const { sizes, report } = ground;
  let received = 0;
  const receiver = createServer((request, response) => {
    received += 1;
    request.resume().on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((open) => receiver.listen(0, '127.0.0.1', open));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  try {
    const settings = { hooked: { AUTOPACK_WEBHOOK_HOSTS: '127.0.0.1' } };
    const worlds = ['hooked', 'unhooked'] as const;
    await withWorlds(
      ground,
      worlds,
      async ({ hooked, unhooked }) => {
        for (const { send } of [hooked, unhooked]) await new BenchWorker(send, 'first').createProject(PROJECT);
        for (const projectId of ['default', PROJECT]) await setWebhook(hooked.send, projectId, url);
        const [moveOn, moveOff] = [moveOf(hooked.send, 1, 3), moveOf(unhooked.send, 1, 3)];
        await inTurn(WARM, moveOn, moveOff);
        const moves = await inTurn(sizes.moves * 4, moveOn, moveOff);
        const [recordOn, recordOff] = [hooked, unhooked].map(({ send }) => recorder(send, PROJECT, ISSUES));
        const [on, off] = [() => recordOn!.next(), () => recordOff!.next()];
        await inTurn(WARM, on, off);
        const records = await inTurn(sizes.moves * 2, on, off);
        if (received === 0) throw new Error('The receiver of the bench got nothing');
        Object.assign(report.raw, {
          ...{ moveHookedMs: moves.a, moveUnhookedMs: moves.b },
          ...{ recordHookedMs: records.a, recordUnhookedMs: records.b },
        });
        report.ratio('one move, one webhook set : none', moves.a, moves.b, 1.1);
        report.ratio(`recordIssues with ${ISSUES}, a webhook set : none`, records.a, records.b, 1.2);
      },
      settings,
    );
  } finally {
    receiver.close();
    receiver.closeAllConnections();
  }
}

async function setWebhook(send: Send, projectId: string, url: string): Promise<void> {
  const { createWebhook } = await send<{ createWebhook: { webhook: unknown; errors: unknown } }>(CREATE, {
    input: { projectId, url },
  });
  if (!createWebhook.webhook) throw new Error(`The bench has no webhook: ${JSON.stringify(createWebhook.errors)}`);
}
