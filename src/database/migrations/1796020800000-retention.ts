import type { MigrationInterface, QueryRunner } from 'typeorm';

/** After how many days a project's runs are archived (O10); null: never. */
export class Retention1796020800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "project" ADD "retention_days" integer`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "project" DROP COLUMN "retention_days"`);
  }
}
