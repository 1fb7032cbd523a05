import type { Relation } from 'typeorm';
import { Entity, JoinColumn, OneToOne } from 'typeorm';

import { Column, instant, PrimaryColumn } from './columns.js';
import type { ProjectEntity } from './project.entity.js';

/** When the webhooks of a project were last sent that files cannot be written: not more than once an hour (A7). */
@Entity('layout_alarm')
export class LayoutAlarmEntity {
  @PrimaryColumn('text', { name: 'project_id', primaryKeyConstraintName: 'pk_layout_alarm' })
  projectId: string;
  @Column({ ...instant, name: 'reported_at' })
  reportedAt: Date;

  @OneToOne('ProjectEntity', { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'project_id',
    referencedColumnName: 'projectId',
    foreignKeyConstraintName: 'fk_layout_alarm_project',
  })
  project: Relation<ProjectEntity>;
}
