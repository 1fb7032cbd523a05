import type { Relation } from 'typeorm';
import { Entity, JoinColumn, ManyToOne } from 'typeorm';

import { Column, instant, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/**
 * A ref of a run that has ended, found at a commit that the server did not set: it was left there, and is recorded
 * (G7). It is not part of the run's events.
 */
@Entity('ref_difference')
export class RefDifferenceEntity {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_ref_difference' })
  runId: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_ref_difference' })
  ref: string;
  /** Null: it did not exist. */
  @Column('text', { nullable: true })
  found: string | null;
  @Column({ ...instant })
  at: Date;

  @ManyToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_ref_difference_run' })
  run: Relation<RunEntity>;
}
