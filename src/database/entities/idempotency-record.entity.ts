import { Entity, Index } from 'typeorm';

import type { Refusal } from '../../domain/model/refusal.js';
import { Column, instant, PrimaryColumn } from './columns.js';

/** What a command answered under its idempotency key (W5). Kept as long as the run, at least 24 hours. */
@Entity('idempotency_record')
@Index('ix_idempotency_record_created', ['createdAt'])
export class IdempotencyRecordEntity {
  /** With a hash behind it for callers that are bound to projects: whose keys it is about. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_idempotency_record' })
  mutation: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_idempotency_record' })
  key: string;
  /** SHA-256 of the canonical JSON of the input. */
  @Column('text', { name: 'input_hash' })
  inputHash: string;
  /** The run that the answer names; null if the first answer named none. */
  @Column('text', { name: 'run_id', nullable: true })
  runId: string | null;
  /**
   * What the answer names besides: the number of a published ruleset; null for everything that is found by the input or
   * the run.
   */
  @Column('text', { nullable: true })
  entity: string | null;
  /** The refusals of the first answer; empty if it was accepted. */
  @Column('jsonb')
  errors: readonly Refusal[];
  @Column({ ...instant, name: 'created_at' })
  createdAt: Date;
}
