import type { Relation } from 'typeorm';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';

import { Column, instant, PrimaryColumn } from './columns.js';
import type { ProjectEntity } from './project.entity.js';

/** A message of a forge that was taken (M3): the same one is not acted on again. */
@Entity('forge_delivery')
@Index('ix_forge_delivery_received', ['receivedAt'])
export class ForgeDeliveryEntity {
  @PrimaryColumn('text', { name: 'project_id', primaryKeyConstraintName: 'pk_forge_delivery' })
  projectId: string;
  @PrimaryColumn('text', { name: 'delivery_id', primaryKeyConstraintName: 'pk_forge_delivery' })
  deliveryId: string;
  @Column({ ...instant, name: 'received_at' })
  receivedAt: Date;

  @ManyToOne('ProjectEntity', { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'project_id',
    referencedColumnName: 'projectId',
    foreignKeyConstraintName: 'fk_forge_delivery_project',
  })
  project: Relation<ProjectEntity>;
}
