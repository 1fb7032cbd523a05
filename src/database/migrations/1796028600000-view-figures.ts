import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What views need besides (O3, O5, O6): an index on the entries of a backlog that are not resolved; for each ended run
 * how long its phases were in their states, which servers fill in; and for which projects a worker asks for work. An
 * older server beside this one goes on: what it does not know has defaults.
 */
export class ViewFigures1796028600000 implements MigrationInterface {
  name = 'ViewFigures1796028600000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE INDEX "ix_backlog_entry_seen" ON "backlog_entry" ("project_id", "last_seen_at") WHERE resolved_at is null`,
    );
    await queryRunner.query(`ALTER TABLE "ended_run" ADD "phase_times" jsonb`);
    await queryRunner.query(`CREATE INDEX "ix_ended_run_untimed" ON "ended_run" ("run_id") WHERE phase_times is null`);
    await queryRunner.query(PHASE_TIMES);
    await queryRunner.query(`ALTER TABLE "worker" ADD "project_id" text NOT NULL DEFAULT ''`);
    await queryRunner.query(`ALTER TABLE "worker" DROP CONSTRAINT "pk_worker"`);
    await queryRunner.query(
      `ALTER TABLE "worker" ADD CONSTRAINT "pk_worker" PRIMARY KEY ("role", "worker_id", "project_id")`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DELETE FROM "worker" WHERE project_id <> ''`);
    await queryRunner.query(`ALTER TABLE "worker" DROP CONSTRAINT "pk_worker"`);
    await queryRunner.query(`ALTER TABLE "worker" ADD CONSTRAINT "pk_worker" PRIMARY KEY ("role", "worker_id")`);
    await queryRunner.query(`ALTER TABLE "worker" DROP COLUMN "project_id"`);
    await queryRunner.query(`DROP FUNCTION autopack_phase_times(text)`);
    await queryRunner.query(`DROP INDEX "public"."ix_ended_run_untimed"`);
    await queryRunner.query(`ALTER TABLE "ended_run" DROP COLUMN "phase_times"`);
    await queryRunner.query(`DROP INDEX "public"."ix_backlog_entry_seen"`);
  }
}

/**
 * Milliseconds by phase and state, from the events of a run: from the first assignment of a phase on, so that they add
 * up to the time until its end.
 */
const PHASE_TIMES = `CREATE FUNCTION autopack_phase_times(id text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  with moves as (select substr(e.subject, 7) as phase_id, e.to_state as state, e.at, e.seq,
      lead(e.at) over (partition by e.subject order by e.seq) as until
    from run_event e where e.run_id = id and e.type = 'PHASE_STATE_CHANGED'),
  spent as (select m.phase_id, m.state, sum(greatest(0, extract(epoch from m.until - m.at) * 1000))::bigint as ms
    from moves m where m.until is not null group by m.phase_id, m.state)
  select coalesce(jsonb_object_agg(s.phase_id, s.states), '{}')
  from (select phase_id, jsonb_object_agg(state, ms) as states from spent group by phase_id) s $$`;
