/** Webhooks and their deliveries as the API shows them (A7): never with a secret. */
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import {
  DELIVERY_FAULTS,
  DELIVERY_STATES,
  type DeliveryFault,
  type DeliveryState,
  DISABLED_REASONS,
  type DisabledReason,
  WEBHOOK_EVENT_TYPES,
  WEBHOOK_MESSAGE_TYPES,
  type WebhookDeliveryFacts,
  type WebhookEventType,
  type WebhookFacts,
  type WebhookMessageType,
} from '../domain/model/webhook.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { graphqlEnum } from '../graphql/types/graphql-enum.js';
import { DateTime } from '../graphql/types/scalars.js';

const EVENTS = {
  RUN_ENDED: 'A run ended, in success or as failed; on the wire `run.ended`.',
  RUN_PROMOTED: 'A run was promoted; on the wire `run.promoted`.',
  ISSUE_NEEDS_CLEANUP: 'An issue reached a threshold of age; on the wire `issue.needs_cleanup`.',
  LAYOUT_FAILING: 'Files of runs cannot be brought up to date; on the wire `layout.failing`.',
  CHANGE_OPENED: 'A run was proposed on a forge; on the wire `change.opened`.',
  CHANGE_UPDATED: 'Its text, base or draft changed; on the wire `change.updated`.',
  CHANGE_MERGED: 'It was merged on the forge; on the wire `change.merged`.',
  CHANGE_CLOSED: 'It was closed on the forge without a merge; on the wire `change.closed`.',
} as const;

export const WebhookEventTypeEnum = graphqlEnum<WebhookEventType>(
  'WebhookEventType',
  'What a webhook can be told of.',
  WEBHOOK_EVENT_TYPES,
  EVENTS,
);
const WebhookMessageTypeEnum = graphqlEnum<WebhookMessageType>(
  'WebhookMessageType',
  'What a message to a webhook is about.',
  WEBHOOK_MESSAGE_TYPES,
  { ...EVENTS, WEBHOOK_TEST: 'A trial that testWebhook asked for; on the wire `webhook.test`.' },
);
export const WebhookDeliveryStateEnum = graphqlEnum<DeliveryState>(
  'WebhookDeliveryState',
  'What became of a message to a webhook.',
  DELIVERY_STATES,
  {
    PENDING: 'It is to be sent, or sent again.',
    DELIVERED: 'The receiver answered with a status of 200 to 299.',
    GIVEN_UP: 'Nothing is sent any more: a day is over, or the receiver is gone. redeliverWebhook sends it again.',
  },
);
const WebhookFaultEnum = graphqlEnum<DeliveryFault>('WebhookFault', 'Why a message did not arrive.', DELIVERY_FAULTS, {
  STATUS: 'The receiver answered with a status that is no success.',
  REDIRECT: 'The receiver answered with a redirect: it is not followed.',
  GONE: 'The receiver answered 410: the webhook is disabled.',
  TIMEOUT: 'The receiver took too long.',
  CONNECTION: 'There was no connection, or it was cut.',
  NAME_NOT_FOUND: 'The name of the address has no address.',
  CERTIFICATE: 'The certificate of the receiver cannot be trusted.',
  ADDRESS_REFUSED: 'The address is not public and not among AUTOPACK_WEBHOOK_HOSTS.',
});
const WebhookDisabledReasonEnum = graphqlEnum<DisabledReason>(
  'WebhookDisabledReason',
  'Why a webhook is disabled.',
  DISABLED_REASONS,
  { OPERATOR: 'updateWebhook disabled it.', GONE: 'The receiver answered 410.' },
);

@ObjectType('Webhook', {
  implements: () => [NodeModel],
  description: 'An address of a project that is told of what happens, with signed messages (Standard Webhooks).',
})
export class WebhookModel {
  constructor(private readonly webhook: WebhookFacts) {}

  get id(): string {
    return nodeId('webhook', this.webhook.webhookId);
  }
  @Field(() => ID, { description: 'Its own id, for arguments.' })
  get webhookId(): string {
    return this.webhook.webhookId;
  }
  @Field(() => ID, { description: 'The project that it is told of.' })
  get projectId(): string {
    return this.webhook.projectId;
  }
  get address(): string {
    return this.webhook.url;
  }
  @Field(() => [WebhookEventTypeEnum], { description: 'What it is told of.' })
  get eventTypes(): readonly WebhookEventType[] {
    return this.webhook.eventTypes;
  }
  @Field(() => DateTime, { description: 'When it was made.' })
  get createdAt(): Date {
    return this.webhook.createdAt;
  }
  @Field({ description: 'Is it told? False: nothing new is recorded for it, and what waits is not sent.' })
  get enabled(): boolean {
    return this.webhook.disabledAt === null;
  }
  @Field(() => DateTime, { nullable: true, description: 'Since when it is disabled; null: it is told.' })
  get disabledAt(): Date | null {
    return this.webhook.disabledAt;
  }
  @Field(() => WebhookDisabledReasonEnum, { nullable: true, description: 'Why it is disabled; null: it is told.' })
  get disabledReason(): DisabledReason | null {
    return this.webhook.disabledReason;
  }
  @Field(() => DateTime, {
    nullable: true,
    description:
      'Nothing is sent before: its receiver was busy (429, 503) and said when to come back, 4 hours away at most. A test, a message that is sent again, a new address and enabling it end the pause. Null: it did not say so.',
  })
  get pausedUntil(): Date | null {
    return this.webhook.pausedUntil;
  }
}

@ObjectType('WebhookDelivery', {
  implements: () => [NodeModel],
  description: 'A message to a webhook, and what became of it. Ended ones are kept for 7 days, 1,000 of each webhook.',
})
export class WebhookDeliveryModel {
  constructor(private readonly delivery: WebhookDeliveryFacts) {}

  get id(): string {
    return nodeId('webhook-delivery', this.delivery.deliveryId);
  }
  @Field(() => ID, { description: 'Its own id: the header `webhook-id`, the same at every try.' })
  get deliveryId(): string {
    return this.delivery.deliveryId;
  }
  @Field(() => ID, { description: 'The webhook that it goes to.' })
  get webhookId(): string {
    return this.delivery.webhookId;
  }
  @Field(() => WebhookMessageTypeEnum, { description: 'What it is about.' })
  get messageType(): WebhookMessageType {
    return this.delivery.messageType;
  }
  @Field(() => WebhookDeliveryStateEnum, { description: 'What became of it.' })
  get state(): DeliveryState {
    return this.delivery.state;
  }
  @Field({ description: 'The JSON text that is sent; docs/schemas/webhook_message.schema.json describes it.' })
  get body(): string {
    return this.delivery.body;
  }
  @Field(() => DateTime, { description: 'When it was recorded.' })
  get createdAt(): Date {
    return this.delivery.createdAt;
  }
  @Field(() => Int, { description: 'Tries since it was recorded, or since it was asked for again.' })
  get attempts(): number {
    return this.delivery.attempts;
  }
  @Field(() => DateTime, { nullable: true, description: 'When the last try began; null: there was none.' })
  get lastAttemptAt(): Date | null {
    return this.delivery.lastAttemptAt;
  }
  @Field(() => DateTime, { nullable: true, description: 'Not sent again before then; null: it is not sent again.' })
  get nextAttemptAt(): Date | null {
    return this.delivery.state === 'PENDING' ? this.delivery.nextAttemptAt : null;
  }
  @Field(() => Int, { nullable: true, description: 'The HTTP status of the last answer; null: there was none.' })
  get lastStatus(): number | null {
    return this.delivery.lastStatus;
  }
  @Field(() => WebhookFaultEnum, { nullable: true, description: 'Why the last try failed; null: it did not.' })
  get lastFault(): DeliveryFault | null {
    return this.delivery.lastFault;
  }
  @Field(() => DateTime, { nullable: true, description: 'When it was delivered or given up; null: it is pending.' })
  get endedAt(): Date | null {
    return this.delivery.endedAt;
  }
}
