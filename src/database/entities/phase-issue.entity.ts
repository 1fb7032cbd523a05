import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';

import type { PhaseIssue } from '../../domain/model/issue.js';
import {
  COMPLEXITIES,
  type Complexity,
  ISSUE_SOURCES,
  type IssueSource,
  SEVERITIES,
  type Severity,
} from '../../domain/model/vocabulary.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { PhaseEntity } from './phase.entity.js';

/**
 * An issue of a phase: one row for each key, however often it was reported. Tier, run and index are counted from these
 * rows.
 */
@Entity('phase_issue')
@Check('ck_phase_issue_severity', oneOf('severity', SEVERITIES))
@Check('ck_phase_issue_effective_severity', oneOf('effective_severity', SEVERITIES))
@Check('ck_phase_issue_source', oneOf('source', ISSUE_SOURCES))
@Check('ck_phase_issue_complexity', oneOf('complexity', COMPLEXITIES))
@Index('ix_phase_issue_key', ['runId', 'issueKey'])
export class PhaseIssueEntity implements PhaseIssue {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_phase_issue' })
  runId: string;
  @PrimaryColumn('text', { name: 'phase_id', primaryKeyConstraintName: 'pk_phase_issue' })
  phaseId: string;
  @PrimaryColumn('text', { name: 'issue_key', primaryKeyConstraintName: 'pk_phase_issue' })
  issueKey: string;
  @Column('text', { name: 'tier_id', update: false })
  tierId: string;
  @Column('text')
  category: string;
  @Column('text')
  severity: Severity;
  @Column('text', { name: 'effective_severity' })
  effectiveSeverity: Severity;
  @Column('text')
  source: IssueSource;
  @Column('text', { nullable: true })
  description: string | null;
  @Column('text', { name: 'task_category', nullable: true })
  taskCategory: string | null;
  @Column('text', { nullable: true })
  complexity: Complexity | null;
  @Column('boolean', { name: 'expected_fail' })
  expectedFail: boolean;
  @Column('int', { name: 'occurrence_count' })
  occurrenceCount: number;
  @Column('jsonb', { name: 'evidence_refs' })
  evidenceRefs: string[];
  @Column('text', { name: 'first_seen_run', update: false })
  firstSeenRun: string;
  @Column('text', { name: 'last_seen_run' })
  lastSeenRun: string;
  @Column('boolean')
  open: boolean;
  @Column('int', { name: 'reported_attempt' })
  reportedAttempt: number;
  @Column({ ...instant, name: 'first_seen_at', update: false })
  firstSeenAt: Date;
  @Column({ ...instant, name: 'last_seen_at' })
  lastSeenAt: Date;

  @ManyToOne('PhaseEntity', { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_phase_issue_phase' },
    { name: 'phase_id', referencedColumnName: 'phaseId', foreignKeyConstraintName: 'fk_phase_issue_phase' },
  ])
  phase: Relation<PhaseEntity>;
}
