/** Commands on webhooks: making, changing and deleting them, a trial, and sending a message again (A7). */
import { Injectable } from '@nestjs/common';

import { IdSource } from '../../common/ids.js';
import { Database, type Statement } from '../../database/database.js';
import { deliveryFromJson, type JsonRow, webhookFromJson } from '../../database/rows.js';
import {
  DELETE_WEBHOOK,
  DELIVERY_LANDED,
  INSERT_DELIVERY,
  INSERT_WEBHOOK,
  insertWebhookValues,
  REDELIVER,
  UPDATE_WEBHOOK,
  updateWebhookValues,
  WEBHOOK_GONE,
  WEBHOOK_LANDED,
  type WebhookChange,
} from '../../database/webhook-writes.js';
import { accepted, refused } from '../../domain/decisions/change/decision.js';
import { projectNotFound } from '../../domain/decisions/change/refusals.js';
import {
  deliveryNotFound,
  tooManyWebhooks,
  webhookDisabled,
  webhookNotFound,
} from '../../domain/decisions/webhook/webhook-refusals.js';
import { webhookMessage } from '../../domain/documents/webhook/webhook-message.js';
import type { Refusal } from '../../domain/model/refusal.js';
import { MOST_WEBHOOKS, type WebhookDeliveryFacts, type WebhookFacts } from '../../domain/model/webhook.js';
import type { CommandKey } from '../facts/idempotency.js';
import { keyValues, rememberedFrom } from '../facts/requested-facts.statements.js';
import type { Seen } from '../facts/seen.js';
import type { CommandAnswer } from '../pipeline/command.js';
import type { SingleWrite } from '../pipeline/guarded-write.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { WEBHOOK_FACTS } from './webhook-facts.statements.js';

interface SeenWebhook extends Seen {
  readonly hasProject: boolean;
  /** Webhooks of the project. */
  readonly count: number;
  readonly webhook: WebhookFacts | null;
  readonly delivery: WebhookDeliveryFacts | null;
}

interface Requested {
  readonly projectId?: string;
  readonly webhookId?: string;
  readonly deliveryId?: string;
}

type Answer<Result> = Promise<CommandAnswer<Result | null>>;

@Injectable()
export class WebhookLifecycleService {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly database: Database,
    private readonly ids: IdSource,
  ) {}

  /** `refusal`: a fault of the input that does not depend on stored data; it is recorded under the key like others. */
  async create(
    { projectId, url, eventTypes }: Pick<WebhookFacts, 'projectId' | 'url' | 'eventTypes'>,
    secret: string,
    key: CommandKey | null,
    refusal: Refusal | null,
  ): Answer<WebhookFacts> {
    const webhookId = this.ids.uuid();
    return this.pipeline.run<SeenWebhook, WebhookFacts, WebhookFacts | null>({
      name: 'createWebhook',
      key,
      load: () => this.read({ projectId }, key),
      decide: ({ hasProject, count, now }) => {
        if (refusal) return refused(refusal);
        if (!hasProject) return refused(projectNotFound(projectId));
        if (count >= MOST_WEBHOOKS) return refused(tooManyWebhooks(projectId));
        const enabled = { disabledAt: null, disabledReason: null, pausedUntil: null };
        return accepted({ webhookId, projectId, url, eventTypes, createdAt: now, ...enabled });
      },
      persist: (webhook) => ({
        ...writeOf(webhookId, INSERT_WEBHOOK, (writeId, record) =>
          insertWebhookValues(webhook, secret, writeId, record),
        ),
        landed: webhookLanded(webhookId),
      }),
      respond: (_seen, webhook) => webhook,
      replay: async ({ remembered }) => this.webhookOf(remembered?.entity ?? null),
    });
  }

  async update(
    webhookId: string,
    change: WebhookChange,
    key: CommandKey | null,
    refusal: Refusal | null,
  ): Answer<WebhookFacts> {
    const answer = await this.pipeline.run<SeenWebhook, WebhookChange, WebhookFacts | null>({
      name: 'updateWebhook',
      key,
      load: () => this.read({ webhookId }, key),
      decide: ({ webhook }) => {
        if (refusal) return refused(refusal);
        return webhook ? accepted(change) : refused(webhookNotFound(webhookId));
      },
      persist: () => ({
        ...writeOf(webhookId, UPDATE_WEBHOOK, (writeId, record) =>
          updateWebhookValues(webhookId, change, writeId, record),
        ),
        landed: webhookLanded(webhookId),
      }),
      respond: ({ webhook }) => webhook,
    });
    // Another caller may have changed another field meanwhile.
    return { ...answer, result: answer.errors.length > 0 ? answer.result : await this.webhookOf(webhookId) };
  }

  /** Answers the webhook as it was. */
  delete(webhookId: string, key: CommandKey | null): Answer<WebhookFacts> {
    return this.pipeline.run<SeenWebhook, WebhookFacts, WebhookFacts | null>({
      name: 'deleteWebhook',
      key,
      load: () => this.read({ webhookId }, key),
      decide: ({ webhook }) => (webhook ? accepted(webhook) : refused(webhookNotFound(webhookId))),
      persist: () => ({
        ...writeOf(webhookId, DELETE_WEBHOOK, (_, record) => [record && JSON.stringify(record), webhookId]),
        landed: () => ({ statement: WEBHOOK_GONE, values: [webhookId] }),
      }),
      respond: ({ webhook }) => webhook,
    });
  }

  /** A message that says nothing but that it arrived. */
  async test(webhookId: string, key: CommandKey | null): Answer<WebhookDeliveryFacts> {
    const deliveryId = this.ids.uuid();
    const answer = await this.pipeline.run<SeenWebhook, string, string | null>({
      name: 'testWebhook',
      key,
      load: () => this.read({ webhookId }, key),
      decide: ({ webhook, now }) => {
        if (!webhook) return refused(webhookNotFound(webhookId));
        if (webhook.disabledAt) return refused(webhookDisabled(webhookId, 'webhookId'));
        return accepted(webhookMessage('WEBHOOK_TEST', now, { projectId: webhook.projectId, webhookId }));
      },
      persist: (body) => ({
        ...writeOf(deliveryId, INSERT_DELIVERY, (writeId, record) => [
          ...[record && JSON.stringify(record), webhookId, deliveryId, 'WEBHOOK_TEST', body, writeId],
        ]),
        landed: deliveryLanded(deliveryId),
      }),
      respond: (_seen, body) => body && deliveryId,
      replay: async ({ remembered }) => remembered?.entity ?? null,
    });
    return { ...answer, result: await this.deliveryOf(answer.result) };
  }

  /** Sends a message again, under its id and with its text, whatever became of it before. */
  async redeliver(deliveryId: string, key: CommandKey | null): Answer<WebhookDeliveryFacts> {
    const answer = await this.pipeline.run<SeenWebhook, string, string | null>({
      name: 'redeliverWebhook',
      key,
      load: () => this.read({ deliveryId }, key),
      decide: ({ webhook, delivery }) => {
        if (!delivery || !webhook) return refused(deliveryNotFound(deliveryId));
        if (webhook.disabledAt) return refused(webhookDisabled(webhook.webhookId, 'deliveryId'));
        return accepted(deliveryId);
      },
      persist: () => ({
        ...writeOf(deliveryId, REDELIVER, (writeId, record) => [
          ...[record && JSON.stringify(record), deliveryId, writeId],
        ]),
        landed: deliveryLanded(deliveryId),
      }),
      respond: (_seen, change) => change,
      replay: async ({ remembered }) => remembered?.entity ?? null,
    });
    return { ...answer, result: await this.deliveryOf(answer.result) };
  }

  private async webhookOf(webhookId: string | null): Promise<WebhookFacts | null> {
    return webhookId === null ? null : (await this.read({ webhookId }, null)).webhook;
  }

  private async deliveryOf(deliveryId: string | null): Promise<WebhookDeliveryFacts | null> {
    return deliveryId === null ? null : (await this.read({ deliveryId }, null)).delivery;
  }

  private async read({ projectId, webhookId, deliveryId }: Requested, key: CommandKey | null): Promise<SeenWebhook> {
    const [row] = await this.database.read<{
      now: Date;
      remembered: JsonRow | null;
      has_project: boolean;
      count: number;
      webhook: JsonRow | null;
      delivery: JsonRow | null;
    }>(WEBHOOK_FACTS, [...keyValues(key), projectId ?? null, webhookId ?? null, deliveryId ?? null]);
    const { now, remembered, has_project: hasProject, count, webhook, delivery } = row!;
    return {
      ...{ now, remembered: rememberedFrom(remembered), run: null, hasProject, count },
      webhook: webhook && webhookFromJson(webhook),
      delivery: delivery && deliveryFromJson(delivery),
    };
  }
}

const writeOf = (
  entity: string,
  statement: Statement,
  values: SingleWrite['values'],
): Pick<SingleWrite, 'runId' | 'entity' | 'statement' | 'values'> => ({ runId: null, entity, statement, values });

const webhookLanded = (webhookId: string) => (writeId: string) => ({
  statement: WEBHOOK_LANDED,
  values: [webhookId, writeId],
});

const deliveryLanded = (deliveryId: string) => (writeId: string) => ({
  statement: DELIVERY_LANDED,
  values: [deliveryId, writeId],
});
