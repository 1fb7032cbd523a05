/**
 * Archives by policy (O10): runs that ended longer ago than their project's retentionDays. A batch at a time, from
 * where the last one ended; runs that stay for some reason are looked at again in the next round.
 */
import { Injectable, Logger } from '@nestjs/common';

import { RunSweeper } from '../common/run-sweeper.js';
import type { Candidate } from './archive.repository.js';
import { ArchiveService } from './archive.service.js';

const EVERY_MS = 60_000;
const BATCH = 20;
const BY_POLICY = { runIds: null, projectIds: null, olderThanDays: null } as const;

@Injectable()
export class ArchiveSweeper extends RunSweeper {
  private readonly log = new Logger('Archive');
  private last: Candidate | null = null;

  constructor(private readonly service: ArchiveService) {
    super('ArchiveSweeper', EVERY_MS);
  }

  /** Answers how many it archived. */
  async tick(): Promise<number> {
    const { runs, last } = await this.service.batch(BY_POLICY, { after: this.last, first: BATCH, dryRun: false });
    this.last = last;
    for (const { runId, outcome, reason } of runs)
      if (outcome === 'FAILED') this.log.warn(`Run ${runId} could not be archived: ${reason?.message}`);
    return runs.filter(({ outcome }) => outcome === 'ARCHIVED').length;
  }
}
