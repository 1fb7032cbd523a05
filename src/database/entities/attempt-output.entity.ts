import type { Relation } from 'typeorm';
import { Entity, JoinColumn, ManyToOne } from 'typeorm';

import { bigint, Column, instant, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/**
 * A piece of what an attempt prints (O8): at most 4 kB, from one byte of its output to another. The table is unlogged:
 * output is shown while the attempt lives and is no evidence, so that a crash of the database may lose it.
 */
@Entity('attempt_output')
export class AttemptOutputEntity {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_attempt_output' })
  runId: string;
  @PrimaryColumn('text', { name: 'phase_id', primaryKeyConstraintName: 'pk_attempt_output' })
  phaseId: string;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_attempt_output' })
  attempt: number;
  @PrimaryColumn('bigint', {
    name: 'from_byte',
    transformer: bigint.transformer,
    primaryKeyConstraintName: 'pk_attempt_output',
  })
  fromByte: number;
  @Column({ ...bigint, name: 'to_byte' })
  toByte: number;
  @Column('text')
  text: string;
  /** A secret may be cut at its end: what comes next begins with the other half. */
  @Column('boolean')
  cut: boolean;
  @Column({ ...instant })
  at: Date;

  @ManyToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_attempt_output_run' })
  run: Relation<RunEntity>;
}
