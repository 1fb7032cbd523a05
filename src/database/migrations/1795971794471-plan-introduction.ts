import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a plan says of itself as a whole is kept with its run (W7). */
export class PlanIntroduction1795971794471 implements MigrationInterface {
  name = 'PlanIntroduction1795971794471';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "run" ADD "introduction" text`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "introduction"`);
  }
}
