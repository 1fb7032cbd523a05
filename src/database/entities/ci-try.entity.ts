import type { Relation } from 'typeorm';
import { Check, Entity, JoinColumn, ManyToOne } from 'typeorm';

import type { CiTryFacts } from '../../domain/model/attempt.js';
import type { JudgedTry } from '../../domain/model/ci-evidence.js';
import { CI_VERDICTS, type CiVerdict } from '../../domain/model/vocabulary.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { PhaseEntity } from './phase.entity.js';

/** One try of a commit under CI (V2): append only, so that the first failure is kept. */
@Entity('ci_try')
@Check('ck_ci_try_verdict', oneOf('verdict', CI_VERDICTS))
export class CiTryEntity implements CiTryFacts {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_ci_try' })
  runId: string;
  @PrimaryColumn('text', { name: 'phase_id', primaryKeyConstraintName: 'pk_ci_try' })
  phaseId: string;
  /** The attempt whose patch is tested; 0: it is unknown. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_ci_try' })
  attempt: number;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_ci_try' })
  round: number;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_ci_try' })
  number: number;
  @Column('int', { name: 'ci_attempt', nullable: true })
  ciAttempt: number | null;
  @Column('text')
  verdict: CiVerdict;
  @Column('text', { nullable: true })
  commit: string | null;
  @Column({ ...instant })
  at: Date;
  @Column('text', { nullable: true })
  summary: string | null;
  @Column('jsonb', { nullable: true })
  judged: JudgedTry | null;

  @ManyToOne('PhaseEntity', { onDelete: 'CASCADE' })
  @JoinColumn([
    { name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_ci_try_phase' },
    { name: 'phase_id', referencedColumnName: 'phaseId', foreignKeyConstraintName: 'fk_ci_try_phase' },
  ])
  phase: Relation<PhaseEntity>;
}
