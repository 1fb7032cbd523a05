import { Check, Entity } from 'typeorm';

import { WEBHOOK_EVENT_TYPES, type WebhookEventType } from '../../domain/model/webhook.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';

/**
 * The outbox of webhooks (C6, A7): what happened and is still to be written to the deliveries of each webhook. Triggers
 * write it in the transaction of the change, if a webhook of the project is told of it. The facts are those of that
 * moment: the run may be archived or deleted before they are told.
 */
@Entity('webhook_event')
@Check('ck_webhook_event_type', oneOf('type', WEBHOOK_EVENT_TYPES))
export class WebhookEventEntity {
  @PrimaryColumn('text', { name: 'event_id', primaryKeyConstraintName: 'pk_webhook_event' })
  eventId: string;
  @Column('text', { name: 'project_id' })
  projectId: string;
  @Column('text')
  type: WebhookEventType;
  @Column({ ...instant })
  at: Date;
  @Column('jsonb')
  facts: Record<string, unknown>;
}
