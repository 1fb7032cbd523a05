import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Dispatch of a project can be stopped and resumed (A9). */
export class Dispatch1795981400412 implements MigrationInterface {
  name = 'Dispatch1795981400412';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "project" ADD "dispatching" boolean NOT NULL DEFAULT true`);
    await queryRunner.query(`ALTER TABLE "project" ADD "dispatch_change" jsonb`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "project" DROP COLUMN "dispatch_change"`);
    await queryRunner.query(`ALTER TABLE "project" DROP COLUMN "dispatching"`);
  }
}
