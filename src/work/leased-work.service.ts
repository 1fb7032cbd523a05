/** What a live lease is for, with its brief (W7). */
import { Injectable } from '@nestjs/common';

import { toCommandError } from '../graphql/errors/command-error.model.js';
import { HeldWorkService } from '../lifecycle/work/held-work.service.js';
import { PhaseModel } from '../phases/phase.model.js';
import { BriefsService } from './briefs.service.js';
import { WorkBriefModel } from './lease.model.js';
import type { LeasedWorkModel } from './leased-work.model.js';

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
}
