import { Args, Query, Resolver } from '@nestjs/graphql';

import { AttemptBriefArgs, LeasedWorkArgs } from './leased-work.inputs.js';
import { AttemptBriefModel, LeasedWorkModel } from './leased-work.model.js';
import { LeasedWorkService } from './leased-work.service.js';

@Resolver(() => LeasedWorkModel)
export class LeasedWorkResolver {
  constructor(private readonly work: LeasedWorkService) {}

  @Query(() => LeasedWorkModel, {
    description: 'What a live lease is for, for a worker that has lost its brief or hands it on. It writes nothing.',
  })
  leasedWork(@Args() { leaseToken }: LeasedWorkArgs): Promise<LeasedWorkModel> {
    return this.work.of(leaseToken);
  }

  @Query(() => AttemptBriefModel, {
    nullable: true,
    description: 'The brief of an attempt, for people who look at it later; null if there is no such attempt.',
  })
  attemptBrief(@Args() { runId, phaseId, attempt }: AttemptBriefArgs): Promise<AttemptBriefModel | null> {
    return this.work.ofAttempt(runId, phaseId, attempt);
  }
}
