import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which token a lease was given to (A2): its id, because another token may have the name of one that was revoked. */
export class LeaseHolders1796039800000 implements MigrationInterface {
  name = 'LeaseHolders1796039800000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "attempt" ADD "holder_id" text`);
    await queryRunner.query(`ALTER TABLE "commit_check_try" ADD "holder_id" text`);
    // The leases of now: of live tokens no two have one name, and no name holds a slash.
    await queryRunner.query(
      `UPDATE attempt a SET holder_id = t.token_id FROM lease l, access_token t WHERE l.run_id = a.run_id AND l.phase_id = a.phase_id AND l.attempt = a.number AND t.revoked_at IS NULL AND starts_with(l.worker_id, t.name || '/')`,
    );
    await queryRunner.query(
      `UPDATE commit_check_try c SET holder_id = t.token_id FROM access_token t WHERE c.state = 'LEASED' AND t.revoked_at IS NULL AND starts_with(c.worker_id, t.name || '/')`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "commit_check_try" DROP COLUMN "holder_id"`);
    await queryRunner.query(`ALTER TABLE "attempt" DROP COLUMN "holder_id"`);
  }
}
