import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';

import {
  DISABLED_REASONS,
  type DisabledReason,
  type WebhookEventType,
  type WebhookFacts,
} from '../../domain/model/webhook.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { ProjectEntity } from './project.entity.js';

/** An address of a project that is told of what happens (A7). Its secret is in a table of its own. */
@Entity('webhook')
@Check('ck_webhook_disabled_reason', oneOf('disabled_reason', DISABLED_REASONS))
@Index('ix_webhook_project', ['projectId', 'createdAt', 'webhookId'])
export class WebhookEntity implements WebhookFacts {
  @PrimaryColumn('text', { name: 'webhook_id', primaryKeyConstraintName: 'pk_webhook' })
  webhookId: string;
  @Column('text', { name: 'project_id', update: false })
  projectId: string;
  @Column('text')
  url: string;
  @Column('jsonb', { name: 'event_types' })
  eventTypes: WebhookEventType[];
  @Column({ ...instant, name: 'created_at', update: false })
  createdAt: Date;
  @Column({ ...instant, name: 'disabled_at', nullable: true })
  disabledAt: Date | null;
  @Column('text', { name: 'disabled_reason', nullable: true })
  disabledReason: DisabledReason | null;
  @Column({ ...instant, name: 'paused_until', nullable: true })
  pausedUntil: Date | null;
  /** The write that last changed it: shows, after a lost connection, whether it landed. */
  @Column('text', { name: 'write_id' })
  writeId: string;

  @ManyToOne('ProjectEntity', { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'project_id',
    referencedColumnName: 'projectId',
    foreignKeyConstraintName: 'fk_webhook_project',
  })
  project: Relation<ProjectEntity>;
}
