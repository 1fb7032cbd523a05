import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Webhooks (A7). Triggers write the outbox in the transaction of what happened (C6), whichever command, sweeper or
 * version of the server makes the change, and only if a webhook of the project is told of it: without one they cost a
 * look into an empty table, at the end of a run, at a promotion, or when an issue grows older.
 */

export class Webhooks1796028630094 implements MigrationInterface {
  name = 'Webhooks1796028630094';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "layout_alarm" (
                "project_id" text NOT NULL,
                "reported_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                CONSTRAINT "pk_layout_alarm" PRIMARY KEY ("project_id")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "webhook" (
                "webhook_id" text NOT NULL,
                "project_id" text NOT NULL,
                "url" text NOT NULL,
                "event_types" jsonb NOT NULL,
                "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                "disabled_at" TIMESTAMP(3) WITH TIME ZONE,
                "disabled_reason" text,
                "write_id" text NOT NULL,
                CONSTRAINT "ck_webhook_disabled_reason" CHECK (disabled_reason in ('OPERATOR', 'GONE')),
                CONSTRAINT "pk_webhook" PRIMARY KEY ("webhook_id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "ix_webhook_project" ON "webhook" ("project_id", "created_at", "webhook_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "webhook_delivery" (
                "delivery_id" text NOT NULL,
                "webhook_id" text NOT NULL,
                "message_type" text NOT NULL,
                "state" text NOT NULL,
                "body" text NOT NULL,
                "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                "tried_since" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                "attempts" integer NOT NULL DEFAULT '0',
                "next_attempt_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                "last_attempt_at" TIMESTAMP(3) WITH TIME ZONE,
                "last_status" integer,
                "last_fault" text,
                "ended_at" TIMESTAMP(3) WITH TIME ZONE,
                "write_id" text,
                CONSTRAINT "ck_webhook_delivery_fault" CHECK (
                    last_fault in (
                        'STATUS',
                        'REDIRECT',
                        'GONE',
                        'TIMEOUT',
                        'CONNECTION',
                        'NAME_NOT_FOUND',
                        'CERTIFICATE',
                        'ADDRESS_REFUSED'
                    )
                ),
                CONSTRAINT "ck_webhook_delivery_type" CHECK (
                    message_type in (
                        'RUN_ENDED',
                        'RUN_PROMOTED',
                        'ISSUE_NEEDS_CLEANUP',
                        'LAYOUT_FAILING',
                        'WEBHOOK_TEST'
                    )
                ),
                CONSTRAINT "ck_webhook_delivery_state" CHECK (state in ('PENDING', 'DELIVERED', 'GIVEN_UP')),
                CONSTRAINT "pk_webhook_delivery" PRIMARY KEY ("delivery_id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "ix_webhook_delivery_ended" ON "webhook_delivery" ("ended_at")
            WHERE ended_at is not null
        `);
    await queryRunner.query(`
            CREATE INDEX "ix_webhook_delivery_due" ON "webhook_delivery" ("webhook_id", "next_attempt_at")
            WHERE state = 'PENDING'
        `);
    await queryRunner.query(`
            CREATE INDEX "ix_webhook_delivery_webhook" ON "webhook_delivery" ("webhook_id", "created_at", "delivery_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "webhook_event" (
                "event_id" text NOT NULL,
                "project_id" text NOT NULL,
                "type" text NOT NULL,
                "at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                "facts" jsonb NOT NULL,
                CONSTRAINT "ck_webhook_event_type" CHECK (
                    type in (
                        'RUN_ENDED',
                        'RUN_PROMOTED',
                        'ISSUE_NEEDS_CLEANUP',
                        'LAYOUT_FAILING'
                    )
                ),
                CONSTRAINT "pk_webhook_event" PRIMARY KEY ("event_id")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "webhook_secret" (
                "webhook_id" text NOT NULL,
                "secret" text NOT NULL,
                "previous" text,
                "previous_until" TIMESTAMP(3) WITH TIME ZONE,
                CONSTRAINT "pk_webhook_secret" PRIMARY KEY ("webhook_id")
            )
        `);
    await queryRunner.query(`
            ALTER TABLE "layout_alarm"
            ADD CONSTRAINT "fk_layout_alarm_project" FOREIGN KEY ("project_id") REFERENCES "project"("project_id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "webhook"
            ADD CONSTRAINT "fk_webhook_project" FOREIGN KEY ("project_id") REFERENCES "project"("project_id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "webhook_delivery"
            ADD CONSTRAINT "fk_webhook_delivery_webhook" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("webhook_id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "webhook_secret"
            ADD CONSTRAINT "fk_webhook_secret_webhook" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("webhook_id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    for (const text of TRIGGERS) await queryRunner.query(text);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    for (const text of WITHOUT_TRIGGERS) await queryRunner.query(text);
    await queryRunner.query(`
            ALTER TABLE "webhook_secret" DROP CONSTRAINT "fk_webhook_secret_webhook"
        `);
    await queryRunner.query(`
            ALTER TABLE "webhook_delivery" DROP CONSTRAINT "fk_webhook_delivery_webhook"
        `);
    await queryRunner.query(`
            ALTER TABLE "webhook" DROP CONSTRAINT "fk_webhook_project"
        `);
    await queryRunner.query(`
            ALTER TABLE "layout_alarm" DROP CONSTRAINT "fk_layout_alarm_project"
        `);
    await queryRunner.query(`
            DROP TABLE "webhook_secret"
        `);
    await queryRunner.query(`
            DROP TABLE "webhook_event"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."ix_webhook_delivery_webhook"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."ix_webhook_delivery_due"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."ix_webhook_delivery_ended"
        `);
    await queryRunner.query(`
            DROP TABLE "webhook_delivery"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."ix_webhook_project"
        `);
    await queryRunner.query(`
            DROP TABLE "webhook"
        `);
    await queryRunner.query(`
            DROP TABLE "layout_alarm"
        `);
  }
}

/** An instant as messages write it. */
const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const TRIGGERS = [
  `CREATE FUNCTION autopack_has_webhook(project text, kind text) RETURNS boolean LANGUAGE sql STABLE AS
  $$ select exists (select from webhook w where w.project_id = project and w.disabled_at is null and w.event_types ? kind) $$`,
  `CREATE FUNCTION autopack_webhook_run_ended() RETURNS trigger LANGUAGE plpgsql AS $$ begin
  if autopack_has_webhook(new.project_id, 'RUN_ENDED') then
    insert into webhook_event (event_id, project_id, type, at, facts) values (gen_random_uuid()::text, new.project_id, 'RUN_ENDED', new.completed_at,
      jsonb_build_object('projectId', new.project_id, 'runId', new.run_id, 'state', new.state,
        'failure', case when jsonb_typeof(new.failure) = 'object' then jsonb_build_object('rule', new.failure ->> 'rule', 'message', left(new.failure ->> 'message', 2000),
          'reasonCodes', (select coalesce(jsonb_agg(r.reason ->> 'code'), '[]') from (select reason from jsonb_array_elements(new.failure -> 'reasons') as all_reasons (reason) limit 100) r),
          'tierId', new.failure ->> 'tierId', 'phaseId', new.failure ->> 'phaseId') end,
        'version', new.version, 'startedAt', ${instant('new.started_at')}, 'completedAt', ${instant('new.completed_at')}, 'tokensUsed', new.tokens_used,
        'phaseCount', new.phase_count, 'phasesComplete', new.phases_complete, 'headCommit', new.head_commit, 'nextRunId', new.next_run_id));
  end if;
  return null;
end $$`,
  `CREATE TRIGGER "webhook_run_ended" AFTER UPDATE OF "completed_at" ON "run" FOR EACH ROW WHEN (old.completed_at is null and new.completed_at is not null) EXECUTE FUNCTION autopack_webhook_run_ended()`,
  `CREATE TRIGGER "webhook_run_stored_ended" AFTER INSERT ON "run" FOR EACH ROW WHEN (new.completed_at is not null) EXECUTE FUNCTION autopack_webhook_run_ended()`,
  `CREATE FUNCTION autopack_webhook_run_promoted() RETURNS trigger LANGUAGE plpgsql AS $$ declare project text; begin
  select r.project_id into project from run r where r.run_id = new.run_id;
  if autopack_has_webhook(project, 'RUN_PROMOTED') then
    insert into webhook_event (event_id, project_id, type, at, facts) values (gen_random_uuid()::text, project, 'RUN_PROMOTED', new.promoted_at,
      jsonb_build_object('projectId', project, 'runId', new.run_id, 'targetBranch', new.target_branch, 'fromCommit', new.from_commit, 'commit', new.commit,
        'actor', new.actor, 'promotedAt', ${instant('new.promoted_at')}));
  end if;
  return null;
end $$`,
  `CREATE TRIGGER "webhook_run_promoted" AFTER UPDATE OF "promoted_at" ON "promotion" FOR EACH ROW WHEN (old.promoted_at is null and new.promoted_at is not null) EXECUTE FUNCTION autopack_webhook_run_promoted()`,
  `CREATE TRIGGER "webhook_run_stored_promoted" AFTER INSERT ON "promotion" FOR EACH ROW WHEN (new.promoted_at is not null) EXECUTE FUNCTION autopack_webhook_run_promoted()`,
  // Whether an age reaches a threshold is decided by the server, from both ages and the ruleset of that moment.
  `CREATE FUNCTION autopack_webhook_issue_aged() RETURNS trigger LANGUAGE plpgsql AS $$ declare runs int := 0; tiers int := 0; begin
  if autopack_has_webhook(new.project_id, 'ISSUE_NEEDS_CLEANUP') then
    if tg_op = 'UPDATE' and old.episode = new.episode then
      runs := old.age_in_runs;
      tiers := old.age_in_tiers;
    end if;
    insert into webhook_event (event_id, project_id, type, at, facts) values (gen_random_uuid()::text, new.project_id, 'ISSUE_NEEDS_CLEANUP', new.last_seen_at,
      jsonb_build_object('projectId', new.project_id, 'issueKey', new.issue_key, 'category', new.category, 'severity', new.base_severity,
        'ageInRuns', new.age_in_runs, 'ageInTiers', new.age_in_tiers, 'episode', new.episode, 'occurrenceCount', new.occurrence_count,
        'lastSeenRunId', new.last_seen_run_id, 'before', jsonb_build_object('ageInRuns', runs, 'ageInTiers', tiers),
        'rulesetVersion', (select p.ruleset_version from project p where p.project_id = new.project_id)));
  end if;
  return null;
end $$`,
  `CREATE TRIGGER "webhook_issue_first_seen" AFTER INSERT ON "backlog_entry" FOR EACH ROW EXECUTE FUNCTION autopack_webhook_issue_aged()`,
  `CREATE TRIGGER "webhook_issue_aged" AFTER UPDATE OF "age_in_runs", "age_in_tiers", "episode" ON "backlog_entry" FOR EACH ROW
  WHEN (new.age_in_runs > old.age_in_runs or new.age_in_tiers > old.age_in_tiers or new.episode <> old.episode) EXECUTE FUNCTION autopack_webhook_issue_aged()`,
  // A ruleset with lower thresholds makes issues old that were not.
  `CREATE FUNCTION autopack_webhook_ruleset() RETURNS trigger LANGUAGE plpgsql AS $$ begin
  if autopack_has_webhook(new.project_id, 'ISSUE_NEEDS_CLEANUP') then
    insert into webhook_event (event_id, project_id, type, at, facts) values (gen_random_uuid()::text, new.project_id, 'ISSUE_NEEDS_CLEANUP', new.created_at,
      jsonb_build_object('projectId', new.project_id, 'rulesetVersion', new.version));
  end if;
  return null;
end $$`,
  `CREATE TRIGGER "webhook_ruleset" AFTER INSERT ON "ruleset" FOR EACH ROW EXECUTE FUNCTION autopack_webhook_ruleset()`,
];

const WITHOUT_TRIGGERS = [
  `DROP TRIGGER "webhook_ruleset" ON "ruleset"`,
  `DROP FUNCTION autopack_webhook_ruleset()`,
  `DROP TRIGGER "webhook_issue_aged" ON "backlog_entry"`,
  `DROP TRIGGER "webhook_issue_first_seen" ON "backlog_entry"`,
  `DROP FUNCTION autopack_webhook_issue_aged()`,
  `DROP TRIGGER "webhook_run_stored_promoted" ON "promotion"`,
  `DROP TRIGGER "webhook_run_promoted" ON "promotion"`,
  `DROP FUNCTION autopack_webhook_run_promoted()`,
  `DROP TRIGGER "webhook_run_stored_ended" ON "run"`,
  `DROP TRIGGER "webhook_run_ended" ON "run"`,
  `DROP FUNCTION autopack_webhook_run_ended()`,
  `DROP FUNCTION autopack_has_webhook(text, text)`,
];
