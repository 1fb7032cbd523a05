import type { Relation } from 'typeorm';
import { Check, Entity, JoinColumn, ManyToOne, OneToMany, Unique } from 'typeorm';

import type { TierFacts } from '../../domain/model/facts.js';
import { TIER_STATES, type TierState } from '../../domain/model/tier-state.js';
import { bigint, Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { PhaseEntity } from './phase.entity.js';
import type { RunEntity } from './run.entity.js';

/** A tier of a run, keyed by the run's id and its own (I2). */
@Entity('tier')
@Check('ck_tier_state', oneOf('state', TIER_STATES))
@Unique('uq_tier_index', ['runId', 'tierIndex'])
export class TierEntity implements TierFacts {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_tier' })
  runId: string;
  @PrimaryColumn('text', { name: 'tier_id', primaryKeyConstraintName: 'pk_tier' })
  tierId: string;
  @Column('int', { name: 'tier_index', update: false })
  tierIndex: number;
  @Column('text', { update: false })
  name: string;
  @Column('text', { nullable: true, update: false })
  description: string | null;
  @Column('text')
  state: TierState;
  @Column({ ...bigint, name: 'token_cap', whileDraft: true })
  tokenCap: number;
  @Column('int', { name: 'ci_run_cap', whileDraft: true })
  ciRunCap: number;
  @Column('int', { name: 'max_minor_issues_tolerated', whileDraft: true })
  maxMinorIssuesTolerated: number;
  @Column('int', { name: 'max_major_issues_tolerated', whileDraft: true })
  maxMajorIssuesTolerated: number;
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
  @Column('int', { name: 'phase_count', whileDraft: true })
  phaseCount: number;
  @Column('int', { name: 'phases_complete', default: 0 })
  phasesComplete: number;
  @Column('int', { name: 'phases_failed', default: 0 })
  phasesFailed: number;
  @Column('int', { name: 'phases_skipped', default: 0 })
  phasesSkipped: number;
  @Column({ ...instant, name: 'started_at', nullable: true })
  startedAt: Date | null;
  @Column({ ...instant, name: 'completed_at', nullable: true })
  completedAt: Date | null;
  @Column('int', { name: 'shown_version' })
  shownVersion: number;
  @Column({ ...instant, name: 'shown_at' })
  shownAt: Date;

  @ManyToOne('RunEntity', 'tiers', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_tier_run' })
  run: Relation<RunEntity>;
  @OneToMany('PhaseEntity', 'tier', { cascade: ['insert'] })
  phases: PhaseEntity[];
}
