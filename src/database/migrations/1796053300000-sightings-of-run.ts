import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sightings of a run are found in the order of their keys: an archive reads them in pages (O10). */
export class SightingsOfRun1796053300000 implements MigrationInterface {
  name = 'SightingsOfRun1796053300000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await setIndex(queryRunner, ['run_id', 'issue_key', 'episode', 'tier_id']);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await setIndex(queryRunner, ['run_id']);
  }
}

async function setIndex(queryRunner: QueryRunner, columns: readonly string[]): Promise<void> {
  await queryRunner.query(`DROP INDEX "public"."ix_issue_sighting_run"`);
  const list = columns.map((column) => `"${column}"`).join(', ');
  await queryRunner.query(`CREATE INDEX "ix_issue_sighting_run" ON "issue_sighting" (${list})`);
}
