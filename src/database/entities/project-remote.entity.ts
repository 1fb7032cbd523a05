import type { Relation } from 'typeorm';
import { Check, Entity, JoinColumn, OneToOne } from 'typeorm';

import {
  FORGE_KINDS,
  type ForgeKind,
  PUSH_FAULTS,
  type PushFault,
  type RemoteFacts,
} from '../../domain/model/remote.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { ProjectEntity } from './project.entity.js';

/** Where a project's runs are pushed to (M3). It holds no credentials: those are in a file of the server. */
@Entity('project_remote')
@Check('ck_project_remote_forge', oneOf('forge', FORGE_KINDS))
@Check('ck_project_remote_fault', oneOf('last_fault', PUSH_FAULTS))
export class ProjectRemoteEntity implements RemoteFacts {
  @PrimaryColumn('text', { name: 'project_id', primaryKeyConstraintName: 'pk_project_remote' })
  projectId: string;
  @Column('text')
  url: string;
  @Column('text', { nullable: true })
  forge: ForgeKind | null;
  @Column({ ...instant, name: 'set_at' })
  setAt: Date;
  @Column({ ...instant, name: 'collect_until', nullable: true })
  collectUntil: Date | null;
  /** Only the push of this id records its outcome. */
  @Column('text', { name: 'push_id', nullable: true })
  pushId: string | null;
  @Column({ ...instant, name: 'next_attempt_at' })
  nextAttemptAt: Date;
  @Column({ ...instant, name: 'last_attempt_at', nullable: true })
  lastAttemptAt: Date | null;
  @Column({ ...instant, name: 'last_pushed_at', nullable: true })
  lastPushedAt: Date | null;
  @Column('int', { default: 0 })
  failures: number;
  @Column('text', { name: 'last_fault', nullable: true })
  lastFault: PushFault | null;
  @Column('text', { name: 'last_error', nullable: true })
  lastError: string | null;
  /** The write that last changed it: shows, after a lost connection, whether it landed. */
  @Column('text', { name: 'write_id' })
  writeId: string;

  @OneToOne('ProjectEntity', { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'project_id',
    referencedColumnName: 'projectId',
    foreignKeyConstraintName: 'fk_project_remote_project',
  })
  project: Relation<ProjectEntity>;
}
