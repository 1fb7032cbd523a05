import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';

import {
  DELIVERY_FAULTS,
  DELIVERY_STATES,
  type DeliveryFault,
  type DeliveryState,
  WEBHOOK_MESSAGE_TYPES,
  type WebhookDeliveryFacts,
  type WebhookMessageType,
} from '../../domain/model/webhook.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { WebhookEntity } from './webhook.entity.js';

/** A message to a webhook: to be sent, sent, or given up; kept as a log for some days (A7). */
@Entity('webhook_delivery')
@Check('ck_webhook_delivery_state', oneOf('state', DELIVERY_STATES))
@Check('ck_webhook_delivery_type', oneOf('message_type', WEBHOOK_MESSAGE_TYPES))
@Check('ck_webhook_delivery_fault', oneOf('last_fault', DELIVERY_FAULTS))
@Index('ix_webhook_delivery_webhook', ['webhookId', 'createdAt', 'deliveryId'])
@Index('ix_webhook_delivery_due', ['webhookId', 'nextAttemptAt'], { where: `state = 'PENDING'` })
@Index('ix_webhook_delivery_ended', ['endedAt'], { where: 'ended_at is not null' })
export class WebhookDeliveryEntity implements WebhookDeliveryFacts {
  @PrimaryColumn('text', { name: 'delivery_id', primaryKeyConstraintName: 'pk_webhook_delivery' })
  deliveryId: string;
  @Column('text', { name: 'webhook_id' })
  webhookId: string;
  @Column('text', { name: 'message_type' })
  messageType: WebhookMessageType;
  @Column('text')
  state: DeliveryState;
  @Column('text')
  body: string;
  @Column({ ...instant, name: 'created_at' })
  createdAt: Date;
  @Column({ ...instant, name: 'tried_since' })
  triedSince: Date;
  @Column('int', { default: 0 })
  attempts: number;
  @Column({ ...instant, name: 'next_attempt_at' })
  nextAttemptAt: Date;
  @Column({ ...instant, name: 'last_attempt_at', nullable: true })
  lastAttemptAt: Date | null;
  @Column('int', { name: 'last_status', nullable: true })
  lastStatus: number | null;
  @Column('text', { name: 'last_fault', nullable: true })
  lastFault: DeliveryFault | null;
  @Column({ ...instant, name: 'ended_at', nullable: true })
  endedAt: Date | null;
  /** Who sends it now, or last asked for it: only that write records the outcome. */
  @Column('text', { name: 'write_id', nullable: true })
  writeId: string | null;

  @ManyToOne('WebhookEntity', { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'webhook_id',
    referencedColumnName: 'webhookId',
    foreignKeyConstraintName: 'fk_webhook_delivery_webhook',
  })
  webhook: Relation<WebhookEntity>;
}
