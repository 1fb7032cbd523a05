import type { Relation } from 'typeorm';
import { Entity, JoinColumn, OneToOne } from 'typeorm';

import type { PhaseStrategy } from '../../domain/rules/strategy/strategy.js';
import { Column, PrimaryColumn } from './columns.js';
import type { PhaseEntity } from './phase.entity.js';

/**
 * The frozen strategy's part for a phase, so that the phase's file is written without reading the whole strategy.
 * Written once, with the strategy.
 */
@Entity('phase_strategy')
export class PhaseStrategyEntity {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_phase_strategy' })
  runId: string;
  @PrimaryColumn('text', { name: 'phase_id', primaryKeyConstraintName: 'pk_phase_strategy' })
  phaseId: string;
  @Column('jsonb')
  document: PhaseStrategy;

  @OneToOne('PhaseEntity', { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_phase_strategy_phase' },
    { name: 'phase_id', referencedColumnName: 'phaseId', foreignKeyConstraintName: 'fk_phase_strategy_phase' },
  ])
  phase: Relation<PhaseEntity>;
}
