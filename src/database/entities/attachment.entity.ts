import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';

import { ATTACHMENT_KINDS, type AttachmentFacts, type AttachmentKind } from '../../domain/model/attempt.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/**
 * The proof of a file that an attempt, a CI try or a late result contained: the file exists below the run's directory
 * before this row.
 */
@Entity('attempt_artefact')
@Check('ck_attempt_artefact_kind', oneOf('kind', ATTACHMENT_KINDS))
@Index('ix_attempt_artefact_phase', ['runId', 'phaseId', 'attempt'])
export class AttachmentEntity implements AttachmentFacts {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_attempt_artefact' })
  runId: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_attempt_artefact' })
  path: string;
  @Column('text', { name: 'phase_id' })
  phaseId: string;
  @Column('int')
  attempt: number;
  @Column('int', { name: 'try_number', nullable: true })
  tryNumber: number | null;
  @Column('text', { name: 'late_result_id', nullable: true })
  lateResultId: string | null;
  @Column('text')
  kind: AttachmentKind;
  @Column('int', { name: 'size_bytes' })
  sizeBytes: number;
  @Column('text')
  sha256: string;
  @Column('int', { name: 'run_version' })
  runVersion: number;
  @Column({ ...instant })
  at: Date;

  @ManyToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_attempt_artefact_run' })
  run: Relation<RunEntity>;
}
