import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, ManyToOne, OneToMany } from 'typeorm';

import type { BaseCheck } from '../../domain/model/base-check.js';
import type { RunFacts, RunFailure } from '../../domain/model/facts.js';
import type { RequestedLimits } from '../../domain/model/plan.js';
import type { RefIntent } from '../../domain/model/ref-intent.js';
import { RUN_STATES, type RunState } from '../../domain/model/run-state.js';
import { RUN_SCOPES, type RunScope, SAFETY_PROFILES, type SafetyProfile } from '../../domain/model/vocabulary.js';
import { bigint, Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { ProjectEntity } from './project.entity.js';
import type { RunEventEntity } from './run-event.entity.js';
import type { TierEntity } from './tier.entity.js';

/**
 * A run: one row, updated in place by every accepted command and guarded by its version. No index holds a column that
 * moves.
 */
@Entity('run')
@Check('ck_run_state', oneOf('state', RUN_STATES))
@Check('ck_run_safety_profile', oneOf('safety_profile', SAFETY_PROFILES))
@Check('ck_run_scope', oneOf('run_scope', RUN_SCOPES))
@Check('ck_run_completed', `(state like 'DONE_%') = (completed_at is not null)`)
@Index('ix_run_newest', ['createdAt', 'runId'])
@Index('ix_run_project_newest', ['projectId', 'createdAt', 'runId'])
@Index('ix_run_completed', ['completedAt'], { where: 'completed_at is not null' })
@Index('ix_run_project_completed', ['projectId', 'completedAt', 'runId'], { where: 'completed_at is not null' })
@Index('ix_run_ref_intent', ['runId'], { where: 'ref_intent is not null' })
@Index('ix_run_base_check', ['runId'], { where: `base_check -> 'outcome' = 'null'::jsonb and completed_at is null` })
@Index('ix_run_waiting', ['previousRunId'], {
  where: 'previous_run_id is not null and started_at is null and completed_at is null',
})
@Index('ix_run_continues', ['continuesRunId'], { where: 'continues_run_id is not null' })
@Index('uq_run_continues_live', ['continuesRunId'], {
  unique: true,
  where: 'continues_run_id is not null and completed_at is null',
})
@Index('ix_run_live_deadline', ['deadlineAt'], { where: 'completed_at is null' })
export class RunEntity implements RunFacts {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_run' })
  runId: string;
  @Column('text', { name: 'project_id', update: false })
  projectId: string;
  @Column('text')
  state: RunState;
  @Column('int')
  version: number;
  @Column('text', { name: 'safety_profile', whileDraft: true })
  safetyProfile: SafetyProfile;
  @Column('text', { name: 'run_scope', whileDraft: true })
  runScope: RunScope;
  @Column({ ...bigint, name: 'token_cap', whileDraft: true })
  tokenCap: number;
  @Column('int', { name: 'max_phases', whileDraft: true })
  maxPhases: number;
  @Column('int', { name: 'max_duration_minutes', whileDraft: true })
  maxDurationMinutes: number;
  @Column('int', { name: 'max_minor_issues_total', whileDraft: true })
  maxMinorIssuesTotal: number;
  @Column({ ...bigint, name: 'tokens_used', default: 0 })
  tokensUsed: number;
  @Column('int', { name: 'ci_runs_used', default: 0 })
  ciRunsUsed: number;
  @Column('int', { name: 'minor_issues_count', default: 0 })
  minorIssuesCount: number;
  @Column('int', { name: 'major_issues_count', default: 0 })
  majorIssuesCount: number;
  @Column('int', { name: 'open_minor_issues', default: 0 })
  openMinorIssues: number;
  @Column('int', { name: 'open_major_issues', default: 0 })
  openMajorIssues: number;
  @Column('int', { name: 'issues_version', default: 0 })
  issuesVersion: number;
  @Column({ ...instant, name: 'issues_at', nullable: true })
  issuesAt: Date | null;
  @Column('int', { name: 'tier_count', whileDraft: true })
  tierCount: number;
  @Column('int', { name: 'phase_count', whileDraft: true })
  phaseCount: number;
  @Column('int', { name: 'phases_complete', default: 0 })
  phasesComplete: number;
  @Column('int', { name: 'phases_failed', default: 0 })
  phasesFailed: number;
  @Column('int', { name: 'phases_skipped', default: 0 })
  phasesSkipped: number;
  @Column('int', { name: 'head_phase_index', nullable: true })
  headPhaseIndex: number | null;
  @Column('jsonb', { nullable: true })
  failure: RunFailure | null;
  @Column('jsonb', { default: {}, update: false })
  asked: RequestedLimits;
  @Column('text', { nullable: true, update: false })
  introduction: string | null;
  @Column('text', { name: 'previous_run_id', nullable: true, update: false })
  previousRunId: string | null;
  @Column('text', { name: 'next_run_id', nullable: true, update: false })
  nextRunId: string | null;
  @Column('text', { name: 'continues_run_id', nullable: true, update: false })
  continuesRunId: string | null;
  @Column('text', { name: 'repository_path', nullable: true, whileDraft: true })
  repositoryPath: string | null;
  @Column('text', { name: 'base_commit', nullable: true })
  baseCommit: string | null;
  @Column('text', { name: 'head_commit', nullable: true })
  headCommit: string | null;
  @Column('jsonb', { name: 'ref_intent', nullable: true })
  refIntent: RefIntent | null;
  @Column('jsonb', { name: 'base_check', nullable: true })
  baseCheck: BaseCheck | null;
  @Column('jsonb', { name: 'refs_put_back', default: [] })
  refsPutBack: string[];
  @Column({ ...instant, name: 'created_at', update: false })
  createdAt: Date;
  @Column({ ...instant, name: 'started_at', nullable: true })
  startedAt: Date | null;
  @Column({ ...instant, name: 'completed_at', nullable: true })
  completedAt: Date | null;
  @Column({ ...instant, name: 'deadline_at', nullable: true })
  deadlineAt: Date | null;
  @Column({ ...instant, name: 'changed_at' })
  changedAt: Date;

  @ManyToOne('ProjectEntity')
  @JoinColumn({ name: 'project_id', referencedColumnName: 'projectId', foreignKeyConstraintName: 'fk_run_project' })
  project: Relation<ProjectEntity>;
  @OneToMany('TierEntity', 'run', { cascade: ['insert'] })
  tiers: TierEntity[];
  @OneToMany('RunEventEntity', 'run', { cascade: ['insert'] })
  events: RunEventEntity[];
}
