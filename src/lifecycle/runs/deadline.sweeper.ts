/**
 * Periodic work on runs: ends runs past their deadline within seconds, even if no client calls (B5), lets linked runs
 * begin that were not released (P10), and deletes expired idempotency records (W5). Several servers may sweep at once:
 * the version guard lets one of them win.
 */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../../common/run-sweeper.js';
import { Database, statement } from '../../database/database.js';
import { RunLifecycleService } from './run-lifecycle.service.js';

const EVERY_MS = 1_000;
const OVERDUE = statement({
  name: 'overdue_runs',
  text: `select run_id from run where completed_at is null and deadline_at < autopack_now() order by deadline_at limit 200`,
});
/**
 * Runs whose predecessor has ended or was deleted while they waited: the server that ended it crashed before it
 * released them (P10).
 */
const FORSAKEN = statement({
  name: 'forsaken_runs',
  text: `select w.run_id from run w left join run p on p.run_id = w.previous_run_id
    where w.previous_run_id is not null and w.started_at is null and w.completed_at is null
      and (p.run_id is null or p.completed_at is not null) limit 200`,
});
const FORGET = statement({
  name: 'forget_records',
  text: `delete from idempotency_record k where (k.mutation, k.key) in (
    select o.mutation, o.key from idempotency_record o where o.created_at < autopack_now() - interval '24 hours'
      and not exists (select from run r where r.run_id = o.run_id) order by o.created_at limit 5000)`,
});
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
    await this.each(overdue, (runId) => this.lifecycle.expireRun(runId));
    await this.each(await this.database.runIds(FORSAKEN), (runId) => this.lifecycle.releaseRun(runId));
    if (this.ticks++ % FORGET_EVERY_TICKS === 0) await this.database.write(FORGET, []);
    return overdue.length;
  }
}
