import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A run names the one that it continues; at most one that lives continues a run (P11). */
export class Continued1795974329127 implements MigrationInterface {
  name = 'Continued1795974329127';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "run" ADD "continues_run_id" text`);
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_run_continues_live" ON "run" ("continues_run_id") WHERE continues_run_id is not null and completed_at is null`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_run_continues" ON "run" ("continues_run_id") WHERE continues_run_id is not null`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "ix_run_continues"`);
    await queryRunner.query(`DROP INDEX "uq_run_continues_live"`);
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "continues_run_id"`);
  }
}
