import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One project for an id, in whatever case (I1): two that are made at once by different servers as well. Where a race has made two before, both stay, and the index is left out.
 */
export class ProjectIdsInAnyCase1796001012000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const lookAlikes = (await queryRunner.query(
      `SELECT 1 FROM "project" GROUP BY lower("project_id") HAVING count(*) > 1 LIMIT 1`,
    )) as unknown[];
    if (lookAlikes.length === 0)
      await queryRunner.query(`CREATE UNIQUE INDEX "ux_project_any_case" ON "project" (lower("project_id"))`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX IF EXISTS "ux_project_any_case"`);
  }
}
