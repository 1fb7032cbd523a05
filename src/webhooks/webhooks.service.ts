/** Commands on webhooks: from inputs to the lifecycle and back to payloads (A7). */
import { isIP } from 'node:net';

import { Inject, Injectable } from '@nestjs/common';

import { ReachableHosts } from '../common/reachable-hosts.js';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { webhookInputRefusal } from '../domain/decisions/webhook/webhook-refusals.js';
import type { Refusal } from '../domain/model/refusal.js';
import { WEBHOOK_EVENT_TYPES, type WebhookDeliveryFacts, type WebhookFacts } from '../domain/model/webhook.js';
import { webhookSecretFault, webhookUrlFault } from '../domain/rules/webhook/webhook-form.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { commandKey } from '../lifecycle/facts/idempotency.js';
import type { CommandAnswer } from '../lifecycle/pipeline/command.js';
import { WebhookLifecycleService } from '../lifecycle/webhooks/webhook-lifecycle.service.js';
import { newSecret } from './signature.js';
import type {
  CreateWebhookInput,
  DeleteWebhookInput,
  RedeliverWebhookInput,
  TestWebhookInput,
  UpdateWebhookInput,
} from './webhook.inputs.js';
import { WebhookDeliveryModel, WebhookModel } from './webhook.model.js';
import type { DeleteWebhookPayload, WebhookDeliveryPayload, WebhookPayload } from './webhook.payloads.js';

@Injectable()
export class WebhooksService {
  private readonly reachable: ReachableHosts;

  constructor(
    private readonly lifecycle: WebhookLifecycleService,
    @Inject(SETTINGS) settings: Pick<Settings, 'webhookHosts'>,
  ) {
    this.reachable = new ReachableHosts(settings.webhookHosts);
  }

  async create(input: CreateWebhookInput): Promise<WebhookPayload> {
    const { projectId, url, eventTypes } = input;
    const made = input.secret == null ? newSecret() : null;
    const webhook = { projectId, url, eventTypes: eventTypes ?? WEBHOOK_EVENT_TYPES };
    const key = commandKey('createWebhook', input.idempotencyKey, input);
    const refusal = this.inputRefusal(input);
    return toPayload(await this.lifecycle.create(webhook, made ?? input.secret!, key, refusal), made);
  }

  async update(input: UpdateWebhookInput): Promise<WebhookPayload> {
    const { webhookId, url, eventTypes, enabled, secret } = input;
    const made = input.newSecret ? newSecret() : null;
    const change = {
      ...{ url: url ?? undefined, eventTypes: eventTypes ?? undefined, enabled: enabled ?? undefined },
      secret: made ?? secret ?? undefined,
    };
    const both = made !== null && secret != null;
    const refusal = both ? webhookInputRefusal('newSecret', 'and secret exclude each other') : this.inputRefusal(input);
    const key = commandKey('updateWebhook', input.idempotencyKey, input);
    return toPayload(await this.lifecycle.update(webhookId, change, key, refusal), made);
  }

  async delete(input: DeleteWebhookInput): Promise<DeleteWebhookPayload> {
    const key = commandKey('deleteWebhook', input.idempotencyKey, input);
    const { errors } = await this.lifecycle.delete(input.webhookId, key);
    return { deletedWebhookId: errors.length > 0 ? null : input.webhookId, errors: errors.map(toCommandError) };
  }

  async test(input: TestWebhookInput): Promise<WebhookDeliveryPayload> {
    const key = commandKey('testWebhook', input.idempotencyKey, input);
    return toDeliveryPayload(await this.lifecycle.test(input.webhookId, key));
  }

  async redeliver(input: RedeliverWebhookInput): Promise<WebhookDeliveryPayload> {
    const key = commandKey('redeliverWebhook', input.idempotencyKey, input);
    return toDeliveryPayload(await this.lifecycle.redeliver(input.deliveryId, key));
  }

  private inputRefusal({ url, secret }: Pick<UpdateWebhookInput, 'url' | 'secret'>): Refusal | null {
    const urlFault = url == null ? null : (webhookUrlFault(url) ?? this.addressFault(url));
    if (urlFault !== null) return webhookInputRefusal('url', urlFault);
    const secretFault = secret == null ? null : webhookSecretFault(secret);
    return secretFault === null ? null : webhookInputRefusal('secret', secretFault);
  }

  /** An address that no message would ever be sent to; names are looked at when messages are sent. */
  private addressFault(url: string): string | null {
    const { hostname, port, protocol } = new URL(url);
    const address = hostname.replace(/^\[|\]$/g, '');
    const at = Number(port) || (protocol === 'https:' ? 443 : 80);
    if (isIP(address) === 0 || this.reachable.mayReach(hostname, at, address)) return null;
    return 'names an address that is not public: list it in AUTOPACK_WEBHOOK_HOSTS if messages may go there';
  }
}

/** The secret is shown with the write that stored it, and never again. */
const toPayload = (
  { result, errors, by }: CommandAnswer<WebhookFacts | null>,
  madeSecret: string | null,
): WebhookPayload => ({
  webhook: result && errors.length === 0 ? new WebhookModel(result) : null,
  secret: by === 'write' ? madeSecret : null,
  errors: errors.map(toCommandError),
});

const toDeliveryPayload = ({ result, errors }: CommandAnswer<WebhookDeliveryFacts | null>): WebhookDeliveryPayload => ({
  delivery: result && errors.length === 0 ? new WebhookDeliveryModel(result) : null,
  errors: errors.map(toCommandError),
});
