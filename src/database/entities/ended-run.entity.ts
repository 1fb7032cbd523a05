import type { Relation } from 'typeorm';
import { Entity, Index, JoinColumn, OneToOne } from 'typeorm';

import type { PhaseTimes } from '../../domain/rules/calibration/calibrate.js';
import { bigint, Column, instant, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/**
 * What never changes of a run that has ended, for lists and counts over many runs (O1, O4): the run's own row moves too
 * often for an index on its tokens. A trigger writes it with the end of the run.
 */
@Entity('ended_run')
@Index('ix_ended_run_tokens', ['tokensUsed', 'runId'])
@Index('ix_ended_run_project_tokens', ['projectId', 'tokensUsed', 'runId'])
@Index('ix_ended_run_untallied', ['runId'], { where: 'not tallied' })
@Index('ix_ended_run_untimed', ['runId'], { where: 'phase_times is null' })
export class EndedRunEntity {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_ended_run' })
  runId: string;
  @Column('text', { name: 'project_id' })
  projectId: string;
  @Column({ ...instant, name: 'completed_at' })
  completedAt: Date;
  @Column({ ...bigint, name: 'tokens_used' })
  tokensUsed: number;
  /** Its numbers are in `run_tally`. */
  @Column('boolean', { default: false })
  tallied: boolean;
  /** Milliseconds by phase and state, from its events (O5); null: not added up yet. */
  @Column('jsonb', { name: 'phase_times', nullable: true })
  phaseTimes: Readonly<Record<string, PhaseTimes>> | null;

  @OneToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_ended_run_run' })
  run: Relation<RunEntity>;
}
