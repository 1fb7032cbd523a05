import type { Relation } from 'typeorm';
import { Check, Entity, Index, JoinColumn, OneToOne } from 'typeorm';

import { WORKER_ROLES, type WorkerRole } from '../../domain/model/vocabulary.js';
import type { QueueEntry } from '../../domain/rules/work/queue.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/**
 * The work that a run offers (W1): at most one row for each run, written with the change that offers the work. Claims
 * find it by role and project.
 */
@Entity('work_queue')
@Check('ck_work_queue_role', oneOf('role', WORKER_ROLES))
@Index('ix_work_queue_next', ['role', 'projectId', 'createdAt', 'runId'])
@Index('ix_work_queue_wait', ['waitUntil'], { where: 'wait_until is not null' })
export class WorkQueueEntity implements QueueEntry {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_work_queue' })
  runId: string;
  @Column('text', { name: 'project_id', update: false })
  projectId: string;
  @Column('text')
  role: WorkerRole;
  @Column({ ...instant, name: 'ready_at' })
  readyAt: Date;
  @Column({ ...instant, name: 'wait_until', nullable: true })
  waitUntil: Date | null;
  @Column('text', { name: 'avoid_worker', nullable: true })
  avoidWorker: string | null;
  @Column({ ...instant, name: 'created_at', update: false })
  createdAt: Date;

  @OneToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_work_queue_run' })
  run: Relation<RunEntity>;
}
