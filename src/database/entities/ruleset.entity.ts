import type { Relation } from 'typeorm';
import { Entity, JoinColumn, ManyToOne } from 'typeorm';

import { Column, instant, PrimaryColumn } from './columns.js';
import type { ProjectEntity } from './project.entity.js';

/** A published ruleset; never changed, never deleted (P1). */
@Entity('ruleset')
export class RulesetEntity {
  @PrimaryColumn('text', { name: 'project_id', primaryKeyConstraintName: 'pk_ruleset' })
  projectId: string;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_ruleset' })
  version: number;
  /** As it was published: `json`, so that the order of its keys stays. */
  @Column('json')
  document: Record<string, unknown>;
  @Column({ ...instant, name: 'created_at' })
  createdAt: Date;
  /** The write that published it: shows, after a lost connection, whether it landed. */
  @Column('uuid', { name: 'write_id', nullable: true })
  writeId: string | null;

  @ManyToOne('ProjectEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'project_id', referencedColumnName: 'projectId', foreignKeyConstraintName: 'fk_ruleset_project' })
  project: Relation<ProjectEntity>;
}
