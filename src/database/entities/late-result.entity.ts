import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';

import type { Reason } from '../../domain/model/refusal.js';
import { WORKER_ROLES, type WorkerRole } from '../../domain/model/vocabulary.js';
import { bigint, Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/**
 * A result that arrived after the end of its lease (W4): it changed nothing and can be read. The same content is stored
 * once.
 */
@Entity('late_result')
@Check('ck_late_result_role', oneOf('role', WORKER_ROLES))
@Index('ix_late_result_run', ['runId', 'receivedAt'])
export class LateResultEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_late_result' })
  id: string;
  @Column('text', { name: 'run_id' })
  runId: string;
  @Column('text', { name: 'phase_id' })
  phaseId: string;
  @Column('int')
  attempt: number;
  @Column('text')
  role: WorkerRole;
  @Column('text', { name: 'worker_id' })
  workerId: string;
  @Column({ ...instant, name: 'received_at' })
  receivedAt: Date;
  @Column('jsonb')
  reason: Reason;
  @Column({ ...bigint, name: 'tokens_used', nullable: true })
  tokensUsed: number | null;

  @ManyToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_late_result_run' })
  run: Relation<RunEntity>;
}
