import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';

import {
  PUSH_FAULTS,
  type PushFault,
  REF_PUSH_STATES,
  type RefPushState,
  type RemoteRefFacts,
} from '../../domain/model/remote.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/**
 * The outbox of remotes (C6, M3): the refs that are to be on the remote of a project. Triggers write it in the
 * transaction of the snapshot or promotion. It does not refer to the remote's row: a remote that is removed at that
 * moment must not fail the write of a run.
 */
@Entity('remote_ref')
@Check('ck_remote_ref_state', oneOf('state', REF_PUSH_STATES))
@Check('ck_remote_ref_fault', oneOf('last_fault', PUSH_FAULTS))
@Index('ix_remote_ref_due', ['projectId', 'nextAttemptAt'], { where: `state = 'DUE'` })
@Index('ix_remote_ref_conflict', ['projectId'], { where: `state = 'CONFLICT'` })
@Index('ix_remote_ref_project', ['projectId'])
export class RemoteRefEntity implements RemoteRefFacts {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_remote_ref' })
  runId: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_remote_ref' })
  ref: string;
  @Column('text', { name: 'project_id' })
  projectId: string;
  @Column('text')
  wanted: string;
  @Column({ ...instant, name: 'wanted_at' })
  wantedAt: Date;
  @Column('text', { nullable: true })
  pushed: string | null;
  @Column({ ...instant, name: 'pushed_at', nullable: true })
  pushedAt: Date | null;
  @Column('text')
  state: RefPushState;
  @Column('int', { default: 0 })
  attempts: number;
  @Column({ ...instant, name: 'next_attempt_at' })
  nextAttemptAt: Date;
  @Column('text', { name: 'last_fault', nullable: true })
  lastFault: PushFault | null;
  @Column('text', { name: 'last_error', nullable: true })
  lastError: string | null;

  @ManyToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_remote_ref_run' })
  run: Relation<RunEntity>;
}
