/**
 * Periodic work on phases: ends expired leases (W3) and waits that timed out (V1), settles refs after a crash (G7), and
 * deletes workers that were not seen for a day. Several servers may sweep at once: the version guard lets one of them
 * win.
 */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../../common/run-sweeper.js';
import { Database, statement } from '../../database/database.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { WorkLifecycleService } from './work-lifecycle.service.js';

const EVERY_MS = 1_000;
const MOST_AT_ONCE = 200;
const RUN_OUT = statement({
  name: 'leases_run_out',
  text: `select run_id from lease, (select autopack_now() as now) as clock where expires_at <= clock.now or hard_deadline_at <= clock.now limit ${MOST_AT_ONCE}`,
});
const WAITED = statement({
  name: 'waits_over',
  text: `select run_id from work_queue where wait_until <= autopack_now() order by wait_until limit ${MOST_AT_ONCE}`,
});
/** Pending moves of refs: the server crashed before it was done, or could not reach the repository and paused. */
const INTENDED = statement({
  name: 'refs_intended',
  text: `select r.run_id from run r left join phase h on h.run_id = r.run_id and h.phase_index = r.head_phase_index
    where r.ref_intent is not null and r.changed_at < autopack_now() - interval '2 seconds'
      and (h.not_before is null or h.not_before <= autopack_now()) limit ${MOST_AT_ONCE}`,
});
const FORGET = statement({
  name: 'forget_workers',
  text: `delete from worker where last_seen_at < autopack_now() - interval '1 day'`,
});
const FORGET_EVERY_TICKS = 300;

@Injectable()
export class WorkSweeper extends RunSweeper {
  private ticks = 0;

  constructor(
    private readonly database: Database,
    private readonly work: WorkLifecycleService,
    private readonly pipeline: Pipeline,
  ) {
    super('WorkSweeper', EVERY_MS);
  }

  async tick(): Promise<void> {
    await this.each(await this.database.runIds(INTENDED), (runId) => this.pipeline.settleRefs(runId));
    await this.each(await this.database.runIds(RUN_OUT), (runId) => this.work.expireLease(runId));
    await this.each(await this.database.runIds(WAITED), (runId) => this.work.endWait(runId));
    if (this.ticks++ % FORGET_EVERY_TICKS === 0) await this.database.write(FORGET, []);
  }
}
