/**
 * Periodic work on phases: ends expired leases (W3) and waits that timed out (V1), settles refs after a crash (G7), and
 * deletes workers that were not seen for a day. Several servers may sweep at once: the version guard lets one of them
 * win.
 */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../../common/run-sweeper.js';
import { Database } from '../../database/database.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { WorkLifecycleService } from './work-lifecycle.service.js';
import { FORGET, INTENDED, RUN_OUT, WAITED } from './work-sweep.statements.js';

const EVERY_MS = 1_000;
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
    await this.eachRun(await this.database.runIds(INTENDED), (runId) => this.pipeline.settleRefs(runId));
    await this.eachRun(await this.database.runIds(RUN_OUT), (runId) => this.work.expireLease(runId));
    await this.eachRun(await this.database.runIds(WAITED), (runId) => this.work.endWait(runId));
    if (this.ticks++ % FORGET_EVERY_TICKS === 0) await this.database.write(FORGET, []);
  }
}
