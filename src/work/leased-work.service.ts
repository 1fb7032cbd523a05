/** What a lease is for, or an attempt was, with its brief (W7). */
import { Injectable } from '@nestjs/common';

import { toCommandError } from '../graphql/errors/command-error.model.js';
import { HeldWorkService } from '../lifecycle/work/held-work.service.js';
import { PhaseModel } from '../phases/phase.model.js';
import { BriefsService } from './briefs.service.js';
import { WorkBriefModel } from './lease.model.js';
import type { AttemptBriefModel, LeasedWorkModel } from './leased-work.model.js';

@Injectable()
export class LeasedWorkService {
  constructor(
    private readonly held: HeldWorkService,
    private readonly briefs: BriefsService,
  ) {}

  async of(leaseToken: string): Promise<LeasedWorkModel> {
    const { rows, held, errors } = await this.held.of(leaseToken);
    const brief = held && (await this.briefs.briefOf(held.seen, held.lease));
    return {
      phase: rows.phase && new PhaseModel(rows.phase),
      brief: brief && WorkBriefModel.of(brief),
      errors: errors.map(toCommandError),
    };
  }

  /** Null: there is no such attempt. */
  async ofAttempt(runId: string, phaseId: string, attempt: number): Promise<AttemptBriefModel | null> {
    const work = await this.held.ofAttempt(runId, phaseId, attempt);
    if (!work) return null;
    const { markdown } = await this.briefs.briefOf(work.seen, work.lease);
    return { markdown, isExact: work.isExact };
  }
}
