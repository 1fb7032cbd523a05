import { Args, Query, Resolver } from '@nestjs/graphql';

import { IdleReasonModel } from './idle-reason.model.js';
import { IdleReasonsService } from './idle-reasons.service.js';
import { OfProjectArgs } from './work.inputs.js';

@Resolver()
export class IdleReasonsResolver {
  constructor(private readonly idle: IdleReasonsService) {}

  @Query(() => [IdleReasonModel], {
    description:
      'Roles for which nothing can be claimed now, of a project or of all, with the answer that a claim would get; a role that has work is left out.',
  })
  async idleReasons(@Args() args: OfProjectArgs): Promise<IdleReasonModel[]> {
    const projectId = args.projectId ?? null;
    return (await this.idle.byRole(projectId)).map((each) => ({ ...each, projectId }));
  }
}
