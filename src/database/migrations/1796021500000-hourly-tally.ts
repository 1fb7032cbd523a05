import type { MigrationInterface, QueryRunner } from 'typeorm';

import { contributionIn, DAY } from './1796020100000-run-tally.js';

/**
 * Sums by hour too (O4): the report since an instant within a day reads hours up to the next day, and rows of runs for
 * a part of one hour only. The key of an hour is `0YYYY-MM-DDTHH`: in every collation it comes before all days, so that
 * an older server, which reads `day >= …`, does not count it. All runs are folded again, by the servers.
 */
export class HourlyTally1796021500000 implements MigrationInterface {
  name = 'HourlyTally1796021500000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await redefine(queryRunner, `(''), (${DAY}), (${HOUR})`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await redefine(queryRunner, `(''), (${DAY})`);
  }
}

const HOUR = `to_char(r.completed_at at time zone 'UTC', '"0"YYYY-MM-DD"T"HH24')`;

/**
 * The lock waits for folds and deletions that run and lets no other begin, so that none adds by the old definition.
 * Sums are deleted and not truncated: a reader sees the old ones or none.
 */
async function redefine(queryRunner: QueryRunner, periods: string): Promise<void> {
  await queryRunner.query('LOCK TABLE ended_run IN EXCLUSIVE MODE');
  await queryRunner.query(`CREATE OR REPLACE FUNCTION ${contributionIn(periods)}`);
  await queryRunner.query('DELETE FROM run_tally');
  await queryRunner.query('UPDATE ended_run SET tallied = false WHERE tallied');
}
