import { Entity } from 'typeorm';

import type { DispatchChange } from '../../domain/rules/project/dispatch.js';
import type { ProjectFacts } from '../../domain/rules/project/project.js';
import { Column, instant, PrimaryColumn } from './columns.js';

/** A code base under supervision. Its row changes rarely: what runs write about a project is in other tables. */
@Entity('project')
export class ProjectEntity implements ProjectFacts {
  @PrimaryColumn('text', { name: 'project_id', primaryKeyConstraintName: 'pk_project' })
  projectId: string;
  @Column('text')
  name: string;
  @Column('text', { name: 'repository_path', nullable: true })
  repositoryPath: string | null;
  @Column('text', { name: 'default_branch', nullable: true })
  defaultBranch: string | null;
  @Column('boolean', { name: 'allow_promotion', default: false })
  allowPromotion: boolean;
  @Column('boolean', { default: true })
  dispatching: boolean;
  @Column('jsonb', { name: 'dispatch_change', nullable: true })
  dispatchChange: DispatchChange | null;
  @Column('int', { name: 'retention_days', nullable: true })
  retentionDays: number | null;
  /** Number of the newest ruleset; 0: none was published. */
  @Column('int', { name: 'ruleset_version', default: 0 })
  rulesetVersion: number;
  @Column({ ...instant, name: 'created_at', update: false })
  createdAt: Date;
  /** The write that last changed it: shows, after a lost connection, whether it landed. */
  @Column('uuid', { name: 'write_id', nullable: true })
  writeId: string | null;
}
