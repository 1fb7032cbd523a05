/**
 * Periodic work on commit checks (V6, M2): creates the checks that are due, ends expired leases and waits, stops checks
 * that are no longer needed, and does what follows from a verdict if the server that wrote it crashed.
 */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../../common/run-sweeper.js';
import { STOP_CHECKS } from '../../database/check-writes.js';
import { Database, type Statement, statement } from '../../database/database.js';
import { BaseChecks } from './base-checks.service.js';
import { CheckFollowers } from './check-followers.js';
import { CheckLifecycleService } from './check-lifecycle.service.js';

const EVERY_MS = 1_000;
const MOST_AT_ONCE = 200;
const RUN_OUT = statement({
  name: 'checks_run_out',
  text: `select c.check_id from commit_check c, (select autopack_now() as now) as clock where (c.state = 'DUE' and c.wait_until <= clock.now)
      or (c.state = 'LEASED' and exists (select from commit_check_try t where t.check_id = c.check_id and t.number = c.try_number and t.state = 'LEASED'
        and (t.expires_at <= clock.now or t.hard_deadline_at <= clock.now))) limit ${MOST_AT_ONCE}`,
});
/**
 * The server that writes a verdict also does what follows from it. If that has not happened after two seconds, the
 * server has crashed.
 */
const UNFOLLOWED = statement({
  name: 'checks_unfollowed',
  text: `select check_id from commit_check where state = 'DONE' and followed_at is null and coalesce(ended_at, created_at) < autopack_now() - interval '2 seconds'
    limit ${MOST_AT_ONCE}`,
});

@Injectable()
export class CheckSweeper extends RunSweeper {
  constructor(
    private readonly database: Database,
    private readonly bases: BaseChecks,
    private readonly checks: CheckLifecycleService,
    private readonly followers: CheckFollowers,
  ) {
    super('CheckSweeper', EVERY_MS);
  }

  async tick(): Promise<void> {
    await this.each(await this.bases.runsWithoutCheck(), (runId) => this.bases.checkDue(runId));
    await this.database.write(STOP_CHECKS, []);
    await this.each(await this.ids(RUN_OUT), (checkId) => this.checks.expire(checkId));
    await this.each(await this.ids(UNFOLLOWED), (checkId) => this.followers.follow(checkId));
  }

  private async ids(statement: Statement): Promise<string[]> {
    return (await this.database.read<{ check_id: string }>(statement, [])).map((row) => row.check_id);
  }
}
