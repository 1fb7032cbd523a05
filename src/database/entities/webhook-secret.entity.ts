import type { Relation } from 'typeorm';
import { Entity, JoinColumn, OneToOne } from 'typeorm';

import { Column, instant, PrimaryColumn } from './columns.js';
import type { WebhookEntity } from './webhook.entity.js';

/**
 * What messages of a webhook are signed with (A7). In a table of its own, so that no statement that reads webhooks can
 * show it: only the one that takes messages to be sent reads it.
 */
@Entity('webhook_secret')
export class WebhookSecretEntity {
  @PrimaryColumn('text', { name: 'webhook_id', primaryKeyConstraintName: 'pk_webhook_secret' })
  webhookId: string;
  @Column('text')
  secret: string;
  /** The one before it: messages are signed with both until then, so that receivers can change in between. */
  @Column('text', { nullable: true })
  previous: string | null;
  @Column({ ...instant, name: 'previous_until', nullable: true })
  previousUntil: Date | null;

  @OneToOne('WebhookEntity', { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'webhook_id',
    referencedColumnName: 'webhookId',
    foreignKeyConstraintName: 'fk_webhook_secret_webhook',
  })
  webhook: Relation<WebhookEntity>;
}
