/**
 * Periodic work on commit checks (V6, M2): creates the checks that are due, ends expired leases and waits, stops checks
 * that are no longer needed, and does what follows from a verdict if the server that wrote it crashed.
 */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../../common/run-sweeper.js';
import { STOP_CHECKS } from '../../database/check-writes.js';
import { Database, type Statement } from '../../database/database.js';
import { BaseChecksService } from './base-checks.service.js';
import { CheckFollowers } from './check-followers.js';
import { CheckLifecycleService } from './check-lifecycle.service.js';
import { RUN_OUT, UNFOLLOWED } from './check-sweep.statements.js';

const EVERY_MS = 1_000;

@Injectable()
export class CheckSweeper extends RunSweeper {
  constructor(
    private readonly database: Database,
    private readonly bases: BaseChecksService,
    private readonly checks: CheckLifecycleService,
    private readonly followers: CheckFollowers,
  ) {
    super('CheckSweeper', EVERY_MS);
  }

  async tick(): Promise<void> {
    await this.eachRun(await this.bases.runsWithoutCheck(), (runId) => this.bases.checkDue(runId));
    await this.database.write(STOP_CHECKS, []);
    await this.each(await this.ids(RUN_OUT), (checkId) => this.checks.expire(checkId));
    await this.each(await this.ids(UNFOLLOWED), (checkId) => this.followers.follow(checkId));
  }

  private async ids(statement: Statement): Promise<string[]> {
    return (await this.database.read<{ check_id: string }>(statement, [])).map((row) => row.check_id);
  }
}
