import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The drain of all servers (A9). `autopack_dispatches` is what the write of a lease asks: it takes the shared side of a
 * lock whose other side a command takes that stops dispatch, and then looks at rows that are committed by then. So no
 * lease lands after the answer of that command. It is VOLATILE: its query has a snapshot of its own, newer than that
 * of the statement around it.
 */
export class Drain1796039700000 implements MigrationInterface {
  name = 'Drain1796039700000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "drain" ("one_row" boolean NOT NULL DEFAULT true, "draining" boolean NOT NULL DEFAULT false, "change" jsonb, "write_id" uuid, CONSTRAINT "ck_drain_one_row" CHECK (one_row), CONSTRAINT "pk_drain" PRIMARY KEY ("one_row"))`,
    );
    await queryRunner.query(`INSERT INTO "drain" DEFAULT VALUES`);
    await queryRunner.query(
      `CREATE FUNCTION autopack_dispatches(asked_project text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
begin
  perform pg_advisory_xact_lock_shared(1796039700);
  return not exists (select from drain where draining)
    and not exists (select from project p where p.project_id = asked_project and not p.dispatching);
end $$`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP FUNCTION autopack_dispatches(text)`);
    await queryRunner.query(`DROP TABLE "drain"`);
  }
}
