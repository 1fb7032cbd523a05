/**
 * Periodic work on runs: ends runs past their deadline within seconds, even if no client calls (B5), lets linked runs
 * begin that were not released (P10), and deletes expired idempotency records (W5). Several servers may sweep at once:
 * the version guard lets one of them win.
 */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../../common/run-sweeper.js';
import { Database } from '../../database/database.js';
import { FORGET, FORSAKEN, OVERDUE } from './deadline-sweep.statements.js';
import { RunLifecycleService } from './run-lifecycle.service.js';

const EVERY_MS = 1_000;
/** One tick in so many searches old records. */
const FORGET_EVERY_TICKS = 300;

@Injectable()
export class DeadlineSweeper extends RunSweeper {
  private ticks = 0;

  constructor(
    private readonly database: Database,
    private readonly lifecycle: RunLifecycleService,
  ) {
    super('DeadlineSweeper', EVERY_MS);
  }

  /** Answers how many runs it found past their deadline. */
  async tick(): Promise<number> {
    const overdue = await this.database.runIds(OVERDUE);
    await this.eachRun(overdue, (runId) => this.lifecycle.expireRun(runId));
    await this.eachRun(await this.database.runIds(FORSAKEN), (runId) => this.lifecycle.releaseRun(runId));
    if (this.ticks++ % FORGET_EVERY_TICKS === 0) await this.database.write(FORGET, []);
    return overdue.length;
  }
}
