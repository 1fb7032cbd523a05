import type { Relation } from 'typeorm';
import { Entity, JoinColumn, OneToOne } from 'typeorm';

import type { IssueRules } from '../../domain/rules/issue/severity.js';
import type { Policies } from '../../domain/rules/strategy/strategy.js';
import { Column, instant, PrimaryColumn } from './columns.js';
import type { RunEntity } from './run.entity.js';

/** The frozen strategy of a run (P2): written once, with the event that makes the run RUN_CREATED. */
@Entity('strategy')
export class StrategyEntity {
  @PrimaryColumn('text', { name: 'run_id', primaryKeyConstraintName: 'pk_strategy' })
  runId: string;
  @Column('int')
  version: number;
  @Column('int', { name: 'ruleset_version', nullable: true })
  rulesetVersion: number | null;
  /** SHA-256 of `document`, in hexadecimal. */
  @Column('text')
  hash: string;
  /** Canonical JSON, byte for byte what was hashed. */
  @Column('text')
  document: string;
  /** The part of the document that `recordIssues` needs every time. */
  @Column('jsonb', { name: 'issue_policy' })
  issuePolicy: IssueRules;
  /** The part that every command about work needs. */
  @Column('jsonb')
  policies: Policies;
  /** Seq and instant of the event with which it was frozen. */
  @Column('int', { name: 'shown_version' })
  shownVersion: number;
  @Column({ ...instant, name: 'shown_at' })
  shownAt: Date;

  @OneToOne('RunEntity', { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'run_id', referencedColumnName: 'runId', foreignKeyConstraintName: 'fk_strategy_run' })
  run: Relation<RunEntity>;
}
