import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A snapshot knows which CI steps ran on it: tests are compared with those of the same steps (V2). */
export class SnapshotSteps1795980720417 implements MigrationInterface {
  name = 'SnapshotSteps1795980720417';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "snapshot" ADD "ci_steps" text`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "snapshot" DROP COLUMN "ci_steps"`);
  }
}
