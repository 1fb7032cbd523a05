/** Commands on tiers. */
import { Injectable } from '@nestjs/common';

import { toCommandError } from '../graphql/errors/command-error.model.js';
import { PlanLifecycleService } from '../lifecycle/runs/plan-lifecycle.service.js';
import { toPlannedTier } from '../runs/plan.inputs.js';
import { RunModel } from '../runs/run.model.js';
import { targetOf } from '../runs/run-target.js';
import type { AddTierInput } from './tier.inputs.js';
import { TierModel } from './tier.model.js';
import type { TierPayload } from './tier.payloads.js';

@Injectable()
export class TiersService {
  constructor(private readonly plans: PlanLifecycleService) {}

  async add(input: AddTierInput): Promise<TierPayload> {
    const { run, tier, errors } = await this.plans.addTier(targetOf('addTier', input), toPlannedTier(input.tier));
    return { tier: tier && new TierModel(tier), run: run && new RunModel(run), errors: errors.map(toCommandError) };
  }
}
