import type { Relation } from 'typeorm';
import { Entity, JoinColumn, OneToOne } from 'typeorm';

import { Column, instant, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/**
 * How far the trace of a run was delivered (O9), and which server is at it. The table is unlogged: after a crash of the
 * database spans may be sent again, with the same ids. Without a collector it stays empty.
 */
@Entity('run_trace')
export class RunTraceEntity {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_run_trace' })
  runId: string;
  /** The spans that events up to this one ended were delivered. */
  @Column('int')
  seq: number;
  /** The server that delivers spans of the run; null: none does. */
  @Column('uuid', { nullable: true })
  claim: string | null;
  /** From then on another server may take over. */
  @Column({ ...instant, name: 'claimed_until', nullable: true })
  claimedUntil: Date | null;

  @OneToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_run_trace_run' })
  run: Relation<RunEntity>;
}
