import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes of the views (O1, O3, O5): runs by their start, ended runs of a project by their end, frequent issues. */
export class ViewIndexes1796019300000 implements MigrationInterface {
  name = 'ViewIndexes1796019300000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE INDEX "ix_run_project_completed" ON "run" ("project_id", "completed_at", "run_id") WHERE completed_at is not null`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_run_started" ON "run" ("started_at", "run_id") WHERE started_at is not null`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_run_project_started" ON "run" ("project_id", "started_at", "run_id") WHERE started_at is not null`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_run_failure_codes" ON "run" USING gin ((failure -> 'reasons') jsonb_path_ops) WHERE failure is not null`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_backlog_entry_occurrences" ON "backlog_entry" ("project_id", "occurrence_count")`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "public"."ix_backlog_entry_occurrences"`);
    await queryRunner.query(`DROP INDEX "public"."ix_run_failure_codes"`);
    await queryRunner.query(`DROP INDEX "public"."ix_run_project_started"`);
    await queryRunner.query(`DROP INDEX "public"."ix_run_started"`);
    await queryRunner.query(`DROP INDEX "public"."ix_run_project_completed"`);
  }
}
