import type { Relation } from 'typeorm';
import { Entity, Index, JoinColumn, OneToOne } from 'typeorm';

import { Column, instant, PrimaryColumn } from './columns.js';
import type { ProjectEntity } from './project.entity.js';

/** Which server asks the forge of a project now, and from when on it may be asked again (M3). */
@Entity('forge_poll')
@Index('ix_forge_poll_host', ['host'])
export class ForgePollEntity {
  @PrimaryColumn('text', { name: 'project_id', primaryKeyConstraintName: 'pk_forge_poll' })
  projectId: string;
  /** Rate limits are counted for it. */
  @Column('text')
  host: string;
  /** Only the look of this id records what it saw; null: nobody looks. */
  @Column('text', { name: 'poll_id', nullable: true })
  pollId: string | null;
  /** The look belongs to its server so long. */
  @Column({ ...instant, name: 'leased_until' })
  leasedUntil: Date;
  /** The forge wants to be left alone so long. */
  @Column({ ...instant, name: 'blocked_until' })
  blockedUntil: Date;

  @OneToOne('ProjectEntity', { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'project_id',
    referencedColumnName: 'projectId',
    foreignKeyConstraintName: 'fk_forge_poll_project',
  })
  project: Relation<ProjectEntity>;
}
