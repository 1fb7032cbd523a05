import { Check, Entity } from 'typeorm';

import { WORKER_ROLES, type WorkerRole } from '../../domain/model/vocabulary.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';

/**
 * A worker that claimed work: whether another worker is present decides who gets a phase after an environment failure
 * (B6).
 */
@Entity('worker')
@Check('ck_worker_role', oneOf('role', WORKER_ROLES))
export class WorkerEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_worker' })
  role: WorkerRole;
  @PrimaryColumn('text', { name: 'worker_id', primaryKeyConstraintName: 'pk_worker' })
  workerId: string;
  @Column({ ...instant, name: 'last_seen_at' })
  lastSeenAt: Date;
}
