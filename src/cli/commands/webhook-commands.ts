/** Commands on webhooks: who is sent what happens in a project (A7). */
import type { Command } from 'commander';

import { DELIVERY_STATES, WEBHOOK_EVENT_TYPES } from '../../domain/model/webhook.js';
import { command, type Declaring, group, ofProject, readable, talking, wholeNumber, wordList } from './declare.js';

const KEY = 'your own key for this call: given again, nothing is done twice';

export function declareWebhookCommands(autopack: Command, declaring: Declaring): void {
  const { execute } = declaring;
  const webhook = group(autopack, 'webhook', 'Send what happens in a project to an address, with signed messages.');
  const webhooks = () => import('../webhooks/webhooks.js');
  const types = wordList(WEBHOOK_EVENT_TYPES);
  talking(ofProject(command(webhook, 'create', 'Make a webhook; its secret is shown once, if none is given.')))
    .argument('<address>', 'an http or https address')
    .option(
      '--events <types>',
      'only these: run.ended,run.promoted,issue.needs_cleanup,layout.failing,change.opened,change.updated,change.merged,change.closed; default: all',
      (text: string, before?: readonly string[]) => types(text.replaceAll('.', '_'), before),
    )
    .option('--secret-file <file>', 'the secret, if you have one: whsec_…; - is standard input', readable(declaring))
    .option('--key <key>', KEY)
    .action((address: string, options) =>
      execute(options, async (output) => (await webhooks()).webhookCreate(output, { ...options, address })),
    );
  talking(ofProject(command(webhook, 'list', 'List the webhooks of a project.'))).action((options) =>
    execute(options, async (output) => (await webhooks()).webhookList(output, options)),
  );
  talking(command(webhook, 'deliveries', 'List the messages to a webhook, the newest first.'))
    .argument('<webhookId>', 'the webhook')
    .option('--state <states>', 'only these: pending,delivered,given_up', wordList(DELIVERY_STATES))
    .option('--first <n>', 'so many', wholeNumber)
    .option('--after <cursor>', 'those behind this cursor, which the page before named')
    .action((webhookId: string, options) =>
      execute(options, async (output) => (await webhooks()).webhookDeliveries(output, { ...options, webhookId })),
    );
  talking(command(webhook, 'redeliver', 'Send a message again, under its id.'))
    .argument('<deliveryId>', 'the delivery')
    .action((deliveryId: string, options) =>
      execute(options, async (output) => (await webhooks()).webhookRedeliver(output, { ...options, deliveryId })),
    );
  for (const [name, change, about] of [
    ['disable', { enabled: false }, 'Send nothing to a webhook any more.'],
    ['enable', { enabled: true }, 'Send to a webhook again.'],
    ['new-secret', { newSecret: true }, 'Give a webhook a new secret, shown once; the old one is good for a day.'],
  ] as const) {
    talking(command(webhook, name, about))
      .argument('<webhookId>', 'the webhook')
      .option('--key <key>', KEY)
      .action((webhookId: string, options) =>
        execute(options, async (output) =>
          (await webhooks()).webhookChange(output, { ...options, ...change, webhookId }),
        ),
      );
  }
  talking(command(webhook, 'delete', 'Delete a webhook with its messages, also those that wait.'))
    .argument('<webhookId>', 'the webhook')
    .action((webhookId: string, options) =>
      execute(options, async (output) => (await webhooks()).webhookDelete(output, { ...options, webhookId })),
    );
  talking(command(webhook, 'test', 'Send a trial message to a webhook.'))
    .argument('<webhookId>', 'the webhook')
    .action((webhookId: string, options) =>
      execute(options, async (output) => (await webhooks()).webhookTest(output, { ...options, webhookId })),
    );
}
