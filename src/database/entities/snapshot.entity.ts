import type { Relation } from 'typeorm';
import { Entity, Index, JoinColumn, OneToOne } from 'typeorm';

import type { SnapshotFacts } from '../../domain/decisions/work/work-change.js';
import { Column, instant, PrimaryColumn } from './columns.js';
import type { PhaseEntity } from './phase.entity.js';

/** A green phase with its commit and tag (G4); without a repository both are null (G6). */
@Entity('snapshot')
@Index('ix_snapshot_commit', ['commit'], { where: 'commit is not null' })
export class SnapshotEntity implements SnapshotFacts {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_snapshot' })
  runId: string;
  @PrimaryColumn('text', { name: 'phase_id', primaryKeyConstraintName: 'pk_snapshot' })
  phaseId: string;
  @Column('text', { nullable: true })
  commit: string | null;
  @Column('text', { nullable: true })
  tag: string | null;
  @Column('text', { name: 'tag_object', nullable: true })
  tagObject: string | null;
  @Column('int', { nullable: true })
  executed: number | null;
  @Column({ ...instant })
  at: Date;
  @Column('text', { name: 'ci_steps', nullable: true })
  ciSteps: string | null;

  @OneToOne('PhaseEntity', { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_snapshot_phase' },
    { name: 'phase_id', referencedColumnName: 'phaseId', foreignKeyConstraintName: 'fk_snapshot_phase' },
  ])
  phase: Relation<PhaseEntity>;
}
