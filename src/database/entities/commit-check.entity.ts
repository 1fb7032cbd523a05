import { Check, Entity, Index } from 'typeorm';

import type { Reason } from '../../domain/model/refusal.js';
import { CI_VERDICTS, type CiVerdict } from '../../domain/model/vocabulary.js';
import {
  CHECK_KINDS,
  CHECK_STATES,
  type CheckKind,
  type CheckState,
  type CommitCheck,
  type MergeTarget,
} from '../../domain/rules/ci/commit-check.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';

/**
 * CI on a commit that no phase made (V6, M2): its lease names no phase. A verdict belongs to the project and its
 * commit. It outlives the run, so that the next run from the same commit needs no new check.
 */
@Entity('commit_check')
@Check('ck_commit_check_kind', oneOf('kind', CHECK_KINDS))
@Check('ck_commit_check_state', oneOf('state', CHECK_STATES))
@Check('ck_commit_check_verdict', oneOf('verdict', CI_VERDICTS))
@Index('ix_commit_check_run', ['runId'])
@Index('ix_commit_check_known', ['projectId', 'commit', 'stepsHash'], { where: `state = 'DONE'` })
@Index('ix_commit_check_open', ['createdAt', 'checkId'], { where: `state in ('DUE', 'LEASED')` })
@Index('ix_commit_check_unfollowed', ['checkId'], { where: `state = 'DONE' and followed_at is null` })
export class CommitCheckEntity implements CommitCheck {
  @PrimaryColumn('text', { name: 'check_id', primaryKeyConstraintName: 'pk_commit_check' })
  checkId: string;
  @Column('text', { update: false })
  kind: CheckKind;
  @Column('text', { name: 'run_id', update: false })
  runId: string;
  @Column('text', { name: 'project_id', update: false })
  projectId: string;
  @Column('text', { update: false })
  commit: string;
  @Column('text', { name: 'steps_hash', update: false })
  stepsHash: string;
  @Column('text')
  state: CheckState;
  @Column('int')
  version: number;
  @Column({ ...instant, name: 'ready_at' })
  readyAt: Date;
  @Column({ ...instant, name: 'wait_until' })
  waitUntil: Date;
  @Column('text', { name: 'avoid_worker', nullable: true })
  avoidWorker: string | null;
  @Column('int', { name: 'environment_failures' })
  environmentFailures: number;
  @Column('int', { name: 'try_number' })
  tryNumber: number;
  @Column('text', { nullable: true })
  verdict: CiVerdict | null;
  @Column('int')
  executed: number;
  @Column('jsonb')
  failing: readonly string[];
  @Column('int', { name: 'more_failing' })
  moreFailing: number;
  @Column('jsonb')
  reasons: readonly Reason[];
  @Column('text', { nullable: true })
  summary: string | null;
  @Column('text', { name: 'tested_for', update: false })
  testedFor: string;
  @Column('jsonb', { nullable: true, update: false })
  target: MergeTarget | null;
  @Column({ ...instant, name: 'created_at', update: false })
  createdAt: Date;
  @Column({ ...instant, name: 'ended_at', nullable: true })
  endedAt: Date | null;
  @Column({ ...instant, name: 'followed_at', nullable: true })
  followedAt: Date | null;
}
