import type { Relation } from 'typeorm';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';

import { Column, instant, PrimaryColumn } from './columns.js';
import type { ProjectEntity } from './project.entity.js';

/** A run that ended DONE_SUCCESS; outlives the run, so that deleting runs changes no issue's age (Q6). */
@Entity('successful_run')
@Index('ix_successful_run_ended', ['projectId', 'endedAt'])
export class SuccessfulRunEntity {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_successful_run' })
  runId: string;
  @Column('text', { name: 'project_id' })
  projectId: string;
  @Column({ ...instant, name: 'ended_at' })
  endedAt: Date;

  @ManyToOne('ProjectEntity', { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'project_id',
    referencedColumnName: 'projectId',
    foreignKeyConstraintName: 'fk_successful_run_project',
  })
  project: Relation<ProjectEntity>;
}
