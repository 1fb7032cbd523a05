import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A live run names the refs that were put back, a snapshot the tag that it can be put back with, an attempt its agent's program (G9). */
export class RefsPutBack1795981800000 implements MigrationInterface {
  name = 'RefsPutBack1795981800000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "run" ADD "refs_put_back" jsonb NOT NULL DEFAULT '[]'`);
    await queryRunner.query(`ALTER TABLE "snapshot" ADD "tag_object" text`);
    await queryRunner.query(`ALTER TABLE "attempt" ADD "agent" text`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "attempt" DROP COLUMN "agent"`);
    await queryRunner.query(`ALTER TABLE "snapshot" DROP COLUMN "tag_object"`);
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "refs_put_back"`);
  }
}
