import type { Relation } from 'typeorm';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';

import { Column, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/**
 * A key that is major in this run because of its age: the part of the frozen strategy that `recordIssues` looks up
 * (Q5).
 */
@Entity('aged_issue')
@Index('ix_aged_issue_debt_phase', ['runId', 'debtPhaseId'], { where: 'debt_phase_id is not null' })
export class AgedIssueEntity {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_aged_issue' })
  runId: string;
  @PrimaryColumn('text', { name: 'issue_key', primaryKeyConstraintName: 'pk_aged_issue' })
  issueKey: string;
  /** The debt-cleanup phase that is to clean it up (P7). */
  @Column('text', { name: 'debt_phase_id', nullable: true })
  debtPhaseId: string | null;

  @ManyToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_aged_issue_run' })
  run: Relation<RunEntity>;
}
