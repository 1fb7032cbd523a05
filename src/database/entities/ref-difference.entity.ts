import type { Relation } from 'typeorm';
import { Entity, JoinColumn, ManyToOne } from 'typeorm';

import { Column, instant, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/** A ref of a run that has ended, found where nothing of ours put it: left as it was, and recorded (G7). Outside the run's own story. */
@Entity('ref_difference')
export class RefDifferenceEntity {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_ref_difference' })
  runId: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_ref_difference' })
  ref: string;
  /** Null: it was gone. */
  @Column('text', { nullable: true })
  found: string | null;
  @Column({ ...instant })
  at: Date;

  @ManyToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_ref_difference_run' })
  run: Relation<RunEntity>;
}
