import { Args, Query, Resolver } from '@nestjs/graphql';

import { LeasedWorkArgs } from './leased-work.inputs.js';
import { LeasedWorkModel } from './leased-work.model.js';
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
}
