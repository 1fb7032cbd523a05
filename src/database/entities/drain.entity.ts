import { Check, Entity } from 'typeorm';

import type { DispatchChange, DrainFacts } from '../../domain/rules/project/dispatch.js';
import { Column, PrimaryColumn } from './columns.js';

/** Whether the servers on this database drain (A9): one row, which the migration makes. */
@Entity('drain')
@Check('ck_drain_one_row', 'one_row')
export class DrainEntity implements DrainFacts {
  @PrimaryColumn('boolean', { name: 'one_row', default: true, primaryKeyConstraintName: 'pk_drain' })
  oneRow: boolean;
  @Column('boolean', { default: false })
  draining: boolean;
  @Column('jsonb', { nullable: true })
  change: DispatchChange | null;
  /** The write that last changed it: shows, after a lost connection, whether it landed. */
  @Column('uuid', { name: 'write_id', nullable: true })
  writeId: string | null;
}
