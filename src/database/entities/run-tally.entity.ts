import { Entity, Index } from 'typeorm';

import { bigint, Column, PrimaryColumn } from './columns.js';

/**
 * Sums over ended runs, by day and project (O1, O4). A fold adds to the sums in the order of the key; a deletion
 * appends a part of its own with negative numbers, so that no deletion waits for another, and the next fold adds it to
 * the sums. The migration that made the table says what the kinds hold.
 */
@Entity('run_tally')
@Index('ix_run_tally_parts', ['part'], { where: `part <> ''` })
export class RunTallyEntity {
  /**
   * When the runs ended, in UTC: a day as YYYY-MM-DD, an hour as 0YYYY-MM-DDTHH, which comes before all days; empty: all
   * time.
   */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_run_tally' })
  day: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_run_tally' })
  kind: string;
  @PrimaryColumn('text', { name: 'project_id', primaryKeyConstraintName: 'pk_run_tally' })
  projectId: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_run_tally' })
  name: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_run_tally' })
  detail: string;
  /** Empty: the sums; else the run whose deletion appended it. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_run_tally' })
  part: string;
  @Column({ ...bigint })
  runs: number;
  @Column({ ...bigint })
  phases: number;
  @Column({ ...bigint })
  completed: number;
  @Column({ ...bigint })
  failed: number;
  @Column({ ...bigint })
  tokens: number;
}
