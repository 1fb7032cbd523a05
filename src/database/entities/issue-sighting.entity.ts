import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';

import type { IssueSighting } from '../../domain/model/issue.js';
import { SEVERITIES, type Severity } from '../../domain/model/vocabulary.js';
import type { BacklogEntryEntity } from './backlog-entry.entity.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';

/**
 * Records that an issue was seen in a tier of a run. Belongs to the project and outlives the run (Q4): no reference to
 * the run's rows.
 */
@Entity('issue_sighting')
@Check('ck_issue_sighting_severity', oneOf('severity', SEVERITIES))
@Index('ix_issue_sighting_run', ['runId', 'issueKey', 'episode', 'tierId'])
export class IssueSightingEntity implements IssueSighting {
  @PrimaryColumn('text', { name: 'project_id', primaryKeyConstraintName: 'pk_issue_sighting' })
  projectId: string;
  @PrimaryColumn('text', { name: 'issue_key', primaryKeyConstraintName: 'pk_issue_sighting' })
  issueKey: string;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_issue_sighting' })
  episode: number;
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_issue_sighting' })
  runId: string;
  @PrimaryColumn('text', { name: 'tier_id', primaryKeyConstraintName: 'pk_issue_sighting' })
  tierId: string;
  @Column('text')
  severity: Severity;
  /** Not only as an expected failure: it counts for the age. */
  @Column('boolean')
  counted: boolean;
  @Column('int')
  occurrences: number;
  @Column({ ...instant, name: 'first_seen_at', update: false })
  firstSeenAt: Date;
  @Column({ ...instant, name: 'last_seen_at' })
  lastSeenAt: Date;

  @ManyToOne('BacklogEntryEntity', { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'project_id', referencedColumnName: 'projectId', foreignKeyConstraintName: 'fk_issue_sighting_entry' },
    { name: 'issue_key', referencedColumnName: 'issueKey', foreignKeyConstraintName: 'fk_issue_sighting_entry' },
  ])
  entry: Relation<BacklogEntryEntity>;
}
