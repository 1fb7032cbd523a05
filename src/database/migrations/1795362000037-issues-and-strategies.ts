import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Projects, issues, rulesets and strategies. Every project id in use gets its project; `default` is always there. */

export class IssuesAndStrategies1795362000037 implements MigrationInterface {
  name = 'IssuesAndStrategies1795362000037';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "aged_issue" ("run_id" text NOT NULL, "issue_key" text NOT NULL, "debt_phase_id" text, CONSTRAINT "pk_aged_issue" PRIMARY KEY ("run_id", "issue_key"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "ix_aged_issue_debt_phase" ON "aged_issue" ("run_id", "debt_phase_id") WHERE debt_phase_id is not null`,
    );
    await queryRunner.query(
      `CREATE TABLE "backlog_entry" ("project_id" text NOT NULL, "issue_key" text NOT NULL, "category" text NOT NULL, "base_severity" text NOT NULL, "occurrence_count" integer NOT NULL, "age_in_runs" integer NOT NULL, "age_in_tiers" integer NOT NULL, "episode" integer NOT NULL, "first_seen_run_id" text NOT NULL, "first_seen_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "last_seen_run_id" text NOT NULL, "last_seen_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "resolved_at" TIMESTAMP(3) WITH TIME ZONE, "version" integer NOT NULL, CONSTRAINT "ck_backlog_entry_base_severity" CHECK (base_severity in ('MINOR', 'MAJOR')), CONSTRAINT "pk_backlog_entry" PRIMARY KEY ("project_id", "issue_key"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_backlog_entry_tiers" ON "backlog_entry" ("project_id", "age_in_tiers")`);
    await queryRunner.query(
      `CREATE INDEX "ix_backlog_entry_age" ON "backlog_entry" ("project_id", "age_in_runs", "occurrence_count", "issue_key")`,
    );
    await queryRunner.query(
      `CREATE TABLE "issue_sighting" ("project_id" text NOT NULL, "issue_key" text NOT NULL, "episode" integer NOT NULL, "run_id" text NOT NULL, "tier_id" text NOT NULL, "severity" text NOT NULL, "counted" boolean NOT NULL, "occurrences" integer NOT NULL, "first_seen_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "last_seen_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "ck_issue_sighting_severity" CHECK (severity in ('MINOR', 'MAJOR')), CONSTRAINT "pk_issue_sighting" PRIMARY KEY ("project_id", "issue_key", "episode", "run_id", "tier_id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_issue_sighting_run" ON "issue_sighting" ("run_id")`);
    await queryRunner.query(
      `CREATE TABLE "phase_issue" ("run_id" text NOT NULL, "phase_id" text NOT NULL, "issue_key" text NOT NULL, "tier_id" text NOT NULL, "category" text NOT NULL, "severity" text NOT NULL, "effective_severity" text NOT NULL, "source" text NOT NULL, "description" text, "task_category" text, "complexity" text, "expected_fail" boolean NOT NULL, "occurrence_count" integer NOT NULL, "evidence_refs" jsonb NOT NULL, "first_seen_run" text NOT NULL, "last_seen_run" text NOT NULL, "open" boolean NOT NULL, "reported_attempt" integer NOT NULL, "first_seen_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "last_seen_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "ck_phase_issue_complexity" CHECK (complexity in ('LOW', 'MEDIUM', 'HIGH')), CONSTRAINT "ck_phase_issue_source" CHECK (source in ('PROBE', 'TEST', 'CI', 'STATIC_CHECK', 'SELF_DOUBT', 'AUDITOR')), CONSTRAINT "ck_phase_issue_effective_severity" CHECK (effective_severity in ('MINOR', 'MAJOR')), CONSTRAINT "ck_phase_issue_severity" CHECK (severity in ('MINOR', 'MAJOR')), CONSTRAINT "pk_phase_issue" PRIMARY KEY ("run_id", "phase_id", "issue_key"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_phase_issue_key" ON "phase_issue" ("run_id", "issue_key")`);
    await queryRunner.query(
      `CREATE TABLE "phase_strategy" ("run_id" text NOT NULL, "phase_id" text NOT NULL, "document" jsonb NOT NULL, CONSTRAINT "pk_phase_strategy" PRIMARY KEY ("run_id", "phase_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "project" ("project_id" text NOT NULL, "name" text NOT NULL, "repository_path" text, "default_branch" text, "allow_promotion" boolean NOT NULL DEFAULT false, "ruleset_version" integer NOT NULL DEFAULT '0', "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "write_id" uuid, CONSTRAINT "pk_project" PRIMARY KEY ("project_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "project_outbox" ("project_id" text NOT NULL, "write_id" uuid NOT NULL, "written_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_project_outbox" PRIMARY KEY ("project_id", "write_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "ruleset" ("project_id" text NOT NULL, "version" integer NOT NULL, "document" json NOT NULL, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "write_id" uuid, CONSTRAINT "pk_ruleset" PRIMARY KEY ("project_id", "version"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "strategy" ("run_id" text NOT NULL, "version" integer NOT NULL, "ruleset_version" integer, "hash" text NOT NULL, "document" text NOT NULL, "issue_policy" jsonb NOT NULL, "shown_version" integer NOT NULL, "shown_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_strategy" PRIMARY KEY ("run_id"))`,
    );
    await queryRunner.query(
      `CREATE TABLE "successful_run" ("run_id" text NOT NULL, "project_id" text NOT NULL, "ended_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, CONSTRAINT "pk_successful_run" PRIMARY KEY ("run_id"))`,
    );
    await queryRunner.query(`CREATE INDEX "ix_successful_run_ended" ON "successful_run" ("project_id", "ended_at")`);
    await queryRunner.query(`ALTER TABLE "idempotency_record" ADD "entity" text`);
    await queryRunner.query(`ALTER TABLE "phase" ADD "asked" jsonb NOT NULL DEFAULT '{}'`);
    await queryRunner.query(`ALTER TABLE "phase" ADD "issues_version" integer NOT NULL DEFAULT '0'`);
    await queryRunner.query(`ALTER TABLE "phase" ADD "issues_at" TIMESTAMP(3) WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "run" ADD "open_minor_issues" integer NOT NULL DEFAULT '0'`);
    await queryRunner.query(`ALTER TABLE "run" ADD "open_major_issues" integer NOT NULL DEFAULT '0'`);
    await queryRunner.query(`ALTER TABLE "run" ADD "issues_version" integer NOT NULL DEFAULT '0'`);
    await queryRunner.query(`ALTER TABLE "run" ADD "issues_at" TIMESTAMP(3) WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "run" ADD "asked" jsonb NOT NULL DEFAULT '{}'`);
    await queryRunner.query(`ALTER TABLE "run" ADD "previous_run_id" text`);
    await queryRunner.query(`ALTER TABLE "run" ADD "next_run_id" text`);
    await queryRunner.query(`ALTER TABLE "tier" ADD "open_minor_issues" integer NOT NULL DEFAULT '0'`);
    await queryRunner.query(`ALTER TABLE "tier" ADD "open_major_issues" integer NOT NULL DEFAULT '0'`);
    await queryRunner.query(
      `CREATE INDEX "ix_run_waiting" ON "run" ("previous_run_id") WHERE previous_run_id is not null and started_at is null and completed_at is null`,
    );
    await queryRunner.query(`ALTER TABLE "run_event" DROP CONSTRAINT "ck_run_event_type"`);
    await queryRunner.query(
      `ALTER TABLE "run_event" ADD CONSTRAINT "ck_run_event_type" CHECK (type in ('RUN_STATE_CHANGED', 'TIER_STATE_CHANGED', 'PHASE_STATE_CHANGED', 'PLAN_TIER_ADDED', 'PLAN_PHASE_ADDED', 'TOKENS_ADDED', 'ISSUES_RECORDED', 'RUN_RELEASED'))`,
    );
    await queryRunner.query(
      `INSERT INTO project (project_id, name, created_at) SELECT used.project_id, used.project_id, autopack_now() FROM (SELECT 'default' AS project_id UNION SELECT project_id FROM run) used`,
    );
    await queryRunner.query(
      `INSERT INTO successful_run (run_id, project_id, ended_at) SELECT run_id, project_id, completed_at FROM run WHERE state = 'DONE_SUCCESS'`,
    );
    // What an open draft asked for is not known any more; what it was given is the nearest to it.
    await queryRunner.query(
      `UPDATE run SET asked = jsonb_build_object('safetyProfile', safety_profile, 'runScope', run_scope, 'tokenCap', token_cap, 'maxPhases', max_phases, 'maxDurationMinutes', max_duration_minutes) WHERE state = 'PLAN_BOOTSTRAP'`,
    );
    await queryRunner.query(
      `UPDATE phase p SET asked = jsonb_build_object('complexity', p.complexity, 'builderMode', p.builder_mode) FROM run r WHERE r.run_id = p.run_id AND r.state = 'PLAN_BOOTSTRAP'`,
    );
    // Rows that are counted up in place keep their page.
    await queryRunner.query(`ALTER TABLE "phase_issue" SET (fillfactor = 85)`);
    // These rows have grown wider: a page needs more room for a new version of one.
    for (const table of ['run', 'tier', 'phase'])
      await queryRunner.query(`ALTER TABLE "${table}" SET (fillfactor = 55)`);
    await queryRunner.query(`ALTER TABLE "issue_sighting" SET (fillfactor = 85)`);
    await queryRunner.query(
      `ALTER TABLE "project_outbox" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`,
    );
    await queryRunner.query(
      `ALTER TABLE "aged_issue" ADD CONSTRAINT "fk_aged_issue_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "backlog_entry" ADD CONSTRAINT "fk_backlog_entry_project" FOREIGN KEY ("project_id") REFERENCES "project"("project_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "issue_sighting" ADD CONSTRAINT "fk_issue_sighting_entry" FOREIGN KEY ("project_id", "issue_key") REFERENCES "backlog_entry"("project_id", "issue_key") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "phase_issue" ADD CONSTRAINT "fk_phase_issue_phase" FOREIGN KEY ("run_id", "phase_id") REFERENCES "phase"("run_id", "phase_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "phase_strategy" ADD CONSTRAINT "fk_phase_strategy_phase" FOREIGN KEY ("run_id", "phase_id") REFERENCES "phase"("run_id", "phase_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "project_outbox" ADD CONSTRAINT "fk_project_outbox_project" FOREIGN KEY ("project_id") REFERENCES "project"("project_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "ruleset" ADD CONSTRAINT "fk_ruleset_project" FOREIGN KEY ("project_id") REFERENCES "project"("project_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "run" ADD CONSTRAINT "fk_run_project" FOREIGN KEY ("project_id") REFERENCES "project"("project_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "strategy" ADD CONSTRAINT "fk_strategy_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
    await queryRunner.query(
      `ALTER TABLE "successful_run" ADD CONSTRAINT "fk_successful_run_project" FOREIGN KEY ("project_id") REFERENCES "project"("project_id") ON DELETE CASCADE ON UPDATE NO ACTION`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['run', 'tier', 'phase'])
      await queryRunner.query(`ALTER TABLE "${table}" SET (fillfactor = 75)`);
    await queryRunner.query(`DELETE FROM run_event WHERE type in ('ISSUES_RECORDED', 'RUN_RELEASED')`);
    await queryRunner.query(`ALTER TABLE "run_event" DROP CONSTRAINT "ck_run_event_type"`);
    await queryRunner.query(
      `ALTER TABLE "run_event" ADD CONSTRAINT "ck_run_event_type" CHECK (type in ('RUN_STATE_CHANGED', 'TIER_STATE_CHANGED', 'PHASE_STATE_CHANGED', 'PLAN_TIER_ADDED', 'PLAN_PHASE_ADDED', 'TOKENS_ADDED'))`,
    );
    await queryRunner.query(`ALTER TABLE "successful_run" DROP CONSTRAINT "fk_successful_run_project"`);
    await queryRunner.query(`ALTER TABLE "strategy" DROP CONSTRAINT "fk_strategy_run"`);
    await queryRunner.query(`ALTER TABLE "run" DROP CONSTRAINT "fk_run_project"`);
    await queryRunner.query(`ALTER TABLE "ruleset" DROP CONSTRAINT "fk_ruleset_project"`);
    await queryRunner.query(`ALTER TABLE "project_outbox" DROP CONSTRAINT "fk_project_outbox_project"`);
    await queryRunner.query(`ALTER TABLE "phase_strategy" DROP CONSTRAINT "fk_phase_strategy_phase"`);
    await queryRunner.query(`ALTER TABLE "phase_issue" DROP CONSTRAINT "fk_phase_issue_phase"`);
    await queryRunner.query(`ALTER TABLE "issue_sighting" DROP CONSTRAINT "fk_issue_sighting_entry"`);
    await queryRunner.query(`ALTER TABLE "backlog_entry" DROP CONSTRAINT "fk_backlog_entry_project"`);
    await queryRunner.query(`ALTER TABLE "aged_issue" DROP CONSTRAINT "fk_aged_issue_run"`);
    await queryRunner.query(`DROP INDEX "public"."ix_run_waiting"`);
    await queryRunner.query(`ALTER TABLE "tier" DROP COLUMN "open_major_issues"`);
    await queryRunner.query(`ALTER TABLE "tier" DROP COLUMN "open_minor_issues"`);
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "next_run_id"`);
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "previous_run_id"`);
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "asked"`);
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "issues_at"`);
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "issues_version"`);
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "open_major_issues"`);
    await queryRunner.query(`ALTER TABLE "run" DROP COLUMN "open_minor_issues"`);
    await queryRunner.query(`ALTER TABLE "phase" DROP COLUMN "issues_at"`);
    await queryRunner.query(`ALTER TABLE "phase" DROP COLUMN "issues_version"`);
    await queryRunner.query(`ALTER TABLE "phase" DROP COLUMN "asked"`);
    await queryRunner.query(`ALTER TABLE "idempotency_record" DROP COLUMN "entity"`);
    await queryRunner.query(`DROP INDEX "public"."ix_successful_run_ended"`);
    await queryRunner.query(`DROP TABLE "successful_run"`);
    await queryRunner.query(`DROP TABLE "strategy"`);
    await queryRunner.query(`DROP TABLE "ruleset"`);
    await queryRunner.query(`DROP TABLE "project_outbox"`);
    await queryRunner.query(`DROP TABLE "project"`);
    await queryRunner.query(`DROP TABLE "phase_strategy"`);
    await queryRunner.query(`DROP INDEX "public"."ix_phase_issue_key"`);
    await queryRunner.query(`DROP TABLE "phase_issue"`);
    await queryRunner.query(`DROP INDEX "public"."ix_issue_sighting_run"`);
    await queryRunner.query(`DROP TABLE "issue_sighting"`);
    await queryRunner.query(`DROP INDEX "public"."ix_backlog_entry_tiers"`);
    await queryRunner.query(`DROP INDEX "public"."ix_backlog_entry_age"`);
    await queryRunner.query(`DROP TABLE "backlog_entry"`);
    await queryRunner.query(`DROP INDEX "public"."ix_aged_issue_debt_phase"`);
    await queryRunner.query(`DROP TABLE "aged_issue"`);
  }
}
