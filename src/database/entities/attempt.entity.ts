import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';

import type { AttemptFacts, GateDecision } from '../../domain/model/attempt.js';
import {
  ATTEMPT_STATES,
  type AttemptState,
  type AuditVerdict,
  type BuilderStatus,
  type CiVerdict,
  type Confidence,
  WORKER_ROLES,
  type WorkerRole,
} from '../../domain/model/vocabulary.js';
import { bigint, Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { PhaseEntity } from './phase.entity.js';

/**
 * One try at a phase by one worker under one lease. Its patch, logs and reports are files; see AttachmentEntity.
 */
@Entity('attempt')
@Check('ck_attempt_state', oneOf('state', ATTEMPT_STATES))
@Check('ck_attempt_role', oneOf('role', WORKER_ROLES))
@Index('uq_attempt_token_hash', ['tokenHash'], { unique: true })
export class AttemptEntity implements AttemptFacts {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_attempt' })
  runId: string;
  @PrimaryColumn('text', { name: 'phase_id', primaryKeyConstraintName: 'pk_attempt' })
  phaseId: string;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_attempt' })
  number: number;
  @Column('text', { update: false })
  role: WorkerRole;
  @Column('text', { name: 'worker_id', update: false })
  workerId: string;
  @Column('text', { name: 'holder_id', nullable: true, update: false })
  holderId: string | null;
  @Column('text', { nullable: true })
  agent: string | null;
  @Column('text')
  state: AttemptState;
  @Column('text', { name: 'token_hash', update: false })
  tokenHash: string;
  @Column('int', { update: false })
  round: number;
  @Column({ ...instant, name: 'started_at', update: false })
  startedAt: Date;
  @Column({ ...instant, name: 'ended_at', nullable: true })
  endedAt: Date | null;
  @Column({ ...bigint, name: 'tokens_used', default: 0 })
  tokensUsed: number;
  @Column('boolean', { name: 'tokens_estimated', default: false })
  tokensEstimated: boolean;
  @Column('boolean', { name: 'given_back', default: false })
  givenBack: boolean;
  @Column('text', { name: 'base_commit', nullable: true, update: false })
  baseCommit: string | null;
  @Column('text', { nullable: true })
  commit: string | null;
  @Column('text', { nullable: true })
  status: BuilderStatus | null;
  @Column('jsonb', { nullable: true })
  gate: GateDecision | null;
  @Column('text', { name: 'audit_verdict', nullable: true })
  auditVerdict: AuditVerdict | null;
  @Column('text', { nullable: true })
  confidence: Confidence | null;
  @Column('text', { name: 'ci_verdict', nullable: true })
  ciVerdict: CiVerdict | null;
  @Column('text', { nullable: true })
  notes: string | null;
  @Column('text', { name: 'patch_hash', nullable: true })
  patchHash: string | null;
  @Column('text', { name: 'result_hash', nullable: true })
  resultHash: string | null;

  @ManyToOne('PhaseEntity', { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_attempt_phase' },
    { name: 'phase_id', referencedColumnName: 'phaseId', foreignKeyConstraintName: 'fk_attempt_phase' },
  ])
  phase: Relation<PhaseEntity>;
}
