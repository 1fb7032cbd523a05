/**
 * Archives by policy (O10): runs that ended longer ago than their project's retentionDays. A batch at a time, from
 * where the last one ended; runs that stay for some reason are looked at again in the next round.
 */
import { Injectable } from '@nestjs/common';

import { RunSweeper } from '../common/run-sweeper.js';
import type { Candidate } from './archive.repository.js';
import { ArchiveCommandService } from './archive-command.service.js';

const EVERY_MS = 60_000;
const BATCH = 20;
const BY_POLICY = { runIds: null, projectId: null, olderThanDays: null } as const;

@Injectable()
export class ArchiveSweeper extends RunSweeper {
  private last: Candidate | null = null;

  constructor(private readonly commands: ArchiveCommandService) {
    super('ArchiveSweeper', EVERY_MS);
  }

  /** Answers how many it archived. */
  async tick(): Promise<number> {
    const { runs, last } = await this.commands.archive(
      BY_POLICY,
      { after: this.last, first: BATCH, dryRun: false },
      null,
    );
    this.last = last;
    return runs.filter(({ outcome }) => outcome === 'ARCHIVED').length;
  }
}
