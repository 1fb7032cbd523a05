import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What attempts print while they live (O8). Unlogged: it is no evidence, and costs no write-ahead log. */
export class AttemptOutput1796020000000 implements MigrationInterface {
  name = 'AttemptOutput1796020000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE UNLOGGED TABLE "attempt_output" ("run_id" text NOT NULL, "phase_id" text NOT NULL, "attempt" integer NOT NULL, "from_byte" bigint NOT NULL, "to_byte" bigint NOT NULL, "text" text NOT NULL, "cut" boolean NOT NULL, "at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_attempt_output" PRIMARY KEY ("run_id", "phase_id", "attempt", "from_byte"))`,
    );
    await queryRunner.query(
      `ALTER TABLE "attempt_output" ADD CONSTRAINT "fk_attempt_output_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "attempt_output"`);
  }
}
