import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes of the views (O1, O5): the ended runs of a project by their end. */
export class ViewIndexes1796019300000 implements MigrationInterface {
  name = 'ViewIndexes1796019300000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE INDEX "ix_run_project_completed" ON "run" ("project_id", "completed_at", "run_id") WHERE completed_at is not null`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "public"."ix_run_project_completed"`);
  }
}
