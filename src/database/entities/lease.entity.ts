import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, OneToOne, Unique } from 'typeorm';

import type { LeaseFacts } from '../../domain/model/attempt.js';
import { WORKER_ROLES, type WorkerRole } from '../../domain/model/vocabulary.js';
import { bigint, Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/**
 * The right to work on an attempt (W2): at most one for each run, because phases run one at a time. The row exists as
 * long as the lease. Columns that heartbeats change have no index, so that they are updated in place.
 */
@Entity('lease')
@Check('ck_lease_role', oneOf('role', WORKER_ROLES))
@Unique('uq_lease_token', ['token'])
// Claims count the live leases of each project (W1).
@Index('ix_lease_project', ['projectId', 'role'])
export class LeaseEntity implements LeaseFacts {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_lease' })
  runId: string;
  @Column('text', { name: 'project_id', update: false })
  projectId: string;
  @Column('text', { name: 'phase_id', update: false })
  phaseId: string;
  @Column('int', { update: false })
  attempt: number;
  @Column('text', { update: false })
  role: WorkerRole;
  @Column('text', { name: 'worker_id', update: false })
  workerId: string;
  /** Visible only to the worker that claimed it. */
  @Column('text', { update: false })
  token: string;
  @Column({ ...instant, name: 'expires_at' })
  expiresAt: Date;
  @Column({ ...instant, name: 'hard_deadline_at', update: false })
  hardDeadlineAt: Date;
  /** What a heartbeat renews it by. */
  @Column('int', { name: 'expiry_seconds', update: false })
  expirySeconds: number;
  @Column({ ...bigint, name: 'token_allowance', update: false })
  tokenAllowance: number;
  @Column({ ...bigint, name: 'tokens_told', nullable: true })
  tokensTold: number | null;
  @Column('boolean', { default: false })
  beaten: boolean;

  @OneToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_lease_run' })
  run: Relation<RunEntity>;
}
