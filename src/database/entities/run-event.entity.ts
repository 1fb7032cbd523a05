import type { Relation } from 'typeorm';
import { Check, Entity, JoinColumn, ManyToOne } from 'typeorm';

import {
  type Actor,
  RUN_EVENT_TYPES,
  type RunEvent,
  type RunEventType,
  type Subject,
} from '../../domain/model/run-event.js';
import { Column, instant, oneOf, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/** One event of a run; append only, numbered without gaps under the run's version (E1). */
@Entity('run_event')
@Check('ck_run_event_type', oneOf('type', RUN_EVENT_TYPES))
export class RunEventEntity implements RunEvent {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_run_event' })
  runId: string;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_run_event' })
  seq: number;
  @Column('text')
  type: RunEventType;
  @Column('text')
  subject: Subject;
  @Column('text')
  actor: Actor;
  @Column('text')
  cause: string;
  @Column({ ...instant })
  at: Date;
  @Column('text', { name: 'from_state', nullable: true })
  fromState: string | null;
  @Column('text', { name: 'to_state', nullable: true })
  toState: string | null;
  @Column('jsonb')
  data: Record<string, unknown>;
  /** The write that created it: shows, after a lost connection, whether the write landed. */
  @Column('uuid', { name: 'write_id' })
  writeId: string;

  @ManyToOne('RunEntity', 'events', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_run_event_run' })
  run: Relation<RunEntity>;
}
