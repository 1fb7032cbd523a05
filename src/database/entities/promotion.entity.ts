import type { Relation } from 'typeorm';
import { Check, Entity, JoinColumn, OneToOne } from 'typeorm';

import { PROMOTION_KINDS, type PromotionKind } from '../../domain/model/promotion-change.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/** That a run was promoted (M2): outside the run's own story, which has ended. Without an instant: about to be (G7). */
@Entity('promotion')
@Check('ck_promotion_kind', oneOf('kind', PROMOTION_KINDS))
export class PromotionEntity {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_promotion' })
  runId: string;
  @Column('text', { name: 'target_branch' })
  targetBranch: string;
  /** The commit of the target before, and after. */
  @Column('text', { name: 'from_commit' })
  fromCommit: string;
  @Column('text')
  commit: string;
  @Column('text')
  actor: string;
  @Column('text', { default: 'MERGE' })
  kind: PromotionKind;
  @Column({ ...instant, name: 'intended_at' })
  intendedAt: Date;
  @Column({ ...instant, name: 'promoted_at', nullable: true })
  promotedAt: Date | null;

  @OneToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_promotion_run' })
  run: Relation<RunEntity>;
}
