import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { ofEach } from '../common/of-each.js';
import { OperationContext } from '../graphql/request/operation-context.js';
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
  idleReasons(@Args() { projectId }: OfProjectArgs, @Context() context: OperationContext): Promise<IdleReasonModel[]> {
    return ofEach(context.projectsOf(projectId), (each) => this.idle.byRole(each));
  }
}
