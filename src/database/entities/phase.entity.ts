import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, ManyToOne, Unique } from 'typeorm';

import type { PhaseFacts, RequestedCare } from '../../domain/model/facts.js';
import { PHASE_STATES, type PhaseState } from '../../domain/model/phase-state.js';
import type { PhaseWork } from '../../domain/model/phase-work.js';
import { BUILDER_MODES, type BuilderMode, COMPLEXITIES, type Complexity } from '../../domain/model/vocabulary.js';
import { bigint, Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { TierEntity } from './tier.entity.js';

/**
 * A phase of a run. Its index counts over the whole run; it may move back while a draft grows, hence the deferrable
 * constraint.
 */
@Entity('phase')
@Check('ck_phase_state', oneOf('state', PHASE_STATES))
@Check('ck_phase_complexity', oneOf('complexity', COMPLEXITIES))
@Check('ck_phase_builder_mode', oneOf('builder_mode', BUILDER_MODES))
@Unique('uq_phase_index', ['runId', 'phaseIndex'], { deferrable: 'INITIALLY IMMEDIATE' })
@Index('ix_phase_tier', ['runId', 'tierId', 'phaseIndex'])
export class PhaseEntity implements PhaseFacts {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_phase' })
  runId: string;
  @PrimaryColumn('text', { name: 'phase_id', primaryKeyConstraintName: 'pk_phase' })
  phaseId: string;
  @Column('text', { name: 'tier_id', update: false })
  tierId: string;
  @Column('int', { name: 'phase_index', update: false })
  phaseIndex: number;
  @Column('text', { update: false })
  name: string;
  @Column('text', { nullable: true, update: false })
  description: string | null;
  @Column('text')
  state: PhaseState;
  @Column('text', { name: 'task_category', nullable: true, update: false })
  taskCategory: string | null;
  @Column('text', { whileDraft: true })
  complexity: Complexity;
  @Column('text', { name: 'builder_mode', whileDraft: true })
  builderMode: BuilderMode;
  @Column('jsonb', { default: {}, update: false })
  asked: RequestedCare;
  @Column('jsonb', { name: 'allowed_paths', update: false })
  allowedPaths: string[];
  @Column('jsonb', { name: 'acceptance_criteria', update: false })
  acceptanceCriteria: string[];
  @Column('boolean', { name: 'allow_noop', update: false })
  allowNoop: boolean;
  @Column('int', { name: 'max_builder_attempts' })
  maxBuilderAttempts: number;
  @Column('int', { name: 'max_auditor_attempts', whileDraft: true })
  maxAuditorAttempts: number;
  @Column({ ...bigint, name: 'incident_token_cap', whileDraft: true })
  incidentTokenCap: number;
  @Column('int', { name: 'builder_attempts', default: 0 })
  builderAttempts: number;
  @Column('int', { name: 'auditor_attempts', default: 0 })
  auditorAttempts: number;
  @Column('int', { default: 0 })
  round: number;
  @Column('jsonb')
  work: PhaseWork;
  @Column({ ...instant, name: 'not_before', nullable: true })
  notBefore: Date | null;
  @Column({ ...instant, name: 'wait_until', nullable: true })
  waitUntil: Date | null;
  @Column({ ...bigint, name: 'tokens_used', default: 0 })
  tokensUsed: number;
  @Column('int', { name: 'minor_issues_count', default: 0 })
  minorIssuesCount: number;
  @Column('int', { name: 'major_issues_count', default: 0 })
  majorIssuesCount: number;
  @Column('int', { name: 'issues_version', default: 0 })
  issuesVersion: number;
  @Column({ ...instant, name: 'issues_at', nullable: true })
  issuesAt: Date | null;
  @Column('text', { nullable: true })
  note: string | null;
  @Column({ ...instant, name: 'started_at', nullable: true })
  startedAt: Date | null;
  @Column({ ...instant, name: 'completed_at', nullable: true })
  completedAt: Date | null;
  @Column('int', { name: 'shown_version' })
  shownVersion: number;
  @Column({ ...instant, name: 'shown_at' })
  shownAt: Date;

  @ManyToOne('TierEntity', 'phases', { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_phase_tier' },
    { name: 'tier_id', referencedColumnName: 'tierId', foreignKeyConstraintName: 'fk_phase_tier' },
  ])
  tier: Relation<TierEntity>;
}
