import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs, tiers, phases, their events and what a write leaves to be done. */

export class Foundation1795351827333 implements MigrationInterface {
  name = 'Foundation1795351827333';

  public async up(queryRunner: QueryRunner): Promise<void> {
    // The only clock of the product (B5): decisions get its value, tests replace the function to move time.
    await queryRunner.query(
      `CREATE FUNCTION autopack_now() RETURNS timestamptz(3) LANGUAGE sql VOLATILE AS $$ select date_trunc('milliseconds', clock_timestamp())::timestamptz(3) $$`,
    );
    await queryRunner.query(
      `CREATE TABLE "idempotency_record" ("mutation" text NOT NULL, "key" text NOT NULL, "input_hash" text NOT NULL, "run_id" text, "errors" jsonb NOT NULL, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_idempotency_record" PRIMARY KEY ("mutation", "key"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_idempotency_record_created" ON "idempotency_record"  ("created_at") `);
    await queryRunner.query(
      `CREATE TABLE "phase" ("run_id" text NOT NULL, "phase_id" text NOT NULL, "tier_id" text NOT NULL, "phase_index" integer NOT NULL, "name" text NOT NULL, "description" text, "state" text NOT NULL, "task_category" text, "complexity" text NOT NULL, "builder_mode" text NOT NULL, "allowed_paths" jsonb NOT NULL, "acceptance_criteria" jsonb NOT NULL, "allow_noop" boolean NOT NULL, "max_builder_attempts" integer NOT NULL, "max_auditor_attempts" integer NOT NULL, "incident_token_cap" bigint NOT NULL, "builder_attempts" integer NOT NULL DEFAULT '0', "auditor_attempts" integer NOT NULL DEFAULT '0', "tokens_used" bigint NOT NULL DEFAULT '0', "minor_issues_count" integer NOT NULL DEFAULT '0', "major_issues_count" integer NOT NULL DEFAULT '0', "note" text, "started_at" TIMESTAMP(3) WITH TIME ZONE, "completed_at" TIMESTAMP(3) WITH TIME ZONE, "shown_version" integer NOT NULL, "shown_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "uq_phase_index" UNIQUE ("run_id", "phase_index") DEFERRABLE INITIALLY IMMEDIATE, CONSTRAINT "ck_phase_builder_mode" CHECK (builder_mode in ('TWEAK_LIGHT', 'SCAFFOLDING_HEAVY', 'REFACTOR_HEAVY', 'SCHEMA_HEAVY')), CONSTRAINT "ck_phase_complexity" CHECK (complexity in ('LOW', 'MEDIUM', 'HIGH')), CONSTRAINT "ck_phase_state" CHECK (state in ('QUEUED', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE', 'FAILED', 'SKIPPED')), CONSTRAINT "pk_phase" PRIMARY KEY ("run_id", "phase_id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_phase_tier" ON "phase"  ("run_id", "tier_id", "phase_index") `);
    await queryRunner.query(
      `CREATE TABLE "run_event" ("run_id" text NOT NULL, "seq" integer NOT NULL, "type" text NOT NULL, "subject" text NOT NULL, "actor" text NOT NULL, "cause" text NOT NULL, "at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "from_state" text, "to_state" text, "data" jsonb NOT NULL, "write_id" uuid NOT NULL, CONSTRAINT "ck_run_event_type" CHECK (type in ('RUN_STATE_CHANGED', 'TIER_STATE_CHANGED', 'PHASE_STATE_CHANGED', 'PLAN_TIER_ADDED', 'PLAN_PHASE_ADDED', 'TOKENS_ADDED')), CONSTRAINT "pk_run_event" PRIMARY KEY ("run_id", "seq"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "run_id" ("run_key" text NOT NULL, "run_id" text NOT NULL, "deleted_at" TIMESTAMP(3) WITH TIME ZONE, "files_removed_at" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "pk_run_id" PRIMARY KEY ("run_key"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_run_id_files_to_remove" ON "run_id"  ("deleted_at") WHERE deleted_at is not null and files_removed_at is null`,
    );
    await queryRunner.query(
      `CREATE TABLE "run_outbox" ("run_id" text NOT NULL, "first_seq" integer NOT NULL, "last_seq" integer NOT NULL, "written_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_run_outbox" PRIMARY KEY ("run_id", "first_seq"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_run_outbox_written" ON "run_outbox"  ("written_at") `);
    await queryRunner.query(
      `CREATE TABLE "run" ("run_id" text NOT NULL, "project_id" text NOT NULL, "state" text NOT NULL, "version" integer NOT NULL, "safety_profile" text NOT NULL, "run_scope" text NOT NULL, "token_cap" bigint NOT NULL, "max_phases" integer NOT NULL, "max_duration_minutes" integer NOT NULL, "max_minor_issues_total" integer NOT NULL, "tokens_used" bigint NOT NULL DEFAULT '0', "ci_runs_used" integer NOT NULL DEFAULT '0', "minor_issues_count" integer NOT NULL DEFAULT '0', "major_issues_count" integer NOT NULL DEFAULT '0', "tier_count" integer NOT NULL, "phase_count" integer NOT NULL, "phases_complete" integer NOT NULL DEFAULT '0', "phases_failed" integer NOT NULL DEFAULT '0', "phases_skipped" integer NOT NULL DEFAULT '0', "head_phase_index" integer, "failure" jsonb, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "started_at" TIMESTAMP(3) WITH TIME ZONE, "completed_at" TIMESTAMP(3) WITH TIME ZONE, "deadline_at" TIMESTAMP(3) WITH TIME ZONE, "changed_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "ck_run_completed" CHECK ((state like 'DONE_%') = (completed_at is not null)), CONSTRAINT "ck_run_scope" CHECK (run_scope in ('MULTI_TIER', 'SINGLE_TIER')), CONSTRAINT "ck_run_safety_profile" CHECK (safety_profile in ('NORMAL', 'SAFETY_CRITICAL')), CONSTRAINT "ck_run_state" CHECK (state in ('PLAN_BOOTSTRAP', 'RUN_CREATED', 'PHASE_QUEUEING', 'PHASE_EXECUTION', 'GATE', 'CI_RUNNING', 'SNAPSHOT_CREATED', 'DONE_SUCCESS', 'DONE_FAILED_BUDGET_EXHAUSTED', 'DONE_FAILED_POLICY_VIOLATION', 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', 'DONE_FAILED_ENVIRONMENT', 'DONE_FAILED_CANCELLED')), CONSTRAINT "pk_run" PRIMARY KEY ("run_id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_run_completed" ON "run"  ("completed_at") WHERE completed_at is not null`,
    );
    await queryRunner.query(`CREATE INDEX "ix_run_live_deadline" ON "run"  ("deadline_at") WHERE completed_at is null`);
    await queryRunner.query(`CREATE INDEX "ix_run_project_newest" ON "run"  ("project_id", "created_at", "run_id") `);
    await queryRunner.query(`CREATE INDEX "ix_run_newest" ON "run"  ("created_at", "run_id") `);
    await queryRunner.query(
      `CREATE TABLE "tier" ("run_id" text NOT NULL, "tier_id" text NOT NULL, "tier_index" integer NOT NULL, "name" text NOT NULL, "description" text, "state" text NOT NULL, "token_cap" bigint NOT NULL, "ci_run_cap" integer NOT NULL, "max_minor_issues_tolerated" integer NOT NULL, "max_major_issues_tolerated" integer NOT NULL, "tokens_used" bigint NOT NULL DEFAULT '0', "ci_runs_used" integer NOT NULL DEFAULT '0', "minor_issues_count" integer NOT NULL DEFAULT '0', "major_issues_count" integer NOT NULL DEFAULT '0', "phase_count" integer NOT NULL, "phases_complete" integer NOT NULL DEFAULT '0', "phases_failed" integer NOT NULL DEFAULT '0', "phases_skipped" integer NOT NULL DEFAULT '0', "started_at" TIMESTAMP(3) WITH TIME ZONE, "completed_at" TIMESTAMP(3) WITH TIME ZONE, "shown_version" integer NOT NULL, "shown_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "uq_tier_index" UNIQUE ("run_id", "tier_index"), CONSTRAINT "ck_tier_state" CHECK (state in ('PENDING', 'IN_PROGRESS', 'COMPLETE', 'FAILED', 'SKIPPED')), CONSTRAINT "pk_tier" PRIMARY KEY ("run_id", "tier_id"))`,
    );
    await queryRunner.query(
      `ALTER TABLE "phase" ADD CONSTRAINT "fk_phase_tier" FOREIGN KEY ("run_id", "tier_id") REFERENCES "tier"("run_id","tier_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "run_event" ADD CONSTRAINT "fk_run_event_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "run_outbox" ADD CONSTRAINT "fk_run_outbox_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "tier" ADD CONSTRAINT "fk_tier_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    // Room for updates in place: rows that move often keep their page.
    await queryRunner.query(`ALTER TABLE "run" SET (fillfactor = 75)`);
    await queryRunner.query(`ALTER TABLE "tier" SET (fillfactor = 75)`);
    await queryRunner.query(`ALTER TABLE "phase" SET (fillfactor = 75)`);
    // A row lives for milliseconds: the dead ones are swept early.
    await queryRunner.query(
      `ALTER TABLE "run_outbox" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "tier" DROP CONSTRAINT "fk_tier_run"`);
    await queryRunner.query(`ALTER TABLE "run_outbox" DROP CONSTRAINT "fk_run_outbox_run"`);
    await queryRunner.query(`ALTER TABLE "run_event" DROP CONSTRAINT "fk_run_event_run"`);
    await queryRunner.query(`ALTER TABLE "phase" DROP CONSTRAINT "fk_phase_tier"`);
    await queryRunner.query(`DROP TABLE "tier"`);
    await queryRunner.query(`DROP INDEX "public"."ix_run_newest"`);
    await queryRunner.query(`DROP INDEX "public"."ix_run_project_newest"`);
    await queryRunner.query(`DROP INDEX "public"."ix_run_completed"`);
    await queryRunner.query(`DROP INDEX "public"."ix_run_live_deadline"`);
    await queryRunner.query(`DROP TABLE "run"`);
    await queryRunner.query(`DROP INDEX "public"."ix_run_outbox_written"`);
    await queryRunner.query(`DROP TABLE "run_outbox"`);
    await queryRunner.query(`DROP INDEX "public"."ix_run_id_files_to_remove"`);
    await queryRunner.query(`DROP TABLE "run_id"`);
    await queryRunner.query(`DROP TABLE "run_event"`);
    await queryRunner.query(`DROP INDEX "public"."ix_phase_tier"`);
    await queryRunner.query(`DROP TABLE "phase"`);
    await queryRunner.query(`DROP INDEX "public"."ix_idempotency_record_created"`);
    await queryRunner.query(`DROP TABLE "idempotency_record"`);
    await queryRunner.query(`DROP FUNCTION autopack_now()`);
  }
}
