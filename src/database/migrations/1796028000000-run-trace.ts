import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far traces were delivered (O9). Unlogged: a span that is sent again has the same id. */
export class RunTrace1796028000000 implements MigrationInterface {
  name = 'RunTrace1796028000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE UNLOGGED TABLE "run_trace" ("run_id" text NOT NULL, "seq" integer NOT NULL, "claim" uuid, "claimed_until" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "pk_run_trace" PRIMARY KEY ("run_id"))`,
    );
    await queryRunner.query(
      `ALTER TABLE "run_trace" ADD CONSTRAINT "fk_run_trace_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "run_trace"`);
  }
}
