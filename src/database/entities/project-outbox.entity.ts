import type { Relation } from 'typeorm';
import { Entity, JoinColumn, ManyToOne } from 'typeorm';

import { Column, instant, PrimaryColumn } from './columns.js';
import type { ProjectEntity } from './project.entity.js';

/**
 * Records that a project's files are older than its rows: committed with the write that changed the rows, deleted when
 * files that show it are in place. One row for each write, so that writers never wait for each other and a rendering
 * deletes only the rows that it has read.
 */
@Entity('project_outbox')
export class ProjectOutboxEntity {
  @PrimaryColumn('text', { name: 'project_id', primaryKeyConstraintName: 'pk_project_outbox' })
  projectId: string;
  /** The write that made it. */
  @PrimaryColumn('uuid', { name: 'write_id', primaryKeyConstraintName: 'pk_project_outbox' })
  writeId: string;
  @Column({ ...instant, name: 'written_at' })
  writtenAt: Date;

  @ManyToOne('ProjectEntity', { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'project_id',
    referencedColumnName: 'projectId',
    foreignKeyConstraintName: 'fk_project_outbox_project',
  })
  project: Relation<ProjectEntity>;
}
