import type { Relation } from 'typeorm';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';

import { Column, instant, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/**
 * The outbox record of a write (C6): committed with it, deleted when the run's files show it. Rows that exist after a
 * crash are work that is still to be done.
 */
@Entity('run_outbox')
@Index('ix_run_outbox_written', ['writtenAt'])
export class RunOutboxEntity {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_run_outbox' })
  runId: string;
  /** The first event of the write. */
  @PrimaryColumn('int', { name: 'first_seq', primaryKeyConstraintName: 'pk_run_outbox' })
  firstSeq: number;
  @Column('int', { name: 'last_seq' })
  lastSeq: number;
  @Column({ ...instant, name: 'written_at' })
  writtenAt: Date;

  @ManyToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_run_outbox_run' })
  run: Relation<RunEntity>;
}
