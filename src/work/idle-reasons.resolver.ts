import { Args, Query, Resolver } from '@nestjs/graphql';

import { IdleReasonModel } from './idle-reason.model.js';
import { IdleReasonsService } from './idle-reasons.service.js';
import { OfProjectArgs } from './work.inputs.js';

@Resolver()
export class IdleReasonsResolver {
  constructor(private readonly idle: IdleReasonsService) {}

  @Query(() => [IdleReasonModel], {
    description:
      'Roles for which nothing can be claimed now, with the answer that a claim would get: of a project; or of all projects together (projectId null), then of each project in which a run lives, up to 50. A role that has work is left out.',
  })
  idleReasons(@Args() { projectId }: OfProjectArgs): Promise<IdleReasonModel[]> {
    return this.idle.byRole(projectId ?? null);
  }
}
