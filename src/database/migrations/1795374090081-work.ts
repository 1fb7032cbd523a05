import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Leases, attempts, CI tries, snapshots, and the queue of work that claims look at. */

export class Work1795374090081 implements MigrationInterface {
  name = 'Work1795374090081';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "attempt_artefact" ("run_id" text NOT NULL, "path" text NOT NULL, "phase_id" text NOT NULL, "attempt" integer NOT NULL, "try_number" integer, "late_result_id" text, "kind" text NOT NULL, "size_bytes" integer NOT NULL, "sha256" text NOT NULL, "run_version" integer NOT NULL, "at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "ck_attempt_artefact_kind" CHECK (kind in ('patch', 'log', 'report', 'result')), CONSTRAINT "pk_attempt_artefact" PRIMARY KEY ("run_id", "path"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_attempt_artefact_phase" ON "attempt_artefact" ("run_id", "phase_id", "attempt")`,
    );
    await queryRunner.query(
      `CREATE TABLE "attempt" ("run_id" text NOT NULL, "phase_id" text NOT NULL, "number" integer NOT NULL, "role" text NOT NULL, "worker_id" text NOT NULL, "state" text NOT NULL, "token_hash" text NOT NULL, "round" integer NOT NULL, "started_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "ended_at" TIMESTAMP(3) WITH TIME ZONE, "tokens_used" bigint NOT NULL DEFAULT '0', "tokens_estimated" boolean NOT NULL DEFAULT false, "given_back" boolean NOT NULL DEFAULT false, "base_commit" text, "commit" text, "status" text, "gate" jsonb, "audit_verdict" text, "confidence" text, "ci_verdict" text, "notes" text, "patch_hash" text, "result_hash" text, CONSTRAINT "ck_attempt_role" CHECK (role in ('BUILDER', 'AUDITOR', 'CI')), CONSTRAINT "ck_attempt_state" CHECK (state in ('LEASED', 'SUBMITTED', 'RELEASED', 'EXPIRED', 'STOPPED')), CONSTRAINT "pk_attempt" PRIMARY KEY ("run_id", "phase_id", "number"))`,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_attempt_token_hash" ON "attempt" ("token_hash")`);
    await queryRunner.query(
      `CREATE TABLE "ci_try" ("run_id" text NOT NULL, "phase_id" text NOT NULL, "attempt" integer NOT NULL, "round" integer NOT NULL, "number" integer NOT NULL, "ci_attempt" integer, "verdict" text NOT NULL, "commit" text, "at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "summary" text, "judged" jsonb, CONSTRAINT "ck_ci_try_verdict" CHECK (verdict in ('GREEN', 'FLAKY', 'RED', 'MISSING', 'ENVIRONMENT')), CONSTRAINT "pk_ci_try" PRIMARY KEY ("run_id", "phase_id", "attempt", "round", "number"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "late_result" ("id" text NOT NULL, "run_id" text NOT NULL, "phase_id" text NOT NULL, "attempt" integer NOT NULL, "role" text NOT NULL, "worker_id" text NOT NULL, "received_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "reason" jsonb NOT NULL, "tokens_used" bigint, CONSTRAINT "ck_late_result_role" CHECK (role in ('BUILDER', 'AUDITOR', 'CI')), CONSTRAINT "pk_late_result" PRIMARY KEY ("id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_late_result_run" ON "late_result" ("run_id", "received_at")`);
    await queryRunner.query(
      `CREATE TABLE "lease" ("run_id" text NOT NULL, "project_id" text NOT NULL, "phase_id" text NOT NULL, "attempt" integer NOT NULL, "role" text NOT NULL, "worker_id" text NOT NULL, "token" text NOT NULL, "expires_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "hard_deadline_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "expiry_seconds" integer NOT NULL, "token_allowance" bigint NOT NULL, "tokens_told" bigint, "beaten" boolean NOT NULL DEFAULT false, CONSTRAINT "uq_lease_token" UNIQUE ("token"), CONSTRAINT "ck_lease_role" CHECK (role in ('BUILDER', 'AUDITOR', 'CI')), CONSTRAINT "pk_lease" PRIMARY KEY ("run_id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_lease_project" ON "lease" ("project_id", "role")`);
    await queryRunner.query(
      `CREATE TABLE "promotion" ("run_id" text NOT NULL, "target_branch" text NOT NULL, "from_commit" text NOT NULL, "commit" text NOT NULL, "actor" text NOT NULL, "intended_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "promoted_at" TIMESTAMP(3) WITH TIME ZONE, CONSTRAINT "pk_promotion" PRIMARY KEY ("run_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "snapshot" ("run_id" text NOT NULL, "phase_id" text NOT NULL, "commit" text, "tag" text, "executed" integer, "at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_snapshot" PRIMARY KEY ("run_id", "phase_id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_snapshot_commit" ON "snapshot" ("commit") WHERE commit is not null`);
    await queryRunner.query(
      `CREATE TABLE "work_queue" ("run_id" text NOT NULL, "project_id" text NOT NULL, "role" text NOT NULL, "ready_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "wait_until" TIMESTAMP(3) WITH TIME ZONE, "avoid_worker" text, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "ck_work_queue_role" CHECK (role in ('BUILDER', 'AUDITOR', 'CI')), CONSTRAINT "pk_work_queue" PRIMARY KEY ("run_id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_work_queue_wait" ON "work_queue" ("wait_until") WHERE wait_until is not null`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_work_queue_next" ON "work_queue" ("role", "project_id", "created_at", "run_id")`,
    );
    await queryRunner.query(
      `CREATE TABLE "worker" ("role" text NOT NULL, "worker_id" text NOT NULL, "last_seen_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "ck_worker_role" CHECK (role in ('BUILDER', 'AUDITOR', 'CI')), CONSTRAINT "pk_worker" PRIMARY KEY ("role", "worker_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "ref_difference" ("run_id" text NOT NULL, "ref" text NOT NULL, "found" text, "at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_ref_difference" PRIMARY KEY ("run_id", "ref"))`,
    );
    await queryRunner.query(`ALTER TABLE "phase" ADD "round" integer NOT NULL DEFAULT '0'`);
    await queryRunner.query(
      `ALTER TABLE "phase" ADD "work" jsonb NOT NULL DEFAULT '{"attempts":0,"holder":null,"candidate":null,"auditDue":false,"auditRequested":null,"givenBack":0,"environmentFailures":0,"avoidWorker":null,"policyRefusals":0,"lastPatchHash":null,"lastFingerprint":null,"ciTries":0}'`,
    );
    await queryRunner.query(`ALTER TABLE "phase" ALTER COLUMN "work" DROP DEFAULT`);
    await queryRunner.query(`ALTER TABLE "phase" ADD "not_before" TIMESTAMP(3) WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "phase" ADD "wait_until" TIMESTAMP(3) WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "run" ADD "repository_path" text`);
    await queryRunner.query(`ALTER TABLE "run" ADD "base_commit" text`);
    await queryRunner.query(`ALTER TABLE "run" ADD "head_commit" text`);
    await queryRunner.query(`ALTER TABLE "run" ADD "ref_intent" jsonb`);
    await queryRunner.query(`ALTER TABLE "strategy" ADD "policies" jsonb`);
    await queryRunner.query(`UPDATE strategy SET policies = document::jsonb -> 'policies'`);
    await queryRunner.query(`ALTER TABLE "strategy" ALTER COLUMN "policies" SET NOT NULL`);
    await queryRunner.query(`CREATE INDEX "ix_run_ref_intent" ON "run" ("run_id") WHERE ref_intent is not null`);
    await queryRunner.query(
      `ALTER TABLE "attempt_artefact" ADD CONSTRAINT "fk_attempt_artefact_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "attempt" ADD CONSTRAINT "fk_attempt_phase" FOREIGN KEY ("run_id", "phase_id") REFERENCES "phase"("run_id", "phase_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "ci_try" ADD CONSTRAINT "fk_ci_try_phase" FOREIGN KEY ("run_id", "phase_id") REFERENCES "phase"("run_id", "phase_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "late_result" ADD CONSTRAINT "fk_late_result_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "lease" ADD CONSTRAINT "fk_lease_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "promotion" ADD CONSTRAINT "fk_promotion_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "ref_difference" ADD CONSTRAINT "fk_ref_difference_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "snapshot" ADD CONSTRAINT "fk_snapshot_phase" FOREIGN KEY ("run_id", "phase_id") REFERENCES "phase"("run_id", "phase_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "work_queue" ADD CONSTRAINT "fk_work_queue_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(`ALTER TABLE "run_event" DROP CONSTRAINT "ck_run_event_type"`);
    await queryRunner.query(
      `ALTER TABLE "run_event" ADD CONSTRAINT "ck_run_event_type" CHECK (type in ('RUN_STATE_CHANGED', 'TIER_STATE_CHANGED', 'PHASE_STATE_CHANGED', 'PLAN_TIER_ADDED', 'PLAN_PHASE_ADDED', 'TOKENS_ADDED', 'ISSUES_RECORDED', 'RUN_RELEASED', 'WORK_CLAIMED', 'WORK_ENDED', 'AUDIT_REQUESTED', 'REFS_INTENDED', 'REFS_SETTLED'))`,
    );
    // Every hand-out so far was a round of its own.
    await queryRunner.query(`UPDATE phase SET round = builder_attempts WHERE builder_attempts > 0`);
    // Runs that have begun offer their next phase.
    await queryRunner.query(
      `INSERT INTO work_queue (run_id, project_id, role, ready_at, created_at) SELECT r.run_id, r.project_id, CASE p.state WHEN 'QUEUED' THEN 'BUILDER' ELSE 'CI' END, r.changed_at, r.created_at FROM run r JOIN phase p ON p.run_id = r.run_id AND p.phase_index = r.head_phase_index WHERE r.completed_at IS NULL AND r.state <> 'PLAN_BOOTSTRAP' AND r.started_at IS NOT NULL AND p.state IN ('QUEUED', 'CI_RUNNING')`,
    );
    // Heartbeats update leases in place; rows of the queue live for a moment.
    await queryRunner.query(`ALTER TABLE "lease" SET (fillfactor = 70)`);
    await queryRunner.query(`ALTER TABLE "attempt" SET (fillfactor = 80)`);
    await queryRunner.query(
      `ALTER TABLE "lease" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`,
    );
    await queryRunner.query(
      `ALTER TABLE "work_queue" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `DELETE FROM run_event WHERE type in ('WORK_CLAIMED', 'WORK_ENDED', 'AUDIT_REQUESTED', 'REFS_INTENDED', 'REFS_SETTLED')`,
    );
    await queryRunner.query(`ALTER TABLE "run_event" DROP CONSTRAINT "ck_run_event_type"`);
    await queryRunner.query(
      `ALTER TABLE "run_event" ADD CONSTRAINT "ck_run_event_type" CHECK (type in ('RUN_STATE_CHANGED', 'TIER_STATE_CHANGED', 'PHASE_STATE_CHANGED', 'PLAN_TIER_ADDED', 'PLAN_PHASE_ADDED', 'TOKENS_ADDED', 'ISSUES_RECORDED', 'RUN_RELEASED'))`,
    );
    await queryRunner.query(`ALTER TABLE "work_queue" DROP CONSTRAINT "fk_work_queue_run"`);
    await queryRunner.query(`ALTER TABLE "snapshot" DROP CONSTRAINT "fk_snapshot_phase"`);
    await queryRunner.query(`DROP TABLE "ref_difference"`);
    await queryRunner.query(`ALTER TABLE "promotion" DROP CONSTRAINT "fk_promotion_run"`);
    await queryRunner.query(`ALTER TABLE "lease" DROP CONSTRAINT "fk_lease_run"`);
    await queryRunner.query(`ALTER TABLE "late_result" DROP CONSTRAINT "fk_late_result_run"`);
    await queryRunner.query(`ALTER TABLE "ci_try" DROP CONSTRAINT "fk_ci_try_phase"`);
    await queryRunner.query(`ALTER TABLE "attempt" DROP CONSTRAINT "fk_attempt_phase"`);
    await queryRunner.query(`ALTER TABLE "attempt_artefact" DROP CONSTRAINT "fk_attempt_artefact_run"`);
    await queryRunner.query(`DROP INDEX "public"."ix_run_ref_intent"`);
    await queryRunner.query(`ALTER TABLE "strategy" DROP COLUMN "policies"`);
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "ref_intent"`);
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "head_commit"`);
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "base_commit"`);
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "repository_path"`);
    await queryRunner.query(`ALTER TABLE "phase" DROP COLUMN "wait_until"`);
    await queryRunner.query(`ALTER TABLE "phase" DROP COLUMN "not_before"`);
    await queryRunner.query(`ALTER TABLE "phase" DROP COLUMN "work"`);
    await queryRunner.query(`ALTER TABLE "phase" DROP COLUMN "round"`);
    await queryRunner.query(`DROP TABLE "worker"`);
    await queryRunner.query(`DROP INDEX "public"."ix_work_queue_next"`);
    await queryRunner.query(`DROP INDEX "public"."ix_work_queue_wait"`);
    await queryRunner.query(`DROP TABLE "work_queue"`);
    await queryRunner.query(`DROP INDEX "public"."ix_snapshot_commit"`);
    await queryRunner.query(`DROP TABLE "snapshot"`);
    await queryRunner.query(`DROP TABLE "promotion"`);
    await queryRunner.query(`DROP INDEX "public"."ix_lease_project"`);
    await queryRunner.query(`DROP TABLE "lease"`);
    await queryRunner.query(`DROP INDEX "public"."ix_late_result_run"`);
    await queryRunner.query(`DROP TABLE "late_result"`);
    await queryRunner.query(`DROP TABLE "ci_try"`);
    await queryRunner.query(`DROP INDEX "public"."uq_attempt_token_hash"`);
    await queryRunner.query(`DROP TABLE "attempt"`);
    await queryRunner.query(`DROP INDEX "public"."ix_attempt_artefact_phase"`);
    await queryRunner.query(`DROP TABLE "attempt_artefact"`);
  }
}
