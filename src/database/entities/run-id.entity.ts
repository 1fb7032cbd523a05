import { Entity, Index } from 'typeorm';

import { Column, instant, PrimaryColumn } from './columns.js';

/** Every run id that was ever used, ignoring case; the row outlives the run, so that no id is used twice (I1). */
@Entity('run_id')
@Index('ix_run_id_files_to_remove', ['deletedAt'], { where: 'deleted_at is not null and files_removed_at is null' })
export class RunIdEntity {
  /** The id in lower case. */
  @PrimaryColumn('text', { name: 'run_key', primaryKeyConstraintName: 'pk_run_id' })
  runKey: string;
  @Column('text', { name: 'run_id' })
  runId: string;
  @Column({ ...instant, name: 'deleted_at', nullable: true })
  deletedAt: Date | null;
  /** When the directory of the deleted run was removed. */
  @Column({ ...instant, name: 'files_removed_at', nullable: true })
  filesRemovedAt: Date | null;
}
