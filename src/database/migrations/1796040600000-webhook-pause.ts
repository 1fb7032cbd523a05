import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Until when a receiver of webhooks asked to be left alone (A7). */
export class WebhookPause1796040600000 implements MigrationInterface {
  name = 'WebhookPause1796040600000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "webhook" ADD "paused_until" TIMESTAMP(3) WITH TIME ZONE`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "webhook" DROP COLUMN "paused_until"`);
  }
}
