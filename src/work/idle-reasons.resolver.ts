import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { ofEach } from '../common/of-each.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { IdleReasonModel, OfProjectArgs } from './idle-reason.model.js';
import { IdleReasonsService } from './idle-reasons.service.js';

@Resolver()
export class IdleReasonsResolver {
  constructor(private readonly idle: IdleReasonsService) {}

  @Query(() => [IdleReasonModel], {
    description:
      'Roles for which nothing can be claimed now, of a project or of all, with the answer that a claim would get; a role that has work is left out.',
  })
  async idleReasons(@Args() args: OfProjectArgs, @Context() context: OperationContext): Promise<IdleReasonModel[]> {
    return ofEach(context.projectsOf(args.projectId), async (projectId) =>
      (await this.idle.byRole(projectId)).map((each) => ({ ...each, projectId })),
    );
  }
}
