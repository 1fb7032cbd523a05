import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';

import type { JudgedTry } from '../../domain/model/ci-evidence.js';
import { ATTEMPT_STATES, type AttemptState, CI_VERDICTS, type CiVerdict } from '../../domain/model/vocabulary.js';
import type { CheckTry } from '../../domain/rules/ci/commit-check.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { CommitCheckEntity } from './commit-check.entity.js';

/** One try of a commit check, with its lease while it is live (W2). */
@Entity('commit_check_try')
@Check('ck_commit_check_try_state', oneOf('state', ATTEMPT_STATES))
@Check('ck_commit_check_try_verdict', oneOf('verdict', CI_VERDICTS))
@Index('ix_commit_check_try_token', ['tokenHash'], { where: 'token_hash is not null' })
export class CommitCheckTryEntity implements CheckTry {
  @PrimaryColumn('text', { name: 'check_id', primaryKeyConstraintName: 'pk_commit_check_try' })
  checkId: string;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_commit_check_try' })
  number: number;
  @Column('text', { name: 'worker_id', nullable: true, update: false })
  workerId: string | null;
  @Column('text', { name: 'holder_id', nullable: true, update: false })
  holderId: string | null;
  @Column('text')
  state: AttemptState;
  /** Visible only to the worker that claimed it. */
  @Column('text', { nullable: true })
  token: string | null;
  @Column('text', { name: 'token_hash', nullable: true, update: false })
  tokenHash: string | null;
  @Column({ ...instant, name: 'started_at', update: false })
  startedAt: Date;
  @Column({ ...instant, name: 'ended_at', nullable: true })
  endedAt: Date | null;
  @Column({ ...instant, name: 'expires_at', nullable: true })
  expiresAt: Date | null;
  @Column({ ...instant, name: 'hard_deadline_at', nullable: true, update: false })
  hardDeadlineAt: Date | null;
  @Column('int', { name: 'expiry_seconds', update: false })
  expirySeconds: number;
  @Column('boolean')
  beaten: boolean;
  @Column('text', { nullable: true })
  verdict: CiVerdict | null;
  @Column('text', { nullable: true })
  summary: string | null;
  @Column('jsonb', { nullable: true })
  judged: JudgedTry | null;
  @Column('text', { name: 'result_hash', nullable: true })
  resultHash: string | null;
  @Column('text', { nullable: true })
  log: string | null;
  /** The writes that began and ended it: they show, after a lost connection, whether they landed. */
  @Column('uuid', { name: 'begin_write_id', update: false })
  beginWriteId: string;
  @Column('uuid', { name: 'end_write_id', nullable: true })
  endWriteId: string | null;

  @ManyToOne('CommitCheckEntity', { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'check_id',
    referencedColumnName: 'checkId',
    foreignKeyConstraintName: 'fk_commit_check_try_check',
  })
  check: Relation<CommitCheckEntity>;
}
