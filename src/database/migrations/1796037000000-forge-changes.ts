import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Changes on forges (M3): pull requests and merge requests that propose the work of runs. A trigger tells webhooks what
 * becomes of them, in the transaction of the write (C6).
 */

export class ForgeChanges1796037000000 implements MigrationInterface {
  name = 'ForgeChanges1796037000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "promotion_change" (
                "run_id" text NOT NULL,
                "project_id" text NOT NULL,
                "remote" text NOT NULL,
                "forge" text NOT NULL,
                "head" text NOT NULL,
                "base" text NOT NULL,
                "base_commit" text NOT NULL,
                "head_commit" text NOT NULL,
                "actor" text NOT NULL,
                "requested_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                "round" integer NOT NULL,
                "state" text NOT NULL,
                "number" integer,
                "url" text,
                "draft" boolean,
                "opened_at" TIMESTAMP(3) WITH TIME ZONE,
                "forge_updated_at" TIMESTAMP(3) WITH TIME ZONE,
                "content_key" text,
                "merged_by" text,
                "merge_commit" text,
                "ended_at" TIMESTAMP(3) WITH TIME ZONE,
                "checks" jsonb NOT NULL,
                "checks_read_at" TIMESTAMP(3) WITH TIME ZONE,
                "changed_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                "next_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                "failures" integer NOT NULL,
                "tried_since" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                "fault" text,
                "fault_message" text,
                "write_id" text NOT NULL,
                CONSTRAINT "ck_promotion_change_fault" CHECK (
                    fault in (
                        'UNREACHABLE',
                        'BROKEN',
                        'RATE_LIMITED',
                        'UNAUTHORIZED',
                        'FORBIDDEN',
                        'NOT_FOUND',
                        'MOVED',
                        'EXISTS',
                        'REFUSED',
                        'NO_CREDENTIALS',
                        'NOT_PUSHED'
                    )
                ),
                CONSTRAINT "ck_promotion_change_state" CHECK (
                    state in (
                        'REQUESTED',
                        'OPEN',
                        'MERGED',
                        'CLOSED',
                        'GIVEN_UP'
                    )
                ),
                CONSTRAINT "ck_promotion_change_forge" CHECK (forge in ('GITHUB', 'GITLAB', 'GITEA')),
                CONSTRAINT "pk_promotion_change" PRIMARY KEY ("run_id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "ix_promotion_change_project" ON "promotion_change" ("project_id", "next_at")
            WHERE state in ('REQUESTED', 'OPEN')
        `);
    await queryRunner.query(`
            CREATE INDEX "ix_promotion_change_due" ON "promotion_change" ("next_at")
            WHERE state in ('REQUESTED', 'OPEN')
        `);
    await queryRunner.query(`
            CREATE TABLE "forge_poll" (
                "project_id" text NOT NULL,
                "host" text NOT NULL,
                "poll_id" text,
                "leased_until" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                "blocked_until" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                CONSTRAINT "pk_forge_poll" PRIMARY KEY ("project_id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "ix_forge_poll_host" ON "forge_poll" ("host")
        `);
    await queryRunner.query(`
            CREATE TABLE "forge_delivery" (
                "project_id" text NOT NULL,
                "delivery_id" text NOT NULL,
                "received_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                CONSTRAINT "pk_forge_delivery" PRIMARY KEY ("project_id", "delivery_id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "ix_forge_delivery_received" ON "forge_delivery" ("received_at")
        `);
    await queryRunner.query(`
            ALTER TABLE "promotion"
            ADD "kind" text NOT NULL DEFAULT 'MERGE'
        `);
    await queryRunner.query(`
            ALTER TABLE "promotion"
            ADD CONSTRAINT "ck_promotion_kind" CHECK (kind in ('MERGE', 'PULL_REQUEST'))
        `);
    for (const [table, column] of TYPED) {
      await queryRunner.query(`ALTER TABLE "${table}" DROP CONSTRAINT "ck_${table}_type"`);
      await queryRunner.query(
        `ALTER TABLE "${table}" ADD CONSTRAINT "ck_${table}_type" CHECK (${column} in (${listed([...OLD_TYPES, ...NEW_TYPES, ...LAST_TYPES[table]])}))`,
      );
    }
    await queryRunner.query(`
            ALTER TABLE "promotion_change"
            ADD CONSTRAINT "fk_promotion_change_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "forge_poll"
            ADD CONSTRAINT "fk_forge_poll_project" FOREIGN KEY ("project_id") REFERENCES "project"("project_id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "forge_delivery"
            ADD CONSTRAINT "fk_forge_delivery_project" FOREIGN KEY ("project_id") REFERENCES "project"("project_id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    for (const text of TRIGGERS) await queryRunner.query(text);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TRIGGER "webhook_change" ON "promotion_change"`);
    await queryRunner.query(`DROP FUNCTION autopack_webhook_change()`);
    await queryRunner.query(pushPromotion(''));
    for (const [table, column] of TYPED) {
      await queryRunner.query(`DELETE FROM "${table}" WHERE ${column} in (${listed(NEW_TYPES)})`);
      await queryRunner.query(`ALTER TABLE "${table}" DROP CONSTRAINT "ck_${table}_type"`);
      await queryRunner.query(
        `ALTER TABLE "${table}" ADD CONSTRAINT "ck_${table}_type" CHECK (${column} in (${listed([...OLD_TYPES, ...LAST_TYPES[table]])}))`,
      );
    }
    await queryRunner.query(`ALTER TABLE "forge_delivery" DROP CONSTRAINT "fk_forge_delivery_project"`);
    await queryRunner.query(`ALTER TABLE "forge_poll" DROP CONSTRAINT "fk_forge_poll_project"`);
    await queryRunner.query(`ALTER TABLE "promotion_change" DROP CONSTRAINT "fk_promotion_change_run"`);
    await queryRunner.query(`ALTER TABLE "promotion" DROP CONSTRAINT "ck_promotion_kind"`);
    await queryRunner.query(`ALTER TABLE "promotion" DROP COLUMN "kind"`);
    await queryRunner.query(`DROP INDEX "public"."ix_forge_delivery_received"`);
    await queryRunner.query(`DROP TABLE "forge_delivery"`);
    await queryRunner.query(`DROP INDEX "public"."ix_forge_poll_host"`);
    await queryRunner.query(`DROP TABLE "forge_poll"`);
    await queryRunner.query(`DROP INDEX "public"."ix_promotion_change_due"`);
    await queryRunner.query(`DROP INDEX "public"."ix_promotion_change_project"`);
    await queryRunner.query(`DROP TABLE "promotion_change"`);
  }
}

const TYPED = [
  ['webhook_event', 'type'],
  ['webhook_delivery', 'message_type'],
] as const;
const OLD_TYPES = ['RUN_ENDED', 'RUN_PROMOTED', 'ISSUE_NEEDS_CLEANUP', 'LAYOUT_FAILING'];
const NEW_TYPES = ['CHANGE_OPENED', 'CHANGE_UPDATED', 'CHANGE_MERGED', 'CHANGE_CLOSED'];
const LAST_TYPES = { webhook_event: [], webhook_delivery: ['WEBHOOK_TEST'] };
const listed = (types: readonly string[]): string => types.map((type) => `'${type}'`).join(', ');

/** What people merged on the forge is there already, and the repository here may not have its commit. */
const pushPromotion = (
  unless: string,
): string => `CREATE OR REPLACE FUNCTION autopack_push_promotion() RETURNS trigger LANGUAGE plpgsql AS $$ declare project text; begin
  if ${unless}not exists (select from project_remote) then return null; end if;
  select r.project_id into project from run r where r.run_id = new.run_id;
  perform autopack_push_wanted(project, new.run_id, 'refs/heads/' || new.target_branch, new.commit);
  return null;
end $$`;

const TRIGGERS = [
  pushPromotion(`new.kind = 'PULL_REQUEST' or `),
  `CREATE FUNCTION autopack_webhook_change() RETURNS trigger LANGUAGE plpgsql AS $$ declare kind text; begin
  kind := case
    when new.state = 'MERGED' and old.state <> 'MERGED' then 'CHANGE_MERGED'
    when new.state = 'CLOSED' and old.state <> 'CLOSED' then 'CHANGE_CLOSED'
    when new.state = 'OPEN' and old.state <> 'OPEN' then 'CHANGE_OPENED'
    when new.state = 'OPEN' and (new.content_key is distinct from old.content_key or new.draft is distinct from old.draft or new.base <> old.base) then 'CHANGE_UPDATED'
  end;
  if kind is not null and new.number is not null and autopack_has_webhook(new.project_id, kind) then
    insert into webhook_event (event_id, project_id, type, at, facts) values (gen_random_uuid()::text, new.project_id, kind, new.changed_at,
      jsonb_build_object('projectId', new.project_id, 'runId', new.run_id, 'forge', new.forge, 'number', new.number, 'url', new.url, 'state', new.state,
        'draft', new.draft, 'head', new.head, 'headCommit', new.head_commit, 'base', new.base, 'mergedBy', new.merged_by, 'mergeCommit', new.merge_commit));
  end if;
  return null;
end $$`,
  `CREATE TRIGGER "webhook_change" AFTER UPDATE ON "promotion_change" FOR EACH ROW EXECUTE FUNCTION autopack_webhook_change()`,
];
