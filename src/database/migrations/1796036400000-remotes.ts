import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Remotes (M3). Triggers write what is to be pushed in the transaction of a snapshot or a promotion (C6), whichever
 * command, sweeper or version of the server makes it; without a remote they cost a look into a small table.
 */
export class Remotes1796036400000 implements MigrationInterface {
  name = 'Remotes1796036400000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "project_remote" (
                "project_id" text NOT NULL,
                "url" text NOT NULL,
                "forge" text,
                "set_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                "collect_until" TIMESTAMP(3) WITH TIME ZONE,
                "push_id" text,
                "next_attempt_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                "last_attempt_at" TIMESTAMP(3) WITH TIME ZONE,
                "last_pushed_at" TIMESTAMP(3) WITH TIME ZONE,
                "failures" integer NOT NULL DEFAULT '0',
                "last_fault" text,
                "last_error" text,
                "write_id" text NOT NULL,
                CONSTRAINT "ck_project_remote_fault" CHECK (
                    last_fault in (${FAULTS})
                ),
                CONSTRAINT "ck_project_remote_forge" CHECK (forge in ('GITHUB', 'GITLAB', 'GITEA')),
                CONSTRAINT "pk_project_remote" PRIMARY KEY ("project_id")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "remote_ref" (
                "run_id" text NOT NULL,
                "ref" text NOT NULL,
                "project_id" text NOT NULL,
                "wanted" text NOT NULL,
                "wanted_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                "pushed" text,
                "pushed_at" TIMESTAMP(3) WITH TIME ZONE,
                "state" text NOT NULL,
                "attempts" integer NOT NULL DEFAULT '0',
                "next_attempt_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL,
                "last_fault" text,
                "last_error" text,
                CONSTRAINT "ck_remote_ref_fault" CHECK (
                    last_fault in (${FAULTS})
                ),
                CONSTRAINT "ck_remote_ref_state" CHECK (state in ('DUE', 'PUSHED', 'CONFLICT')),
                CONSTRAINT "pk_remote_ref" PRIMARY KEY ("run_id", "ref")
            )
        `);
    await queryRunner.query(`CREATE INDEX "ix_remote_ref_project" ON "remote_ref" ("project_id")`);
    await queryRunner.query(`
            CREATE INDEX "ix_remote_ref_conflict" ON "remote_ref" ("project_id")
            WHERE state = 'CONFLICT'
        `);
    await queryRunner.query(`
            CREATE INDEX "ix_remote_ref_due" ON "remote_ref" ("project_id", "next_attempt_at")
            WHERE state = 'DUE'
        `);
    await queryRunner.query(`
            ALTER TABLE "project_remote"
            ADD CONSTRAINT "fk_project_remote_project" FOREIGN KEY ("project_id") REFERENCES "project"("project_id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "remote_ref"
            ADD CONSTRAINT "fk_remote_ref_run" FOREIGN KEY ("run_id") REFERENCES "run"("run_id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    for (const text of TRIGGERS) await queryRunner.query(text);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    for (const text of WITHOUT_TRIGGERS) await queryRunner.query(text);
    await queryRunner.query(`ALTER TABLE "remote_ref" DROP CONSTRAINT "fk_remote_ref_run"`);
    await queryRunner.query(`ALTER TABLE "project_remote" DROP CONSTRAINT "fk_project_remote_project"`);
    await queryRunner.query(`DROP INDEX "public"."ix_remote_ref_due"`);
    await queryRunner.query(`DROP INDEX "public"."ix_remote_ref_conflict"`);
    await queryRunner.query(`DROP INDEX "public"."ix_remote_ref_project"`);
    await queryRunner.query(`DROP TABLE "remote_ref"`);
    await queryRunner.query(`DROP TABLE "project_remote"`);
  }
}

const FAULTS = `
                        'CREDENTIALS',
                        'UNREACHABLE',
                        'TIMEOUT',
                        'REDIRECT',
                        'NOT_FOUND',
                        'UNTRUSTED',
                        'REFUSED',
                        'CONFLICT',
                        'LOCAL',
                        'CONFIGURATION',
                        'OTHER'
                    `;

const TRIGGERS = [
  // A newer commit takes the place of one that was not pushed yet: what is wanted is the newest.
  `CREATE FUNCTION autopack_push_wanted(project text, run text, name text, object text) RETURNS void LANGUAGE sql AS $$
  insert into remote_ref (run_id, ref, project_id, wanted, wanted_at, state, attempts, next_attempt_at)
    select run, name, project, object, autopack_now(), 'DUE', 0, autopack_now()
    where exists (select from project_remote r where r.project_id = project)
  on conflict on constraint pk_remote_ref do update set wanted = excluded.wanted, wanted_at = excluded.wanted_at, state = 'DUE', attempts = 0,
    next_attempt_at = excluded.next_attempt_at, last_fault = null, last_error = null
    where remote_ref.wanted <> excluded.wanted $$`,
  `CREATE FUNCTION autopack_push_snapshot() RETURNS trigger LANGUAGE plpgsql AS $$ declare project text; begin
  if not exists (select from project_remote) then return null; end if;
  select r.project_id into project from run r where r.run_id = new.run_id;
  perform autopack_push_wanted(project, new.run_id, 'refs/heads/autonomous/' || new.run_id, new.commit);
  if new.tag is not null and new.tag_object is not null then
    perform autopack_push_wanted(project, new.run_id, 'refs/tags/' || new.tag, new.tag_object);
  end if;
  return null;
end $$`,
  `CREATE TRIGGER "push_snapshot" AFTER INSERT OR UPDATE OF "commit", "tag_object" ON "snapshot" FOR EACH ROW WHEN (new.commit is not null) EXECUTE FUNCTION autopack_push_snapshot()`,
  `CREATE FUNCTION autopack_push_promotion() RETURNS trigger LANGUAGE plpgsql AS $$ declare project text; begin
  if not exists (select from project_remote) then return null; end if;
  select r.project_id into project from run r where r.run_id = new.run_id;
  perform autopack_push_wanted(project, new.run_id, 'refs/heads/' || new.target_branch, new.commit);
  return null;
end $$`,
  `CREATE TRIGGER "push_promotion" AFTER UPDATE OF "promoted_at" ON "promotion" FOR EACH ROW WHEN (old.promoted_at is null and new.promoted_at is not null) EXECUTE FUNCTION autopack_push_promotion()`,
  `CREATE TRIGGER "push_stored_promotion" AFTER INSERT ON "promotion" FOR EACH ROW WHEN (new.promoted_at is not null) EXECUTE FUNCTION autopack_push_promotion()`,
];

const WITHOUT_TRIGGERS = [
  `DROP TRIGGER "push_stored_promotion" ON "promotion"`,
  `DROP TRIGGER "push_promotion" ON "promotion"`,
  `DROP FUNCTION autopack_push_promotion()`,
  `DROP TRIGGER "push_snapshot" ON "snapshot"`,
  `DROP FUNCTION autopack_push_snapshot()`,
  `DROP FUNCTION autopack_push_wanted(text, text, text, text)`,
];
