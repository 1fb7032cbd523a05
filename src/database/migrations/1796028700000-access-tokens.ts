import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens with roles (A2). Of two live tokens no two have one name, so that the actor of an event is one of them. */
export class AccessTokens1796028700000 implements MigrationInterface {
  name = 'AccessTokens1796028700000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE "access_token" ("token_id" text NOT NULL, "name" text NOT NULL, "role" text NOT NULL, "project_ids" jsonb, "secret_hash" text NOT NULL, "created_at" TIMESTAMP(3) WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP(3) WITH TIME ZONE, "last_used_at" TIMESTAMP(3) WITH TIME ZONE, "revoked_at" TIMESTAMP(3) WITH TIME ZONE, "write_id" uuid NOT NULL, CONSTRAINT "ck_access_token_role" CHECK (role in ('OPERATOR', 'BUILDER', 'AUDITOR', 'CI', 'VIEWER')), CONSTRAINT "pk_access_token" PRIMARY KEY ("token_id"))`,
    );
    await queryRunner.query(`CREATE UNIQUE INDEX "uq_access_token_secret_hash" ON "access_token" ("secret_hash") `);
    await queryRunner.query(
      `CREATE UNIQUE INDEX "uq_access_token_name" ON "access_token" (lower("name")) WHERE revoked_at is null`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "access_token"`);
  }
}
