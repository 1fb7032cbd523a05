import { Check, Entity } from 'typeorm';

import { WORKER_ROLES, type WorkerRole } from '../../domain/model/vocabulary.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';

/**
 * A worker that claimed work, by what it claimed from: whether another worker is present decides who gets a phase after
 * an environment failure (B6), and explains why nothing moves (O6).
 */
@Entity('worker')
@Check('ck_worker_role', oneOf('role', WORKER_ROLES))
export class WorkerEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_worker' })
  role: WorkerRole;
  @PrimaryColumn('text', { name: 'worker_id', primaryKeyConstraintName: 'pk_worker' })
  workerId: string;
  /** The project that it claimed from, or that of the run; empty: it claimed from all projects. */
  @PrimaryColumn('text', { name: 'project_id', default: '', primaryKeyConstraintName: 'pk_worker' })
  projectId: string;
  @Column({ ...instant, name: 'last_seen_at' })
  lastSeenAt: Date;
}
