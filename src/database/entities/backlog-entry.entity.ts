import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';

import type { BacklogEntry } from '../../domain/model/issue.js';
import { SEVERITIES, type Severity } from '../../domain/model/vocabulary.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { ProjectEntity } from './project.entity.js';

/**
 * An issue of a project across runs (Q4). Its numbers are those of its sightings; whether it is resolved is computed
 * when read (Q6).
 */
@Entity('backlog_entry')
@Check('ck_backlog_entry_base_severity', oneOf('base_severity', SEVERITIES))
@Index('ix_backlog_entry_tiers', ['projectId', 'ageInTiers'])
@Index('ix_backlog_entry_occurrences', ['projectId', 'occurrenceCount'])
@Index('ix_backlog_entry_seen', ['projectId', 'lastSeenAt'], { where: 'resolved_at is null' })
@Index('ix_backlog_entry_age', ['projectId', 'ageInRuns', 'occurrenceCount', 'issueKey'])
export class BacklogEntryEntity implements BacklogEntry {
  @PrimaryColumn('text', { name: 'project_id', primaryKeyConstraintName: 'pk_backlog_entry' })
  projectId: string;
  @PrimaryColumn('text', { name: 'issue_key', primaryKeyConstraintName: 'pk_backlog_entry' })
  issueKey: string;
  @Column('text', { update: false })
  category: string;
  @Column('text', { name: 'base_severity' })
  baseSeverity: Severity;
  @Column('int', { name: 'occurrence_count' })
  occurrenceCount: number;
  @Column('int', { name: 'age_in_runs' })
  ageInRuns: number;
  @Column('int', { name: 'age_in_tiers' })
  ageInTiers: number;
  /** Counts from 1 how often it appeared again: age is that of the present episode. */
  @Column('int')
  episode: number;
  @Column('text', { name: 'first_seen_run_id', update: false })
  firstSeenRunId: string;
  @Column({ ...instant, name: 'first_seen_at', update: false })
  firstSeenAt: Date;
  @Column('text', { name: 'last_seen_run_id' })
  lastSeenRunId: string;
  @Column({ ...instant, name: 'last_seen_at' })
  lastSeenAt: Date;
  /** When a debt-cleanup phase ended the present episode. */
  @Column({ ...instant, name: 'resolved_at', nullable: true })
  resolvedAt: Date | null;
  /** Incremented by every write: a write lands only on the version that its decision read. */
  @Column('int')
  version: number;

  @ManyToOne('ProjectEntity', { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'project_id',
    referencedColumnName: 'projectId',
    foreignKeyConstraintName: 'fk_backlog_entry_project',
  })
  project: Relation<ProjectEntity>;
}
