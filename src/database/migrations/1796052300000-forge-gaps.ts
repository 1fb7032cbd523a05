import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists of checks that are known to be cut, and changes that were requested for a remote that is gone (M3). */
export class ForgeGaps1796052300000 implements MigrationInterface {
  name = 'ForgeGaps1796052300000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "promotion_change" ADD "checks_cut" boolean NOT NULL DEFAULT false`);
    // Lists of so many were cut, or may have been: the next look says it.
    await queryRunner.query(
      `UPDATE "promotion_change" SET "checks_cut" = true WHERE jsonb_array_length("checks") >= 300`,
    );
    await setFaults(queryRunner, [...OLD_FAULTS, 'NO_REMOTE']);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`UPDATE "promotion_change" SET "fault" = 'NOT_PUSHED' WHERE "fault" = 'NO_REMOTE'`);
    await setFaults(queryRunner, OLD_FAULTS);
    await queryRunner.query(`ALTER TABLE "promotion_change" DROP COLUMN "checks_cut"`);
  }
}

const OLD_FAULTS = [
  ...['UNREACHABLE', 'BROKEN', 'RATE_LIMITED', 'UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND', 'MOVED', 'EXISTS', 'REFUSED'],
  ...['NO_CREDENTIALS', 'NOT_PUSHED'],
];

async function setFaults(queryRunner: QueryRunner, faults: readonly string[]): Promise<void> {
  await queryRunner.query(`ALTER TABLE "promotion_change" DROP CONSTRAINT "ck_promotion_change_fault"`);
  await queryRunner.query(
    `ALTER TABLE "promotion_change" ADD CONSTRAINT "ck_promotion_change_fault" CHECK (fault in (${faults.map((fault) => `'${fault}'`).join(', ')}))`,
  );
}
