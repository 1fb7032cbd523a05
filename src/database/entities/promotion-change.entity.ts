import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, OneToOne } from 'typeorm';

import {
  CHANGE_FAULTS,
  CHANGE_STATES,
  type ChangeFault,
  type ChangeState,
  type PromotionChangeFacts,
  type StoredCheck,
} from '../../domain/model/promotion-change.js';
import { FORGE_KINDS, type ForgeKind } from '../../domain/model/remote.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/**
 * The change that proposes a run's work on a forge (M3). `REQUESTED` is its outbox: the row is written with the
 * request, and a server opens the change from it (C6). Triggers tell webhooks what becomes of it.
 */
@Entity('promotion_change')
@Check('ck_promotion_change_forge', oneOf('forge', FORGE_KINDS))
@Check('ck_promotion_change_state', oneOf('state', CHANGE_STATES))
@Check('ck_promotion_change_fault', oneOf('fault', CHANGE_FAULTS))
@Index('ix_promotion_change_due', ['nextAt'], { where: `state in ('REQUESTED', 'OPEN')` })
@Index('ix_promotion_change_project', ['projectId', 'nextAt'], { where: `state in ('REQUESTED', 'OPEN')` })
export class PromotionChangeEntity implements PromotionChangeFacts {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_promotion_change' })
  runId: string;
  @Column('text', { name: 'project_id' })
  projectId: string;
  @Column('text')
  remote: string;
  @Column('text')
  forge: ForgeKind;
  @Column('text')
  head: string;
  @Column('text')
  base: string;
  @Column('text', { name: 'base_commit' })
  baseCommit: string;
  @Column('text', { name: 'head_commit' })
  headCommit: string;
  @Column('text')
  actor: string;
  @Column({ ...instant, name: 'requested_at' })
  requestedAt: Date;
  @Column('int')
  round: number;
  @Column('text')
  state: ChangeState;
  @Column('int', { nullable: true })
  number: number | null;
  @Column('text', { nullable: true })
  url: string | null;
  @Column('boolean', { nullable: true })
  draft: boolean | null;
  @Column({ ...instant, name: 'opened_at', nullable: true })
  openedAt: Date | null;
  @Column({ ...instant, name: 'forge_updated_at', nullable: true })
  forgeUpdatedAt: Date | null;
  @Column('text', { name: 'content_key', nullable: true })
  contentKey: string | null;
  @Column('text', { name: 'merged_by', nullable: true })
  mergedBy: string | null;
  @Column('text', { name: 'merge_commit', nullable: true })
  mergeCommit: string | null;
  @Column({ ...instant, name: 'ended_at', nullable: true })
  endedAt: Date | null;
  @Column('jsonb')
  checks: readonly StoredCheck[];
  @Column('boolean', { name: 'checks_cut', default: false })
  checksCut: boolean;
  @Column({ ...instant, name: 'checks_read_at', nullable: true })
  checksReadAt: Date | null;
  @Column({ ...instant, name: 'changed_at' })
  changedAt: Date;
  @Column({ ...instant, name: 'next_at' })
  nextAt: Date;
  @Column('int')
  failures: number;
  @Column({ ...instant, name: 'tried_since' })
  triedSince: Date;
  @Column('text', { nullable: true })
  fault: ChangeFault | null;
  @Column('text', { name: 'fault_message', nullable: true })
  faultMessage: string | null;
  /** The request that last changed it: a look that began before records nothing. */
  @Column('text', { name: 'write_id' })
  writeId: string;

  @OneToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_promotion_change_run' })
  run: Relation<RunEntity>;
}
