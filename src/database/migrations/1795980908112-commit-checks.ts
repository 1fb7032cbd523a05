import type { MigrationInterface, QueryRunner } from 'typeorm';

/** CI on commits that no phase made: the base of a run (V6), the merge commit of a promotion (M2). */
export class CommitChecks1795980908112 implements MigrationInterface {
  name = 'CommitChecks1795980908112';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "run_event" DROP CONSTRAINT "ck_run_event_type"`);
    await queryRunner.query(
      `ALTER TABLE "run_event" ADD CONSTRAINT "ck_run_event_type" CHECK (type in ('RUN_STATE_CHANGED', 'TIER_STATE_CHANGED', 'PHASE_STATE_CHANGED', 'PLAN_TIER_ADDED', 'PLAN_PHASE_ADDED', 'TOKENS_ADDED', 'ISSUES_RECORDED', 'RUN_RELEASED', 'WORK_CLAIMED', 'WORK_ENDED', 'AUDIT_REQUESTED', 'REFS_INTENDED', 'REFS_SETTLED', 'BASE_CHECKED'))`,
    );
    await queryRunner.query(
      `CREATE TABLE "commit_check" ("check_id" text NOT NULL, "kind" text NOT NULL, "run_id" text NOT NULL, "project_id" text NOT NULL, "commit" text NOT NULL, "steps_hash" text NOT NULL, "state" text NOT NULL, "version" integer NOT NULL, "ready_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "wait_until" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "avoid_worker" text, "environment_failures" integer NOT NULL, "try_number" integer NOT NULL, "verdict" text, "executed" integer NOT NULL, "failing" jsonb NOT NULL, "more_failing" integer NOT NULL, "reasons" jsonb NOT NULL, "summary" text, "tested_for" text NOT NULL, "target" jsonb, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "ended_at" TIMESTAMP(3) WITH TIME ZONE, "followed_at" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "ck_commit_check_verdict" CHECK (verdict in ('GREEN', 'FLAKY', 'RED', 'MISSING', 'ENVIRONMENT')), CONSTRAINT "ck_commit_check_state" CHECK (state in ('DUE', 'LEASED', 'DONE', 'STOPPED')), CONSTRAINT "ck_commit_check_kind" CHECK (kind in ('BASE', 'MERGE')), CONSTRAINT "pk_commit_check" PRIMARY KEY ("check_id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_commit_check_unfollowed" ON "commit_check" ("check_id") WHERE state = 'DONE' and followed_at is null`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_commit_check_open" ON "commit_check" ("created_at", "check_id") WHERE state in ('DUE', 'LEASED')`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_commit_check_known" ON "commit_check" ("project_id", "commit", "steps_hash") WHERE state = 'DONE'`,
    );
    await queryRunner.query(`CREATE INDEX "ix_commit_check_run" ON "commit_check" ("run_id")`);
    await queryRunner.query(
      `CREATE TABLE "commit_check_try" ("check_id" text NOT NULL, "number" integer NOT NULL, "worker_id" text, "state" text NOT NULL, "token" text, "token_hash" text, "started_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "ended_at" TIMESTAMP(3) WITH TIME ZONE, "expires_at" TIMESTAMP(3) WITH TIME ZONE, "hard_deadline_at" TIMESTAMP(3) WITH TIME ZONE, "expiry_seconds" integer NOT NULL, "beaten" boolean NOT NULL, "verdict" text, "summary" text, "judged" jsonb, "result_hash" text, "log" text, "begin_write_id" uuid NOT NULL, "end_write_id" uuid, CONSTRAINT "ck_commit_check_try_verdict" CHECK (verdict in ('GREEN', 'FLAKY', 'RED', 'MISSING', 'ENVIRONMENT')), CONSTRAINT "ck_commit_check_try_state" CHECK (state in ('LEASED', 'SUBMITTED', 'RELEASED', 'EXPIRED', 'STOPPED')), CONSTRAINT "pk_commit_check_try" PRIMARY KEY ("check_id", "number"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_commit_check_try_token" ON "commit_check_try" ("token_hash") WHERE token_hash is not null`,
    );
    await queryRunner.query(`ALTER TABLE "run" ADD "base_check" jsonb`);
    await queryRunner.query(
      `CREATE INDEX "ix_run_base_check" ON "run" ("run_id") WHERE base_check->'outcome' = 'null'::jsonb and completed_at is null`,
    );
    await queryRunner.query(
      `ALTER TABLE "commit_check_try" ADD CONSTRAINT "fk_commit_check_try_check" FOREIGN KEY ("check_id") REFERENCES "commit_check"("check_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "run_event" DROP CONSTRAINT "ck_run_event_type"`);
    await queryRunner.query(
      `ALTER TABLE "run_event" ADD CONSTRAINT "ck_run_event_type" CHECK (type in ('RUN_STATE_CHANGED', 'TIER_STATE_CHANGED', 'PHASE_STATE_CHANGED', 'PLAN_TIER_ADDED', 'PLAN_PHASE_ADDED', 'TOKENS_ADDED', 'ISSUES_RECORDED', 'RUN_RELEASED', 'WORK_CLAIMED', 'WORK_ENDED', 'AUDIT_REQUESTED', 'REFS_INTENDED', 'REFS_SETTLED'))`,
    );
    await queryRunner.query(`ALTER TABLE "commit_check_try" DROP CONSTRAINT "fk_commit_check_try_check"`);
    await queryRunner.query(`DROP INDEX "public"."ix_run_base_check"`);
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "base_check"`);
    await queryRunner.query(`DROP INDEX "public"."ix_commit_check_try_token"`);
    await queryRunner.query(`DROP TABLE "commit_check_try"`);
    await queryRunner.query(`DROP INDEX "public"."ix_commit_check_run"`);
    await queryRunner.query(`DROP INDEX "public"."ix_commit_check_known"`);
    await queryRunner.query(`DROP INDEX "public"."ix_commit_check_open"`);
    await queryRunner.query(`DROP INDEX "public"."ix_commit_check_unfollowed"`);
    await queryRunner.query(`DROP TABLE "commit_check"`);
  }
}
